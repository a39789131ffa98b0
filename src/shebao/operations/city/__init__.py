"""The living city: a synthetic agency's people and employers, what happens to them month by month, and what it exports."""
