"""States of a unit-year from draft to publication."""
