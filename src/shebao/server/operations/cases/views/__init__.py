"""Views of the counter and of cases."""
