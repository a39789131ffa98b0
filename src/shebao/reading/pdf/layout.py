"""The layout of a page: grids from its rules, lines from the rest of its text, pictures, in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from shebao.reading.document import Block, Grid, GridCell, Image, Line
from shebao.reading.pdf.frame import Frame
from shebao.reading.pdf.grids import Lattice, lattices
from shebao.reading.pdf.lines import Run, box_of, by_baseline, text_of
from shebao.reading.pdf.native import Area, Drawn, TextPage
from shebao.reading.pdf.runs import PageText, adjoined, characters_of
from shebao.report.provenance import Box, Place

_PICTURE_SHARE = 0.03
_PICTURE_SIDE = 60
_SLACK, _MIDDLE = 0.2, 0.36
_GAP = 0.5
_new = tuple.__new__


def blocks_of(text: PageText, drawing: Drawn, pictures: Sequence[Box], shown: Frame, number: int) -> tuple[Block, ...]:
    """The blocks of a page in reading order, with places in the frame as shown; `pictures` are boxes of its own frame."""
    frame = text.frame
    found = lattices(drawing.rules, frame)
    if not found and drawing.fills:
        found = lattices(_fill_edges(drawing.fills), frame)
    inside, outside = _distribute(text, found)
    placed: list[tuple[float, float, Lattice | list[Run] | Box]] = []
    placed.extend((lattice.ys[0], lattice.xs[0], lattice) for lattice in found)
    for line in by_baseline(outside):
        placed.append(((min(r.top for r in line) + line[0].base) / 2, line[0].x0, line))
    placed.extend((box.top, box.x0, box) for box in pictures)
    placed.sort(key=lambda item: item[:2])
    blocks: list[Block] = []
    counter = 0
    for _, _, item in placed:
        if isinstance(item, Lattice):
            blocks.append(_grid(item, inside[id(item)], number, counter, frame, shown))
            counter += len(item.ys) - 1
        elif isinstance(item, Box):
            blocks.append(Image(Place(number, counter + 1, frame.box_in(shown, item))))
        else:
            counter += 1
            place = Place(number, counter, frame.box_in(shown, box_of(item)))
            parts = _parts(item, number, counter) if len(item) > 1 and frame.quarter == shown.quarter else ()
            blocks.append(Line(text_of(item), place, item[0].x0, max(run.em for run in item), parts=parts))
    return tuple(blocks)


def _parts(line: Sequence[Run], number: int, row: int) -> tuple[GridCell, ...]:
    """The pieces of a line between gaps, with their places; none where it is one piece."""
    pieces: list[list[Run]] = [[line[0]]]
    for before, run in pairwise(line):
        if run.x0 - before.x1 >= _GAP * min(before.em, run.em):
            pieces.append([])
        pieces[-1].append(run)
    if len(pieces) == 1:
        return ()
    return tuple(GridCell(text_of(piece, tabs=False), Place(number, row, box_of(piece))) for piece in pieces)


def _fill_edges(areas: Iterable[Area]) -> Iterator[Area]:
    """The edges of filled areas: tables drawn as merged or adjoining rectangles have no rules of their own."""
    for left, bottom, right, top in areas:
        yield left, top, right, top
        yield left, bottom, right, bottom
        yield left, bottom, left, top
        yield right, bottom, right, top


Contents = dict[tuple[int, int], list[Run]]


def _distribute(text: PageText, found: Sequence[Lattice]) -> tuple[dict[int, Contents], list[Run]]:
    """Runs by lattice and cell, and those outside; the smallest lattice around a run takes it."""
    inside: dict[int, Contents] = {id(lattice): defaultdict(list) for lattice in found}
    if not found:
        return inside, text.runs
    outside: list[Run] = []
    by_size = sorted(found, key=lambda lattice: (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0]))
    for run in text.runs:
        _, x0, x1, base, _, _, em, _ = run
        middle, centre = base - _MIDDLE * em, (x0 + x1) / 2
        for lattice in by_size:
            xs, ys = lattice.xs, lattice.ys
            if ys[0] <= middle < ys[-1] and xs[0] <= centre < xs[-1]:
                owner = lattice.owner[bisect_right(ys, middle) - 1]
                first = owner[max(bisect_right(xs, x0 + _SLACK * em) - 1, 0)]
                last = owner[min(bisect_right(xs, x1 - _SLACK * em) - 1, len(owner) - 1)]
                cells = inside[id(lattice)]
                if first == last:
                    cells[first].append(run)
                else:
                    for cell, part in _cut(run, owner, lattice, text):
                        cells[cell].append(part)
                break
        else:
            outside.append(run)
    return inside, outside


def _cut(
    run: Run, owner: Sequence[tuple[int, int]], lattice: Lattice, text: PageText
) -> list[tuple[tuple[int, int], Run]]:
    """A run that crosses rules: cut where characters of different text objects or a gap meet a rule, else kept whole in
    the cell where it begins (text that overflows its cell)."""
    if run.start < 0:
        return [(owner[lattice.column_at((run.x0 + run.x1) / 2)], run)]
    chars = characters_of(text.source, run.start, run.start + len(run.text), text.frame)
    pieces: list[tuple[tuple[int, int], list[Run]]] = []
    for char in chars:
        cell = owner[lattice.column_at((char.x0 + char.x1) / 2)]
        if not pieces or (cell != pieces[-1][0] and _parted(pieces[-1][1][-1], char, text.source)):
            pieces.append((cell, []))
        pieces[-1][1].append(char)
    return [(cell, part) for cell, piece in pieces for part in adjoined(piece)]


def _parted(before: Run, char: Run, source: TextPage) -> bool:
    gap = char.x0 - before.x1
    return gap > 0.1 * char.em or source.object_of(before.start) != source.object_of(char.start)


def _grid(lattice: Lattice, contents: Contents, number: int, counter: int, frame: Frame, shown: Frame) -> Grid:
    xs, ys, spans = lattice.xs, lattice.ys, lattice.spans
    turned = frame.quarter != shown.quarter
    rows: list[tuple[GridCell | None, ...]] = []
    for r, owners in enumerate(lattice.owner):
        row: list[GridCell | None] = []
        top = ys[r]
        for c, cell in enumerate(owners):
            if cell != (r, c):
                row.append(None)
                continue
            height, width = spans[cell]
            box = _new(Box, (xs[c], top, xs[c + width], ys[r + height]))
            place = _new(Place, (number, counter + 1 + r, frame.box_in(shown, box) if turned else box))
            row.append(_new(GridCell, (_text(contents[cell]) if cell in contents else "", place, height, width)))
        rows.append(tuple(row))
    return Grid(tuple(rows), Place(number, counter + 1, frame.box_in(shown, lattice.box)))


def _text(runs: list[Run]) -> str:
    if len(runs) == 1:
        return runs[0].text
    return "\n".join(text_of(line, tabs=False) for line in by_baseline(runs))


def pictures_of(text: PageText, drawing: Drawn) -> list[Box]:
    """Pictures large enough to hold content, unless text stands on them (backgrounds, scans with a text layer)."""
    frame, runs = text.frame, text.runs
    area = frame.width * frame.height
    boxes = []
    for picture in drawing.pictures:
        box = frame.box(*picture)
        width, height = box.x1 - box.x0, box.bottom - box.top
        if min(width, height) < _PICTURE_SIDE or width * height < _PICTURE_SHARE * area:
            continue
        over = sum(len(r.text) for r in runs if box.x0 <= r.x0 <= box.x1 and box.top <= r.base <= box.bottom)
        if over < 20:
            boxes.append(box)
    return boxes
