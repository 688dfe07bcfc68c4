"""Face: the security-level file (hồ sơ cấp độ), its papers and its way through appraisal and approval."""
