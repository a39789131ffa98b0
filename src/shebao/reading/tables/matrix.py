"""A table whose cells stand in columns: a ruled grid, or lines whose tabs separate cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from shebao.classification.names import normalise
from shebao.reading.document import Grid, Line
from shebao.reading.tables.printed import compact
from shebao.report.provenance import Place

_WIDEST = 200


class Slot(NamedTuple):
    """One printed cell: text without outer white space, place, its column and the columns it spans."""

    text: str
    place: Place
    column: int
    span: int = 1

    @property
    def compact(self) -> str:
        """The text without any white space."""
        return compact(self.text)


def is_label(text: str) -> bool:
    """Whether a head cell's text is a label, not empty and not a column number."""
    return bool(text) and not compact(text).isdecimal()


@dataclass(frozen=True)
class Matrix:
    """Rows of cells by column, None where nothing stands or a merged cell covers; `tabbed` where tabs made the columns,
    which shift between rows and state no merged cells; `unmatched` where it goes on with a table whose columns are others, so
    that only a head of its own tells its columns."""

    rows: tuple[tuple[Slot | None, ...], ...]
    tabbed: bool = False
    covers: tuple[tuple[Slot | None, ...], ...] = ()
    unmatched: bool = False

    @cached_property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    @cached_property
    def texts(self) -> tuple[tuple[Slot, ...], ...]:
        """The cells with text, row by row."""
        return tuple(tuple(slot for slot in row if slot is not None and slot.text) for row in self.rows)

    def paths(self, depth: int) -> tuple[tuple[str, ...], ...]:
        """For each column the normalised labels that stand above it in the first `depth` rows, outermost first.

        Column numbers (栏次) are no labels.
        """
        if self.tabbed or not self._merges(depth):
            return tuple(self._inherited_path(column, depth) for column in range(self.width))
        return tuple(self._covered_path(column, depth) for column in range(self.width))

    def _merges(self, depth: int) -> bool:
        """Whether the head states merged cells; where it states none, a label's blank neighbours are its own."""
        return any(
            cover is not own
            for covers, row in zip(self.covers[:depth], self.rows[:depth], strict=True)
            for cover, own in zip(covers, row, strict=False)
        )

    def _covered_path(self, column: int, depth: int) -> tuple[str, ...]:
        path: list[Slot] = []
        for row in self.covers[:depth]:
            slot = row[column] if column < len(row) else None
            if slot is not None and is_label(slot.text) and (not path or path[-1] is not slot):
                path.append(slot)
        return tuple(normalise(slot.text) for slot in path)

    def _inherited_path(self, column: int, depth: int) -> tuple[str, ...]:
        own = [row for row in range(min(depth, len(self.rows))) if self._text(row, column)]
        path = [self._nearest_left(row, column) for row in range(own[-1] + 1)] if own else []
        return tuple(normalise(text) for text in path if text)

    def _text(self, row: int, column: int) -> str:
        slot = self.rows[row][column] if column < len(self.rows[row]) else None
        return slot.text if slot and is_label(slot.text) else ""

    def _nearest_left(self, row: int, column: int) -> str:
        """The label at a position, or the next one left of it under the same labels above."""
        for left in range(column, -1, -1):
            if text := self._text(row, left):
                return text
            if any(self._text(above, left) for above in range(row)):
                return ""
        return ""


def of_grid(grid: Grid) -> Matrix:
    """The grid's cells, and for each position the merged cell that covers it."""
    width = min(max((len(row) for row in grid.rows), default=0), _WIDEST)
    covers: list[list[Slot | None]] = [[None] * width for _ in grid.rows]
    rows: list[tuple[Slot | None, ...]] = []
    for r, row in enumerate(grid.rows):
        slots: list[Slot | None] = []
        for c, cell in enumerate(row[:width]):
            slot = Slot(cell.text.strip(), cell.place, c, cell.column_span) if cell else None
            slots.append(slot)
            if cell and slot:
                for covered in covers[r : r + cell.row_span]:
                    for column in range(c, min(c + cell.column_span, width)):
                        covered[column] = slot
        rows.append(tuple(slots))
    return Matrix(tuple(rows), covers=tuple(tuple(row) for row in covers))


def of_tabs(lines: Sequence[Line]) -> Matrix:
    """The lines' cells between tabs."""
    rows = []
    for line in lines:
        parts = line.text.split("\t")[:_WIDEST]
        rows.append(tuple(Slot(part.strip(), line.place, column) for column, part in enumerate(parts)))
    return Matrix(tuple(rows), tabbed=True)
