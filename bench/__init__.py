"""Measurements of speed and memory: `python -m bench`, or `python -m bench SUITE` for one of them."""
