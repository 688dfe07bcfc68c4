"""Clinical work in the browser, one folder per feature."""
