"""Importing: budget and entry sheets become validated columns; every rejected row is listed, nothing is half-imported."""
