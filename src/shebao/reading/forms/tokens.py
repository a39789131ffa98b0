"""A form as tokens in reading order, whatever it was printed in: cells, or pieces of lines, with what stood before each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from shebao.reading.document import Block, Grid, Line
from shebao.reading.forms.stretches import Stretch, clean, stretch_of
from shebao.reading.forms.vocabulary import LEVEL_ONE, LEVEL_TWO, plain
from shebao.report.provenance import Place, Source


class Gap(IntEnum):
    """What separates a token from the one before it, from nothing to the end of a table's row."""

    GLUED = 0
    SPACE = 1
    LINE = 2
    CELL = 3  # the file marks the end of a cell there
    COLUMN = 4
    ROW = 5


class Token(NamedTuple):
    """A cell, or a run of characters without spaces. `column` is -1 outside tables; `blanks` are the columns of its row
    whose cells span rows and are empty; `ruled` where columns are those of a grid; `stretch` numbers the tables, or says how many tabs
    the line has."""

    text: str
    plain: str
    place: Place
    gap: Gap
    column: int = -1
    span: int = 1
    ruled: bool = False
    blanks: frozenset[int] = frozenset()
    stretch: int = 0

    @property
    def source(self) -> Source:
        """The token as a source."""
        return Source(self.text, self.place)


def tokens_of(blocks: Sequence[Block]) -> list[Token]:
    """The tokens of a form's blocks."""
    found: list[Token] = []
    hinted, spaced = _hints(blocks)
    previous: Line | None = None
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            found.extend(_of_stretch(stretch_of(block), number))
            previous = None
        elif isinstance(block, Line):
            if "\t" in block.text.strip("\n"):
                found.extend(_of_tabs(block))
                previous = None
            else:
                gap = _gap_before(previous, block, hinted, spaced) if previous else Gap.ROW if found else Gap.LINE
                found.extend(_of_line(block, gap))
                previous = block
    return found


def _hints(blocks: Sequence[Block]) -> tuple[bool, bool]:
    """Whether spaces before line breaks mark the ends of cells, and whether the file doubles its lines."""
    lines = [block for block in blocks if isinstance(block, Line) and "\t" not in block.text]
    closed = sum(line.closed for line in lines)
    numbers = [line.place.line for line in lines if line.place.line is not None]
    spaced = len(numbers) >= 8 and numbers[-1] - numbers[0] > 1.4 * len(numbers)
    return closed * 5 >= len(lines) and closed < len(lines), spaced


def _gap_before(previous: Line, line: Line, hinted: bool, spaced: bool) -> Gap:
    if hinted and previous.closed:
        return Gap.CELL
    one, other = previous.place.line, line.place.line
    near = one is not None and other is not None and other - one == 1
    return Gap.CELL if near and spaced else Gap.LINE


def _of_stretch(stretch: Stretch, number: int) -> Iterator[Token]:
    for index, row in enumerate(stretch.rows):
        blanks = stretch.blanks[index] if stretch.blanks else frozenset()
        for position, cell in enumerate(row):
            gap = Gap.COLUMN if position else Gap.ROW
            yield Token(cell.text, plain(cell.text), cell.place, gap, cell.column, cell.span, True, blanks, number)


def _of_tabs(line: Line) -> Iterator[Token]:
    first = True
    for column, raw in enumerate(line.text.split("\t")):
        text = clean(raw)
        if text:
            gap = Gap.ROW if first else Gap.COLUMN
            yield Token(text, plain(text), line.place, gap, column, stretch=line.text.count("\t"))
            first = False


def _of_line(line: Line, gap: Gap) -> Iterator[Token]:
    for piece in line.text.split():
        for part, inner in _parts(piece):
            yield Token(part, plain(part), line.place, Gap.GLUED if inner else gap)
        gap = Gap.SPACE


_JOINT = re.compile(r"(?<=[%％])(?=\d)|(?<=分[)）])(?=[^\s)）:：;；，,。])")
_HEADING = re.compile(
    "(?:"
    + "|".join(sorted((w for w in LEVEL_ONE | LEVEL_TWO if w.endswith("指标")), key=len, reverse=True))
    + ")(?=[^(（])"
)


def _parts(piece: str) -> Iterator[tuple[str, bool]]:
    """A piece cut where two cells were printed without a space: 100%100%, （30分）24场, 产出指标数量指标."""
    cuts = [0, *(match.start() for match in _JOINT.finditer(piece)), len(piece)]
    inner = False
    for start, stop in pairwise(cuts):
        part = piece[start:stop]
        while (match := _HEADING.match(part)) and match.end() < len(part):
            yield part[: match.end()], inner
            part, inner = part[match.end() :], True
        if part:
            yield part, inner
            inner = True
