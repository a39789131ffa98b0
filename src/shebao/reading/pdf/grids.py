"""Rules drawn on a page become grids: which cells there are, and which of them span rows and columns."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shebao.report.provenance import Box

_SNAP = 2.0
_REACH = 3.0
_SHORTEST = 4.0
_MAX_RULES = 4_000
_MAX_CELLS = 50_000


@dataclass(slots=True)
class _Rule:
    """A straight rule at `at` from `start` to `stop`; vertical or horizontal by the list that it is in."""

    at: float
    start: float
    stop: float
    component: int = -1


@dataclass(frozen=True, slots=True)
class Lattice:
    """The unit cells between column edges `xs` and row edges `ys`; `owner[r][c]` is the (row, column) of the cell that
    covers the position, `spans` its numbers of rows and columns."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[tuple[int, int], ...], ...]
    spans: dict[tuple[int, int], tuple[int, int]]

    @property
    def box(self) -> Box:
        """The outer edge."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cell_box(self, cell: tuple[int, int]) -> Box:
        """The edges of a cell."""
        (row, column), (rows, columns) = cell, self.spans[cell]
        return Box(self.xs[column], self.ys[row], self.xs[column + columns], self.ys[row + rows])

    def column_at(self, x: float) -> int:
        """The unit column at x, the nearest where x is outside."""
        return min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)

    def row_at(self, y: float) -> int:
        """The unit row at y, the nearest where y is outside."""
        return min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)


def lattices(areas: Iterable[Box]) -> list[Lattice]:
    """The ruled grids of a page with more than one cell, from its thin areas; too many rules yield none."""
    horizontal, vertical = _rules(areas)
    if len(horizontal) < 2 or len(vertical) < 2 or len(horizontal) * len(vertical) > _MAX_RULES * 50:
        return []
    found = []
    for across, down in _components(horizontal, vertical):
        lattice = _lattice(across, down)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _rules(areas: Iterable[Box]) -> tuple[list[_Rule], list[_Rule]]:
    horizontal: list[tuple[float, float, float]] = []
    vertical: list[tuple[float, float, float]] = []
    for x0, top, x1, bottom in areas:
        if x1 - x0 >= bottom - top:
            horizontal.append(((top + bottom) / 2, x0, x1))
        else:
            vertical.append(((x0 + x1) / 2, top, bottom))
    return _merged(horizontal), _merged(vertical)


def _merged(pieces: list[tuple[float, float, float]]) -> list[_Rule]:
    """Pieces on one line that touch as single rules; specks are dropped."""
    merged: list[_Rule] = []
    for group in _clusters(pieces):
        group.sort(key=lambda piece: piece[1])
        at = group[len(group) // 2][0]
        start, stop = group[0][1], group[0][2]
        for _, a, b in group:
            if a > stop + _REACH:
                merged.append(_Rule(at, start, stop))
                start, stop = a, b
            elif b > stop:
                stop = b
        merged.append(_Rule(at, start, stop))
    return [rule for rule in merged if rule.stop - rule.start >= _SHORTEST]


def _clusters(pieces: list[tuple[float, float, float]]) -> list[list[tuple[float, float, float]]]:
    pieces.sort()
    groups: list[list[tuple[float, float, float]]] = []
    first = last = float("-inf")
    for piece in pieces:
        if piece[0] - last > _SNAP or piece[0] - first > 2 * _SNAP:
            groups.append([])
            first = piece[0]
        last = piece[0]
        groups[-1].append(piece)
    return groups


def _components(horizontal: list[_Rule], vertical: list[_Rule]) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Rules joined by crossings; a vertical must meet two horizontals and a horizontal one vertical to count."""
    ats = [rule.at for rule in horizontal]
    parent = list(range(len(vertical)))
    met_by: dict[int, list[int]] = defaultdict(list)

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    kept = set()
    for index, rule in enumerate(vertical):
        first, last = bisect_left(ats, rule.start - _REACH), bisect_right(ats, rule.stop + _REACH)
        met = [k for k in range(first, last) if horizontal[k].start - _REACH <= rule.at <= horizontal[k].stop + _REACH]
        if len(met) < 2:
            continue
        kept.add(index)
        for k in met:
            if met_by[k]:
                parent[root(index)] = root(met_by[k][0])
            met_by[k].append(index)
    groups: dict[int, tuple[list[_Rule], list[_Rule]]] = defaultdict(lambda: ([], []))
    for index in sorted(kept):
        groups[root(index)][1].append(vertical[index])
    for k, meets in sorted(met_by.items()):
        groups[root(meets[0])][0].append(horizontal[k])
    return list(groups.values())


def _edges(ats: Iterable[float], low: float, high: float) -> tuple[float, ...]:
    """Distinct edges in order, with the extent of the crossing rules as the outermost where they reach further."""
    edges: list[float] = []
    for at in sorted(ats):
        if not edges or at - edges[-1] > _SNAP:
            edges.append(at)
    if low < edges[0] - 2 * _REACH:
        edges.insert(0, low)
    if high > edges[-1] + 2 * _REACH:
        edges.append(high)
    return tuple(edges)


def _lattice(across: Sequence[_Rule], down: Sequence[_Rule]) -> Lattice | None:
    xs = _edges((r.at for r in down), min(r.start for r in across), max(r.stop for r in across))
    ys = _edges((r.at for r in across), min(r.start for r in down), max(r.stop for r in down))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns < 2 or rows * columns > _MAX_CELLS:
        return None
    floors = _walls(across, ys, xs)
    walls = _walls(down, xs, ys)
    owner, spans = _cells(floors, walls, rows, columns)
    if len(spans) < 2:
        return None
    return Lattice(xs, ys, owner, spans)


def _walls(rules: Sequence[_Rule], edges: tuple[float, ...], across: tuple[float, ...]) -> list[bytearray]:
    """walls[i][k] is 1 where a rule stands at edges[i] between across[k] and across[k + 1]; outer edges are closed."""
    count = len(across) - 1
    middles = [(a + b) / 2 for a, b in itertools.pairwise(across)]
    walls = [bytearray(count) for _ in edges]
    for rule in rules:
        index = bisect_left(edges, rule.at - _SNAP)
        first, last = bisect_left(middles, rule.start), bisect_right(middles, rule.stop)
        walls[min(index, len(edges) - 1)][first:last] = b"\1" * (last - first)
    walls[0] = walls[-1] = bytearray(b"\1" * count)
    return walls


def _cells(
    floors: list[bytearray], walls: list[bytearray], rows: int, columns: int
) -> tuple[tuple[tuple[tuple[int, int], ...], ...], dict[tuple[int, int], tuple[int, int]]]:
    """Unit cells joined where no rule parts them; what does not join to a rectangle is cut into one by rows."""
    owner: list[list[tuple[int, int] | None]] = [[None] * columns for _ in range(rows)]
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if owner[row][column] is not None:
                continue
            right = column + 1
            while right < columns and not walls[right][row] and owner[row][right] is None:
                right += 1
            low = row + 1
            while low < rows and _continues(floors, walls, low, column, right):
                low += 1
            cell = (row, column)
            spans[cell] = (low - row, right - column)
            for r in range(row, low):
                owner[r][column:right] = [cell] * (right - column)
    return tuple(tuple(cell for cell in line if cell is not None) for line in owner), spans


def _continues(floors: list[bytearray], walls: list[bytearray], row: int, column: int, right: int) -> bool:
    """Whether the cell of these columns goes on into `row`: no floor above it and the same walls beside and inside."""
    if any(floors[row][column:right]):
        return False
    if any(walls[inner][row] for inner in range(column + 1, right)):
        return False
    return bool(walls[column][row]) and bool(walls[right][row])
