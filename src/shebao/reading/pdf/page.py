"""One PDF page becomes blocks: grids from its rules, lines from the rest of its text, pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shebao.reading.document import Block, Grid, GridCell, Image, Line
from shebao.reading.pdf.frame import Frame
from shebao.reading.pdf.grids import Lattice, lattices
from shebao.reading.pdf.lines import Run, box_of, by_baseline, text_of
from shebao.reading.pdf.native import Char, Drawn, TextPage
from shebao.report.provenance import Box, Place

_PICTURE_SHARE = 0.03
_PICTURE_SIDE = 60
_MARGIN = 2.0
_ASCENT, _DESCENT = 0.86, 0.14


class PageText(NamedTuple):
    """The visible runs of a page in the frame in which they read, with the page's text for closer looks."""

    runs: list[Run]
    frame: Frame
    source: TextPage


def quarter_of(words: Sequence[Char]) -> int:
    """The quarter turns of the direction in which most characters run; 0 where nothing tells."""
    weight = [0, 0, 0, 0]
    for word in words:
        count = len(word.text)
        if count > 1:
            dx, dy = word.last_x - word.x, word.last_y - word.y
            quarter = (0 if dx >= 0 else 2) if abs(dx) >= abs(dy) else (1 if dy > 0 else 3)
            weight[quarter] += count
    return weight.index(max(weight))


def read_text(source: TextPage, words: list[Char], frame: Frame) -> PageText:
    """The runs of a page; runs that are not straight and evenly set are looked at character by character."""
    runs: list[Run] = []
    for word in words:
        run = _run(word, frame)
        text, em = run.text, run.em
        last = frame.point(word.last_x, word.last_y)[1]
        count = len(text)
        wide = (len(text.encode("utf-8", "replace")) - count) // 2
        expected = (0.45 * count + 0.55 * wide) * em
        even = count == 1 or 0.6 * expected <= run.x1 - run.x0 <= 1.3 * expected + 0.4 * em
        if even and abs(run.base - last) <= 0.1 * em:
            runs.append(run)
        else:
            runs.extend(_adjoined(_characters(source, word.start, word.start + count, frame)))
    return PageText([run for run in runs if _inside(run, frame)], frame, source)


def _run(char: Char, frame: Frame) -> Run:
    """A run in the frame; its height is that of ideographs of its size, whatever box the font claims."""
    em = max(char.size, 1.0)
    x0, _, x1, _ = frame.box(char.left, char.bottom, char.right, char.top)
    base = frame.point(char.x, char.y)[1]
    return Run(char.text, x0, x1, base, base - _ASCENT * em, base + _DESCENT * em, em, char.start)


def _inside(run: Run, frame: Frame) -> bool:
    return (
        run.x1 > -_MARGIN
        and run.x0 < frame.width + _MARGIN
        and run.bottom > -_MARGIN
        and run.top < frame.height + _MARGIN
    )


def _characters(source: TextPage, start: int, stop: int, frame: Frame) -> list[Run]:
    return [_run(char, frame) for char in source.characters(start, stop)]


def _adjoined(chars: Iterable[Run]) -> list[Run]:
    """Single characters put together where they adjoin; those drawn twice count once."""
    runs: list[Run] = []
    for char in chars:
        before = runs[-1] if runs else None
        if before is None or abs(char.base - before.base) > 0.3 * char.em:
            runs.append(char)
            continue
        gap = char.x0 - before.x1
        limit = 0.15 if char.text < "\u2e80" and before.text[-1] < "\u2e80" else 0.8
        if before.text[-1] == char.text and gap < -0.7 * (char.x1 - char.x0):
            continue
        if -0.5 * char.em <= gap <= limit * char.em:
            runs[-1] = before._replace(
                text=before.text + char.text,
                x1=char.x1,
                top=min(before.top, char.top),
                bottom=max(before.bottom, char.bottom),
            )
        else:
            runs.append(char)
    return runs


def blocks_of(text: PageText, drawing: Drawn, shown: Frame, number: int) -> tuple[Block, ...]:
    """The blocks of a page in reading order, with places in the frame as shown."""
    frame = text.frame
    found = lattices(frame.box(*area) for area in drawing.rules)
    if not found and drawing.fills:
        found = lattices(_fill_edges(frame.box(*area) for area in drawing.fills))
    inside, outside = _distribute(text, found)
    placed: list[tuple[float, float, Lattice | list[Run] | Box]] = []
    placed.extend((lattice.ys[0], lattice.xs[0], lattice) for lattice in found)
    for line in by_baseline(outside):
        placed.append(((min(r.top for r in line) + line[0].base) / 2, line[0].x0, line))
    placed.extend((box.top, box.x0, box) for box in _pictures(drawing, frame, text.runs))
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
            blocks.append(Line(text_of(item), place, item[0].x0, max(run.em for run in item)))
    return tuple(blocks)


def _fill_edges(areas: Iterable[Box]) -> Iterable[Box]:
    """The edges of filled areas: tables drawn as merged or adjoining rectangles have no rules of their own."""
    for x0, top, x1, bottom in areas:
        yield Box(x0, top, x1, top)
        yield Box(x0, bottom, x1, bottom)
        yield Box(x0, top, x0, bottom)
        yield Box(x1, top, x1, bottom)


Contents = dict[tuple[int, int], list[Run]]


def _distribute(text: PageText, found: Sequence[Lattice]) -> tuple[dict[int, Contents], list[Run]]:
    """Runs by lattice and cell, and those outside; the smallest lattice around a run takes it."""
    inside: dict[int, Contents] = {id(lattice): defaultdict(list) for lattice in found}
    if not found:
        return inside, text.runs
    outside: list[Run] = []
    by_size = sorted(found, key=lambda lattice: (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0]))
    for run in text.runs:
        middle = (run.top + run.bottom) / 2
        for lattice in by_size:
            if lattice.ys[0] <= middle <= lattice.ys[-1] and lattice.xs[0] <= (run.x0 + run.x1) / 2 <= lattice.xs[-1]:
                for cell, part in _cells_of(run, middle, lattice, text):
                    inside[id(lattice)][cell].append(part)
                break
        else:
            outside.append(run)
    return inside, outside


def _cells_of(run: Run, middle: float, lattice: Lattice, text: PageText) -> list[tuple[tuple[int, int], Run]]:
    owner = lattice.owner[lattice.row_at(middle)]
    slack = 0.2 * run.em
    first = owner[lattice.column_at(run.x0 + slack)]
    last = owner[lattice.column_at(run.x1 - slack)]
    if first == last:
        return [(first, run)]
    return _cut(run, owner, lattice, text)


def _cut(
    run: Run, owner: Sequence[tuple[int, int]], lattice: Lattice, text: PageText
) -> list[tuple[tuple[int, int], Run]]:
    """A run that crosses rules: cut where characters of different text objects or a gap meet a rule, else kept whole in
    the cell where it begins (text that overflows its cell)."""
    chars = _characters(text.source, run.start, run.start + len(run.text), text.frame)
    pieces: list[tuple[tuple[int, int], list[Run]]] = []
    for char in chars:
        cell = owner[lattice.column_at((char.x0 + char.x1) / 2)]
        if not pieces or (cell != pieces[-1][0] and _parted(pieces[-1][1][-1], char, text.source)):
            pieces.append((cell, []))
        pieces[-1][1].append(char)
    return [(cell, part) for cell, piece in pieces for part in _adjoined(piece)]


def _parted(before: Run, char: Run, source: TextPage) -> bool:
    gap = char.x0 - before.x1
    return gap > 0.1 * char.em or source.object_of(before.start) != source.object_of(char.start)


def _grid(lattice: Lattice, contents: Contents, number: int, counter: int, frame: Frame, shown: Frame) -> Grid:
    rows: list[tuple[GridCell | None, ...]] = []
    for r, owners in enumerate(lattice.owner):
        row: list[GridCell | None] = []
        for c, cell in enumerate(owners):
            if cell != (r, c):
                row.append(None)
                continue
            runs = contents.get(cell)
            text = ""
            if runs:
                text = (
                    "\n".join(text_of(line, tabs=False) for line in by_baseline(runs))
                    if len(runs) > 1
                    else text_of(runs)
                )
            place = Place(number, counter + 1 + r, frame.box_in(shown, lattice.cell_box(cell)))
            row.append(GridCell(text, place, *lattice.spans[cell]))
        rows.append(tuple(row))
    return Grid(tuple(rows), Place(number, counter + 1, frame.box_in(shown, lattice.box)))


def _pictures(drawing: Drawn, frame: Frame, runs: Sequence[Run]) -> list[Box]:
    """Pictures large enough to hold content, unless text stands on them (backgrounds, scans with a text layer)."""
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
