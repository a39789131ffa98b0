"""What a report says, in a shape that two readings can be compared in: without the places where it says so."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from shebao.report import Report
from shebao.report.provenance import Figure, Passage, Place, Source

Key = tuple[str, str, str]


def cells(report: Report) -> dict[Key, str]:
    """Every figure of the nine tables as printed, by table, row and column."""
    return {
        (table.id, row.key, column): cell.figure.text
        for table in report.tables
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.figure
    }


def words(report: Report) -> dict[str, Any]:
    """Everything else: identity, sections, statements, forms, key work, glossary, notes of tables."""
    return {
        "identity": report.identity,
        "sections": [(s.level, s.ordinal, s.kind, _close(s.title)) for s in report.walk()],
        **{
            part: without_places(getattr(report, part))
            for part in ("facts", "claims", "forms", "key_work", "key_work_table", "glossary", "unassigned")
        },
        "notes": {table.id: [note.source.quote for note in table.notes] for table in report.tables},
    }


def without_places(value: Any) -> Any:
    """A value of the report as plain data; sources and passages count by their words, spaces apart: a line may break at one."""
    if isinstance(value, Source):
        return _close(value.quote)
    if isinstance(value, Passage):
        return _close(value.text)
    if isinstance(value, Place):
        return None
    if isinstance(value, Figure):
        return value.text
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: without_places(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [without_places(item) for item in value]
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items()}
    return value


def _close(text: str) -> str:
    return "".join(text.split())
