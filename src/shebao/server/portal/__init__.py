"""Public reading."""
