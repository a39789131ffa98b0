"""Views of `calculator` are open to all."""

OPEN_TO_ALL = ("calculator",)
