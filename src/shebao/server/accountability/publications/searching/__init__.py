"""Full-text search in Chinese: pairs of neighbouring characters (bigrams) in a `tsvector`, no dictionary, no extension."""
