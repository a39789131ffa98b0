"""Rows of cells that state their spans become a rectangular Grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shebao.reading.document import Grid, GridCell, Place

MAX_COLUMNS = 400
MAX_POSITIONS = 400_000


class Spanned(NamedTuple):
    """A cell as its format states it: text, place, rows and columns that it covers."""

    text: str
    place: Place = Place()
    rows: int = 1
    columns: int = 1


def grid_of(rows: Sequence[Sequence[Spanned]], place: Place) -> Grid:
    """The grid of a table; spans are cut where they leave it, missing cells are empty, excess columns are dropped."""
    taken: list[dict[int, GridCell | None]] = [{} for _ in rows]
    budget = MAX_POSITIONS
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in taken[r]:
                column += 1
            if column >= MAX_COLUMNS or budget <= 0:
                break
            height = max(1, min(cell.rows, len(rows) - r))
            width = max(1, min(cell.columns, MAX_COLUMNS - column))
            width = next((k for k in range(1, width) if column + k in taken[r]), width)
            height = max(1, min(height, budget // width))
            for below in range(r, r + height):
                for k in range(column, column + width):
                    taken[below].setdefault(k, None)
            taken[r][column] = GridCell(cell.text, cell.place, height, width)
            budget -= height * width
            column += width
    columns = max((max(line) + 1 for line in taken if line), default=0)
    return Grid(tuple(_filled(line, columns, row) for line, row in zip(taken, rows, strict=True)), place)


def _filled(line: dict[int, GridCell | None], columns: int, row: Sequence[Spanned]) -> tuple[GridCell | None, ...]:
    place = row[0].place if row else Place()
    return tuple(line[k] if k in line else GridCell("", place) for k in range(columns))
