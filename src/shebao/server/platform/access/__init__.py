"""Who looked at whose personal data, and who may not."""
