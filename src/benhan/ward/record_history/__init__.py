"""What became of a paper: amended, cancelled, restored, printed; its versions side by side."""
