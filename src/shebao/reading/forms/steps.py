"""The steps of a search through the rows of a form, and the events that the best path through them comes to."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.reading.forms.division import Division
from shebao.reading.forms.headings import Margin


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: its first and last token, its parts by role, the headings that begin or go on before it, by how much it
    is better than the next reading, and by how much better than the next that has another weight or score."""

    start: int
    stop: int
    parts: dict[str, tuple[int, int]]
    begun: tuple[tuple[int, int], ...]
    grown: tuple[tuple[int, int, int], ...]
    margin: float
    points_margin: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """A token that belongs to no row; `role` is that of the column it stands in, '' outside grids."""

    index: int
    role: str


@dataclass(frozen=True, slots=True)
class Added:
    """A row that adds up those above it (小计): its first token and the one after its last."""

    start: int
    stop: int


Event = Row | Skipped | Added


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows, subtotals and skipped tokens in order, and the first token past the bound (None where all was searched)."""

    events: tuple[Event, ...]
    stopped: int | None


@dataclass(slots=True)
class Node:
    """A place between tokens, what it cost to come there, and what stands open at the left."""

    cost: float
    position: int
    left: Margin
    back: Node | None = None
    edge: Edge | None = None


@dataclass(slots=True)
class Edge:
    """One step: headings, then a row, a subtotal, or a token that belongs to nothing."""

    start: int  # before the headings
    body: int
    stop: int
    division: Division | None
    begun: tuple[tuple[int, int], ...]
    grown: tuple[tuple[int, int, int], ...]
    cost: float
    before: float = 0.0  # the cost of the node that it leads from
