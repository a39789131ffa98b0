"""Views of `calculator`."""
