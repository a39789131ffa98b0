"""Every figure that a report prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from shebao.report.provenance import Figure
from shebao.report.report import Report


def figures_of(report: Report) -> Iterator[Figure]:
    """Each printed figure once, in one order: of tables, narrative, forms and key work."""
    seen: dict[Figure, None] = {}
    for table in report.tables:
        seen.update(dict.fromkeys(table.figures()))
    for part in (report.facts, report.claims, report.forms, report.unassigned, report.quantities.all):
        for value in part:
            _collect(value, seen)
    return iter(seen)


def _collect(value: Any, seen: dict[Figure, None]) -> None:
    if isinstance(value, Figure):
        seen[value] = None
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, seen)
    else:
        for name in _names(value.__class__):
            _collect(getattr(value, name), seen)


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none of any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
