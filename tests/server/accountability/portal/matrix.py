"""Views of `portal` are open to all."""

OPEN_TO_ALL = ("portal",)
