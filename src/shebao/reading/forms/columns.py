"""What column heads come to: the role of each column and its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shebao.reading.forms.tokens import Gap, Token


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its head: role, and its place in the table (-1 outside tables)."""

    role: str
    column: int = -1
    span: int = 1


@dataclass(frozen=True, slots=True)
class Heads:
    """Column heads in tokens[start:stop]. `ruled` where they stand in a grid, `cells` where in a grid or between tabs;
    `unsure` where unknown heads leave open which columns are target, actual, weight and score, `points_unsure` where they leave
    open the last two."""

    start: int
    stop: int
    columns: tuple[Column, ...]
    cells: bool
    ruled: bool
    unsure: bool = False
    points_unsure: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in order."""
        return tuple(column.role for column in self.columns)


def row_end(tokens: Sequence[Token], start: int) -> int:
    """The index after the last token of the table row that holds tokens[start]."""
    stop = start + 1
    while stop < len(tokens) and tokens[stop].gap is Gap.COLUMN:
        stop += 1
    return stop


_LEVELS = frozenset(("level_one", "level_two"))


def weights_of_levels(roles: Sequence[str]) -> list[str]:
    """The roles with `level_weight` for a weight that stands beside a level, where the rows have another of their own."""
    beside = {i for i, role in enumerate(roles) if role == "weight" and i and roles[i - 1] in _LEVELS}
    if len(beside) == list(roles).count("weight"):
        return list(roles)
    return ["level_weight" if i in beside else role for i, role in enumerate(roles)]


def each_once(columns: Sequence[Column], once: bool) -> tuple[Column, ...]:
    """A role that a head repeats is that of its first column; labels are no columns."""
    seen: set[str] = set()
    kept = []
    columns = [column for column in columns if column.role != "label"]
    for column, told in zip(columns, weights_of_levels([column.role for column in columns]), strict=True):
        role = told if told not in seen or told == "level_weight" or not once else "other"
        seen.add(role)
        kept.append(Column(role, column.column, column.span))
    return tuple(kept)
