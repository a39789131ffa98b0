"""Charts of a report: the same drawing as vector (SVG) and as picture (PNG)."""

from shebao.composing.charts.picture import png
from shebao.composing.charts.vector import svg

__all__ = ["png", "svg"]
