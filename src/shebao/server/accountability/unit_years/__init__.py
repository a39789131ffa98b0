"""A unit's year: content and workspace."""
