"""Where are we? The board of the level file."""
