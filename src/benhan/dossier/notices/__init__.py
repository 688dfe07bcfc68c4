"""What a person was told about the level file."""
