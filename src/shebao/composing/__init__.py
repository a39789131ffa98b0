"""Composing the annual disclosure report: material → manuscript → DOCX, PDF, HTML, XLSX, JSON, data package."""

from shebao.composing.compose import MissingWords, compose

__all__ = ["MissingWords", "compose"]
