"""What is unfinished or unsigned: mine, and my departments'."""
