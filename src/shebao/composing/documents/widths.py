"""Columns of a printed table: widths in points that keep every amount on one line, type size, space in the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shebao.composing.manuscript import Cell, Heading, TableBlock, TableKind
from shebao.composing.placing import placed

POINTS_PER_MM = 72 / 25.4
LEADING = 1.3  # line height of table text, in ems
SIDE = 2.6  # space left and right in a cell, in points
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
_PADDINGS = (4.0, 3.2, 2.6, 2.0, 1.6)
_ROOMY = 3  # of the spaces, those that a table with sentences in it may have
_READABLE = 8.0
_TALL = 0.4
_SMALLEST_UPRIGHT = 7.5
_WORD = re.compile(r"[!-~]+")
_WIDE = re.compile(r"[^ -~]")
_NARROW_EM = 0.56
_TITLE_SIZE = 16.0


class Paper(NamedTuple):
    """A sheet with its margins, in millimetres."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int

    @property
    def text_width(self) -> float:
        """Between the margins, in points."""
        return (self.width - self.left - self.right) * POINTS_PER_MM

    @property
    def text_height(self) -> float:
        """Between the margins, in points."""
        return (self.height - self.top - self.bottom) * POINTS_PER_MM

    @property
    def turned(self) -> bool:
        """Whether it lies on its long side."""
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table is set: type size, column widths and the space above and below the text of a cell, in points."""

    size: float
    columns: tuple[float, ...]
    padding: float


def fit(table: TableBlock, paper: Paper, headings: Sequence[Heading] = ()) -> Fit:
    """The largest type in which no amount breaks and, if a readable size allows it, the table stays on one page."""
    sizes = [size for size in _SIZES if size <= (9.0 if table.kind is TableKind.DISCLOSURE else 10.5)]
    room = paper.text_height - _above(table, paper, headings) - _below(table, paper)
    fitting = [(size, columns) for size in sizes if (columns := _columns(table, size, paper.text_width))]
    for size, columns in fitting:
        if size < _READABLE:
            break
        for padding in _PADDINGS if table.kind is TableKind.DISCLOSURE else _PADDINGS[:_ROOMY]:
            chosen = Fit(size, columns, padding)
            if sum(_heights((*table.header, *table.body), chosen)) <= room:
                return chosen
    if fitting:
        return Fit(*fitting[0], padding=_PADDINGS[1])
    return Fit(_SIZES[-1], _shares(table.widths, paper.text_width), _PADDINGS[-1])


def needs_landscape(table: TableBlock, upright: Paper) -> bool:
    """Whether an upright page would force the table into small type."""
    return _columns(table, _SMALLEST_UPRIGHT, upright.text_width) is None


def _above(table: TableBlock, paper: Paper, headings: Sequence[Heading]) -> float:
    """The height of what stands over a table: headings, title, number, owner and unit of money."""
    height = 8.0 + 14.0 * bool(table.number) + 17.0 * bool(table.owner or table.unit)
    for heading in headings:
        size, line, more = (22.0, 34.0, 10.0) if heading.level == 1 else (16.0, 28.0, 0.0)
        height += lines_of(heading.text, size, paper.text_width - (0 if heading.level == 1 else 2 * size)) * line + more
    if table.title:
        height += lines_of(table.title, _TITLE_SIZE, paper.text_width) * 24.0 + 6
    return height


def _below(table: TableBlock, paper: Paper) -> float:
    return sum(13.0 * lines_of(note, 9.0, paper.text_width) + 2 for note in table.notes)


def _shares(weights: Sequence[float], width: float) -> tuple[float, ...]:
    total = sum(weights) or 1
    return tuple(width * weight / total for weight in weights)


def _columns(table: TableBlock, size: float, width: float) -> tuple[float, ...] | None:
    """Widths in proportion to those of the table, no column narrower than its longest figure; None where they do not fit."""
    least = _least(table, size)
    if sum(least) > width:
        return None
    fixed: dict[int, float] = {}
    while True:
        free = [index for index in range(len(least)) if index not in fixed]
        shares = _shares([table.widths[index] for index in free], width - sum(fixed.values()))
        short = {index: least[index] for index, share in zip(free, shares, strict=True) if share < least[index]}
        if not short:
            return tuple({**fixed, **dict(zip(free, shares, strict=True))}[index] for index in range(len(least)))
        fixed |= short


def _least(table: TableBlock, size: float) -> list[float]:
    """The narrowest that each column may be: its longest run of digits and letters, two ideographs at least."""
    least = [2 * size + 2 * SIDE if len(table.widths) <= 20 else size + 2 * SIDE] * len(table.widths)
    for _, column, cell in placed((*table.header, *table.body)):
        if cell.columns == 1 and column < len(least):
            longest = max((len(word) for word in _WORD.findall(cell.text)), default=0)
            least[column] = max(least[column], longest * _NARROW_EM * size + 2 * SIDE + 0.5)
    return least


def whole_rows(rows: Sequence[Sequence[Cell]], chosen: Fit, paper: Paper) -> list[bool]:
    """For each row whether it stays whole at the foot of a page: all do but those that would fill much of one."""
    return [height < _TALL * paper.text_height for height in _heights(rows, chosen)]


def _heights(rows: Sequence[Sequence[Cell]], chosen: Fit) -> list[float]:
    """The height of each row in points, by the cells that span no other."""
    lines = [1] * len(rows)
    for row, column, cell in placed(rows):
        if cell.rows == 1:
            width = sum(chosen.columns[column : column + cell.columns]) - 2 * SIDE
            lines[row] = max(lines[row], lines_of(cell.text, chosen.size, width))
    return [(count * LEADING - LEADING + 1) * chosen.size + 2 * chosen.padding for count in lines]


def lines_of(text: str, size: float, width: float) -> int:
    """How many lines a text takes, by the widths of its characters."""
    count = 0
    for line in text.split("\n"):
        wide = len(_WIDE.findall(line))
        length = (wide + (len(line) - wide) * _NARROW_EM) * size
        count += max(1, -int(-length // max(width, size)))
    return count
