"""Fields that are kept encrypted with keys that the database does not have."""
