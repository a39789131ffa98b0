"""Persons and employers as the agency registers them: own numbers, old numbers, duplicates, merges, offices."""
