"""The tree city, district or department, unit."""
