"""Disclosure formats (公开格式): one file for a place and span of years says what its report contains, in which order and
under which titles, how the nine tables are printed, in which style it is written and what an audit demands of it."""

from shebao.report.formats.files import Format, format_of, formats, formats_of, parse_format
from shebao.report.formats.parts import FormatError, PartPlan, SectionPlan

__all__ = ["Format", "FormatError", "PartPlan", "SectionPlan", "format_of", "formats", "formats_of", "parse_format"]
