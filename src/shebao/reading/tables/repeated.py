"""Rows that a table prints twice, once blank: the one with amounts is the row, the blank one is a printed blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shebao.classification.names import normalise
from shebao.report.tables import Row


def with_keys_where_amounts_are(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, the key of a blank one moved to a row of the same name (and side) that has amounts."""
    found = list(rows)
    for index, row in enumerate(rows):
        if not row.key or _has_amounts(row):
            continue
        for other, candidate in enumerate(found):
            if other != index and _is_same(row, candidate) and _has_amounts(candidate):
                found[index] = replace(row, key="")
                found[other] = replace(candidate, key=row.key)
                break
    return tuple(found)


def _is_same(blank: Row, row: Row) -> bool:
    """Whether another row is the blank one printed again: its key, or its name where that got no key of its own."""
    if row.key:
        return row.key == blank.key
    return bool(row.name) and normalise(row.name) == normalise(blank.name) and row.cells.keys() == blank.cells.keys()


def _has_amounts(row: Row) -> bool:
    return any(cell.figure is not None for cell in row.cells.values())
