"""What is mine to do, by role."""
