"""Views of `suspicions`."""
