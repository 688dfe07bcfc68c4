"""What a facility shows a board before it announces its electronic records (hồ sơ thẩm định, EMR-PUB-01)."""
