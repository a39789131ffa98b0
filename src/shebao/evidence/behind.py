"""The walk from a cell to the lines behind it: by what the tables distinguish, not line by line.

Lines that the tables do not tell apart have the same atom and reach the same cells with the same signs. So whatever keeps
lines (columns in memory, rows in a database, sums that were published) only has to say its groups: the walk is this one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from shebao.report.measures import CellRef

Atom = TypeVar("Atom", bound=Hashable)
Reach = Callable[[Atom], Mapping[CellRef, int]]


@dataclass(frozen=True, slots=True)
class Group(Generic[Atom]):
    """Lines of one atom: how many, and their sum in fen."""

    atom: Atom
    count: int
    fen: int


@dataclass(frozen=True, slots=True)
class Part(Generic[Atom]):
    """A group behind a cell: `sign` is +1 where it adds to the cell, −1 where it takes away."""

    group: Group[Atom]
    sign: int

    @property
    def fen(self) -> int:
        """What it contributes to the cell, in fen."""
        return self.sign * self.group.fen


@dataclass(frozen=True, slots=True)
class Behind(Generic[Atom]):
    """All that is behind a cell."""

    cell: CellRef
    parts: tuple[Part[Atom], ...]

    @property
    def total(self) -> int:
        """The cell in fen."""
        return sum(part.fen for part in self.parts)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return sum(part.group.count for part in self.parts)

    @property
    def signs(self) -> dict[Atom, int]:
        """The sign of each atom behind the cell."""
        return {part.group.atom: part.sign for part in self.parts}


def behind(cell: CellRef, groups: Iterable[Group[Atom]], reach: Reach[Atom]) -> Behind[Atom]:
    """The groups whose lines reach the cell; `reach` says which cells an atom reaches, each with its sign."""
    signed = ((group, reach(group.atom).get(cell, 0)) for group in groups)
    return Behind(cell, tuple(Part(group, sign) for group, sign in signed if sign))
