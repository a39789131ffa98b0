"""The hash-chained log of decisions."""
