"""Base pages, components, gallery; knows no face."""
