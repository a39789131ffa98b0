"""The nine disclosed tables of a document: found by their titles, read by their labels and headers."""

from shebao.reading.tables.reader import read_tables

__all__ = ["read_tables"]
