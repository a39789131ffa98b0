"""The report as one web page that needs nothing else: read on any screen, printed, every figure led back to its cells."""

from shebao.composing.documents.html.page import html_document

__all__ = ["html_document"]
