"""The whole record explained: each value since when, known since when, by which act, and what it was before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from shebao.operations.record.record import Record
from shebao.operations.record.rows import Fact, Row, Spell, holds, known

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Explained:
    """A row as it was known, and the rows that said something else about its days until the same act, the latest of days first."""

    row: Row
    before: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was known at an instant about a day (or all days), and what had been known and was withdrawn by then."""

    facts: tuple[Explained, ...]
    spells: tuple[Explained, ...]
    gone: tuple[Row, ...]


def explain(record: Record, at: datetime, on: date | None = None) -> Explanation:
    """A record as it was known at an instant, about one day or all of them."""
    rows: list[Row] = [*record.facts, *record.spells]
    then = [row for row in rows if known(row, at) and (on is None or holds(row, on))]
    explained = [Explained(row, tuple(_before(row, rows))) for row in sorted(then, key=_order)]
    return Explanation(
        tuple(one for one in explained if isinstance(one.row, Fact)),
        tuple(one for one in explained if isinstance(one.row, Spell)),
        tuple(sorted((row for row in rows if _gone(row, rows, at) and (on is None or holds(row, on))), key=_order)),
    )


def acts_in(explanation: Explanation) -> set[int]:
    """The acts that an explanation names."""
    rows = [*explanation.facts, *explanation.spells]
    earlier = {row.act for one in rows for row in one.before}
    return {one.row.act for one in rows} | earlier | {row.act for row in explanation.gone}


def _before(row: Row, rows: Iterable[Row]) -> list[Row]:
    """What the act that wrote a row superseded about its days."""
    found = [
        other for other in rows
        if other.known_to == row.known_from and key_of(other) == key_of(row) and other.valid.overlaps(row.valid)
    ]  # fmt: skip
    return sorted(found, key=_order, reverse=True)


def _gone(row: Row, rows: Iterable[Row], at: datetime) -> bool:
    """Whether a row was known once, and nothing stands in its place."""
    if row.known_to is None or row.known_to > at:
        return False
    return not any(
        other.known_from == row.known_to and key_of(other) == key_of(row) and other.valid.overlaps(row.valid)
        for other in rows
    )


def key_of(row: Row) -> Key:
    """What a row is about: a register and its slot, or a line and the employer."""
    return (row.register, row.slot) if isinstance(row, Fact) else (row.line, str(row.employer or ""))


def _order(row: Row) -> tuple[str, str, date, int]:
    return (*key_of(row), row.valid.start, row.id)
