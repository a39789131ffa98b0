"""The whole record explained: each value since when, known since when, by which act, and what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from shebao.operations.record.record import Record
from shebao.operations.record.rows import AnyRow, Fact, Liability, holds, known

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Explained:
    """A row as it was known, and the rows that said something else about its days until the same act, the latest of days first."""

    row: AnyRow
    before: tuple[AnyRow, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was known at an instant about a day (or all days), and what had been known and was withdrawn by then."""

    facts: tuple[Explained, ...]
    spells: tuple[Explained, ...]
    owed: tuple[Explained, ...]
    gone: tuple[AnyRow, ...]


def explain(record: Record, at: datetime, on: date | None = None, owed: Sequence[Liability] = ()) -> Explanation:
    """A record, and what is owed for the person, as they were known at an instant, about one day or all of them."""
    kinds: tuple[Sequence[AnyRow], ...] = (record.facts, record.spells, owed)
    facts, spells, months = (_explained(rows, at, on) for rows in kinds)
    return Explanation(facts, spells, months, tuple(row for rows in kinds for row in _withdrawn(rows, at, on)))


def _explained(rows: Sequence[AnyRow], at: datetime, on: date | None) -> tuple[Explained, ...]:
    then = [row for row in rows if known(row, at) and (on is None or holds(row, on))]
    return tuple(Explained(row, tuple(_before(row, rows))) for row in sorted(then, key=_order))


def _withdrawn(rows: Sequence[AnyRow], at: datetime, on: date | None) -> list[AnyRow]:
    return sorted((row for row in rows if _gone(row, rows, at) and (on is None or holds(row, on))), key=_order)


def acts_in(explanation: Explanation) -> set[int]:
    """The acts that an explanation names."""
    rows = [*explanation.facts, *explanation.spells, *explanation.owed]
    earlier = {row.act for one in rows for row in one.before}
    return {one.row.act for one in rows} | earlier | {row.act for row in explanation.gone}


def _before(row: AnyRow, rows: Iterable[AnyRow]) -> list[AnyRow]:
    """What the act that wrote a row superseded about its days."""
    found = [
        other for other in rows
        if other.known_to == row.known_from and key_of(other) == key_of(row) and other.valid.overlaps(row.valid)
    ]  # fmt: skip
    return sorted(found, key=_order, reverse=True)


def _gone(row: AnyRow, rows: Iterable[AnyRow], at: datetime) -> bool:
    """Whether a row was known once, and nothing stands in its place."""
    if row.known_to is None or row.known_to > at:
        return False
    return not any(
        other.known_from == row.known_to and key_of(other) == key_of(row) and other.valid.overlaps(row.valid)
        for other in rows
    )


def key_of(row: AnyRow) -> Key:
    """What a row is about: a register and its slot, or a line and the employer."""
    return (row.register, row.slot) if isinstance(row, Fact) else (row.line, str(row.employer or ""))


def _order(row: AnyRow) -> tuple[str, str, date, int]:
    return (*key_of(row), row.valid.start, row.id)
