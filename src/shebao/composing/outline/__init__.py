"""Outlines: what a place's report consists of in a year, in which order and style (places/*.yaml)."""

from shebao.composing.outline.loader import outline_of, outlines, parse_outline
from shebao.composing.outline.model import ChartPlan, Outline, OutlineError, PartPlan, SectionPlan

__all__ = [
    "ChartPlan",
    "Outline",
    "OutlineError",
    "PartPlan",
    "SectionPlan",
    "outline_of",
    "outlines",
    "parse_outline",
]
