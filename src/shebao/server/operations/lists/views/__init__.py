"""Pages of staff lists."""
