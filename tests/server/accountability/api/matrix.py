"""Views of `api` are open to all."""

OPEN_TO_ALL = ("api",)
