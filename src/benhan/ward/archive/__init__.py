"""The archive of records (lưu trữ hồ sơ bệnh án): found, approved, sealed, verified, handed out."""
