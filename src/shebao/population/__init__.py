"""A synthetic population: persons, employers, histories and benefits that belong to nobody."""
