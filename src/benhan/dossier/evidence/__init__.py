"""What was shown for requirements: the list, adding, withdrawing, files, the printable book."""
