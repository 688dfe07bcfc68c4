"""Keys, timestamps, PAdES signatures and their verification."""
