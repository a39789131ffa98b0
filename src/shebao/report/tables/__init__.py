"""The nine disclosed tables (公开01–09): specified once, read, computed, verified and rendered by the same declaration."""

from shebao.classification.names import normalise
from shebao.report.tables.model import Cell, Note, Row, Table, TableState
from shebao.report.tables.specification import (
    Relation,
    Shape,
    TableSpec,
    Term,
    parse_relation,
    table_of_title,
    table_specs,
    ties,
)

__all__ = [
    "Cell",
    "Note",
    "Relation",
    "Row",
    "Shape",
    "Table",
    "TableSpec",
    "TableState",
    "Term",
    "normalise",
    "parse_relation",
    "table_of_title",
    "table_specs",
    "ties",
]
