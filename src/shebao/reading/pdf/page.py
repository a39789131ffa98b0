"""One PDF page becomes blocks: grids from its rules, lines from the rest of its text, pictures."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import le
from typing import NamedTuple

from shebao.reading.characters import is_plain, plain
from shebao.reading.document import Block, Grid, GridCell, Image, Line
from shebao.reading.pdf.frame import Frame
from shebao.reading.pdf.grids import Lattice, lattices
from shebao.reading.pdf.lines import Run, box_of, by_baseline, text_of
from shebao.reading.pdf.native import Area, Drawn, Measured, TextPage
from shebao.report.provenance import Box, Place

_PICTURE_SHARE = 0.03
_PICTURE_SIDE = 60
_MARGIN = 2.0
_ASCENT, _DESCENT, _MIDDLE = 0.86, 0.14, 0.36
_SLACK = 0.2
_new = tuple.__new__


class PageText(NamedTuple):
    """The visible runs of a page in the frame in which they read, with the page's text for closer looks."""

    runs: list[Run]
    frame: Frame
    source: TextPage


def quarter_of(words: Measured) -> int:
    """The quarter turns of the direction in which most characters run; 0 where nothing tells."""
    if words.y == words.last_y and all(map(le, words.x, words.last_x)):
        return 0
    weight = [0, 0, 0, 0]
    for text, x, y, last_x, last_y in zip(words.texts, words.x, words.y, words.last_x, words.last_y, strict=True):
        dx, dy = last_x - x, last_y - y
        if dx or dy:
            weight[(0 if dx >= 0 else 2) if abs(dx) >= abs(dy) else (1 if dy > 0 else 3)] += len(text)
    return weight.index(max(weight))


def read_text(source: TextPage, words: Measured, frame: Frame) -> PageText:
    """The runs of a page; runs that are not straight and evenly set are looked at character by character."""
    runs: list[Run] = []
    for run, last in _runs(words, frame):
        text, x0, x1, base, _, _, em, start = run
        count = len(text)
        expected = (
            0.45 * count * em if text.isascii() else (0.175 * count + 0.275 * len(text.encode("utf-8", "replace"))) * em
        )
        if -0.1 * em <= base - last <= 0.1 * em and (
            count == 1 or 0.6 * expected <= x1 - x0 <= 1.3 * expected + 0.4 * em
        ):
            runs.append(run)
        else:
            runs.extend(_adjoined(_characters(source, start, start + count, frame)))
    width, height = frame.width + _MARGIN, frame.height + _MARGIN
    runs = [r for r in runs if r[2] > -_MARGIN and r[1] < width and r[5] > -_MARGIN and r[4] < height]
    if not is_plain(source.text):
        runs = [run._replace(text=text) for run in runs if (text := plain(run.text))]
    return PageText(runs, frame, source)


def _runs(words: Measured, frame: Frame) -> Iterator[tuple[Run, float]]:
    """Runs in the frame, each with the baseline of its last character; the height of a run is that of ideographs of its
    size, whatever box the font claims."""
    boxes, last_boxes = words.boxes, words.last_boxes
    if frame.quarter == 0:
        left, top = frame.left, frame.top
        columns: Iterable[tuple[float, float, float, float]] = zip(
            [v - left for v in boxes[0::4]], [v - left for v in last_boxes[2::4]],
            [top - v for v in words.y], [top - v for v in words.last_y], strict=True,
        )  # fmt: skip
    else:
        columns = _turned(words, frame)
    for text, size, start, (x0, x1, base, last) in zip(words.texts, words.sizes, words.starts, columns, strict=True):
        em = size if size > 1.0 else 1.0
        yield _new(Run, (text, x0, x1, base, base - _ASCENT * em, base + _DESCENT * em, em, start)), last


def _turned(words: Measured, frame: Frame) -> Iterator[tuple[float, float, float, float]]:
    """Left, right, baseline and last baseline of each run in a frame that is turned."""
    first, last = words.boxes, words.last_boxes
    for k in range(len(words.texts)):
        a, b = first[4 * k : 4 * k + 4], last[4 * k : 4 * k + 4]
        box = frame.box(min(a[0], b[0]), min(a[3], b[3]), max(a[2], b[2]), max(a[1], b[1]))
        base = frame.point(words.x[k], words.y[k])[1]
        yield box.x0, box.x1, base, frame.point(words.last_x[k], words.last_y[k])[1]


def _characters(source: TextPage, start: int, stop: int, frame: Frame) -> list[Run]:
    return [run for run, _ in _runs(source.characters(start, stop), frame)]


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
    found = lattices(drawing.rules, frame)
    if not found and drawing.fills:
        found = lattices(_fill_edges(drawing.fills), frame)
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
