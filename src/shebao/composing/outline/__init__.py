"""Outlines: what a place's report consists of in a year and in which style it is written (formats of `report`)."""

from shebao.composing.outline.loader import outline_from, outline_of, outlines
from shebao.composing.outline.model import ChartPlan, Outline
from shebao.report.formats import FormatError, PartPlan, SectionPlan

__all__ = ["ChartPlan", "FormatError", "Outline", "PartPlan", "SectionPlan", "outline_from", "outline_of", "outlines"]
