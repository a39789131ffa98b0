"""Where the cells of a printed table stand: rows and columns of their corners, spans of earlier cells respected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shebao.composing.manuscript import Cell


class Placed(NamedTuple):
    """A cell with the row and column of its top left corner."""

    row: int
    column: int
    cell: Cell


def placed(rows: Sequence[Sequence[Cell]]) -> Iterator[Placed]:
    """Each cell with its corner, row by row."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield Placed(row, column, cell)
            taken.update((row + down, column + right) for down in range(cell.rows) for right in range(cell.columns))
            column += cell.columns
