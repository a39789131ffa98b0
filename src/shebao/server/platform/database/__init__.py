"""PostgreSQL: embedded for local runs, or the agency's own."""
