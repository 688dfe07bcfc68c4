"""What is a system: its description, assets, zones, pictures, flows, level and risks."""
