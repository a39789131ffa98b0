"""A table that goes on in another grid without its head: its cells stand in the columns of the first by place on the page."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from shebao.reading.document import Grid, GridCell

_NEAR = 3.0  # points that an edge may lie off


def continued(first: Grid, grid: Grid) -> Grid | None:
    """The grid with the columns of the first, its cells moved below those they stand under; itself where both have the same
    columns; None where they have not and places do not tell, so nobody knows which column is which."""
    if _width(grid) == _width(first):
        return grid
    centres = _centres(first)
    if centres is None:
        return None
    rows: list[tuple[GridCell | None, ...]] = []
    for row in grid.rows:
        moved = _moved(row, centres)
        if moved is None:
            return None
        rows.append(moved)
    return Grid(tuple(rows), grid.place)


def _width(grid: Grid) -> int:
    return max((len(row) for row in grid.rows), default=0)


def _centres(grid: Grid) -> list[float] | None:
    """The middle of each column, from the cells that are as wide as it; None where the cells have no place on a page."""
    found: list[list[float]] = [[] for _ in range(_width(grid))]
    for row in grid.rows:
        for column, cell in enumerate(row):
            if cell is not None and cell.column_span == 1 and cell.place.box is not None:
                found[column].append((cell.place.box.x0 + cell.place.box.x1) / 2)
    return [median(middles) for middles in found] if all(found) else None


def _moved(row: Sequence[GridCell | None], centres: Sequence[float]) -> tuple[GridCell | None, ...] | None:
    """The row with each cell over the columns whose middle it covers; None where a cell covers none or one twice."""
    slots: list[GridCell | None] = [None] * len(centres)
    taken = [False] * len(centres)
    for cell in row:
        if cell is None:
            continue
        box = cell.place.box
        under = [c for c, x in enumerate(centres) if box is not None and box.x0 - _NEAR <= x <= box.x1 + _NEAR]
        if not under or any(taken[column] for column in under):
            return None
        slots[under[0]] = cell._replace(column_span=len(under))
        for column in under:
            taken[column] = True
    return tuple(slots)
