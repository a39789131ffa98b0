"""The report as a workbook that people compute with: tables with live formulas, figures with what they were made of."""

from shebao.composing.documents.xlsx.workbook import workbook_document

__all__ = ["workbook_document"]
