"""The disclosed tables (公开01–09, and those of a budget): specified once, read, computed, verified and rendered by the same
declaration."""

from shebao.classification.names import normalise
from shebao.report.tables.families import names_table, table_of_title, table_specs, ties
from shebao.report.tables.model import Cell, Note, Row, Table, TableState
from shebao.report.tables.specification import Family, Relation, Shape, TableSpec, Term, parse_relation

__all__ = [
    "Cell",
    "Family",
    "Note",
    "Relation",
    "Row",
    "Shape",
    "Table",
    "TableSpec",
    "TableState",
    "Term",
    "names_table",
    "normalise",
    "parse_relation",
    "table_of_title",
    "table_specs",
    "ties",
]
