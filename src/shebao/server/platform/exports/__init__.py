"""What people take away as files: made by workers, kept for as long as nothing changed, never made by a web process."""
