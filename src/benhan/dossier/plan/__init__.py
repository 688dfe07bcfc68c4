"""What is to be bought and done, until when, for how much."""
