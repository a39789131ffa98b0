"""Rules drawn on a page become grids: which cells there are, and which of them span rows and columns."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from shebao.reading.pdf.frame import Frame
from shebao.report.provenance import Box

_SNAP = 2.0
_REACH = 3.0
_SHORTEST = 4.0
_MAX_CROSSINGS = 200_000
_MAX_CELLS = 50_000
_at, _start = attrgetter("at"), itemgetter(1)


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

    def column_at(self, x: float) -> int:
        """The unit column at x, the nearest where x is outside."""
        return min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)


Area = tuple[float, float, float, float]


def lattices(areas: Iterable[Area], frame: Frame) -> list[Lattice]:
    """The ruled grids of a page with more than one cell, from its thin areas (left, bottom, right, top in page space);
    too many rules yield none."""
    horizontal, vertical = _rules(areas, frame)
    if len(horizontal) < 2 or len(vertical) < 2 or len(horizontal) * len(vertical) > _MAX_CROSSINGS:
        return []
    found = []
    for across, down in _components(horizontal, vertical):
        lattice = _lattice(across, down)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _rules(areas: Iterable[Area], frame: Frame) -> tuple[list[_Rule], list[_Rule]]:
    """Horizontal and vertical rules of the frame in order; pieces are merged before they are turned into it."""
    lying: list[tuple[float, float, float]] = []
    standing: list[tuple[float, float, float]] = []
    for x0, y0, x1, y1 in areas:
        if x1 - x0 >= y1 - y0:
            lying.append(((y0 + y1) / 2, x0, x1))
        else:
            standing.append(((x0 + x1) / 2, y0, y1))
    boxes = [frame.box(a, at, b, at) for at, a, b in _merged(lying)]
    boxes += [frame.box(at, a, at, b) for at, a, b in _merged(standing)]
    horizontal = [_Rule(top, x0, x1) for x0, top, x1, bottom in boxes if top == bottom]
    vertical = [_Rule(x0, top, bottom) for x0, top, x1, bottom in boxes if top != bottom]
    return sorted(horizontal, key=_at), sorted(vertical, key=_at)


def _merged(pieces: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Pieces (at, start, stop) on one line that touch as single rules; specks are dropped."""
    merged: list[tuple[float, float, float]] = []
    for group in _clusters(pieces):
        group.sort(key=_start)
        at = group[len(group) // 2][0]
        _, start, stop = group[0]
        for _, a, b in group:
            if a > stop + _REACH:
                merged.append((at, start, stop))
                start, stop = a, b
            elif b > stop:
                stop = b
        merged.append((at, start, stop))
    return [(at, start, stop) for at, start, stop in merged if stop - start >= _SHORTEST]


def _clusters(pieces: list[tuple[float, float, float]]) -> list[list[tuple[float, float, float]]]:
    """Pieces whose lines lie together."""
    pieces.sort()
    groups: list[list[tuple[float, float, float]]] = []
    group: list[tuple[float, float, float]] = []
    near = far = float("-inf")
    for piece in pieces:
        at = piece[0]
        if at > near or at > far:
            group = []
            groups.append(group)
            far = at + 2 * _SNAP
        near = at + _SNAP
        group.append(piece)
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
    inner = bytes([1]) * (columns - 1)
    parted = [bytes(wall[row] for wall in walls[1:-1]) == inner for row in range(rows)]
    closed = [0 not in floor for floor in floors]
    for row in range(rows):
        if parted[row] and closed[row] and closed[row + 1]:
            single = [(row, column) for column in range(columns)]
            owner[row][:] = single
            spans.update(dict.fromkeys(single, (1, 1)))
            continue
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
