"""Views of `examination` are open to all."""

OPEN_TO_ALL = ("examination",)
