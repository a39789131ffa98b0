"""Ruled grids and lines with tabs as rows of cells with content."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shebao.reading.document import Grid, Line
from shebao.report.provenance import Place, Source

_TAG = re.compile(r"<(/?)(p|br|div)[^>]*>|<input([^>]*)>|</?[a-z][^>]*>", re.I)


class Cell(NamedTuple):
    """A cell with content: its text, place and first column."""

    text: str
    place: Place
    column: int
    span: int = 1

    @property
    def source(self) -> Source:
        """The cell as a source."""
        return Source(self.text, self.place)


Row = tuple[Cell, ...]


class Stretch(NamedTuple):
    """Rows that stand together (one grid, or lines with tabs): empty cells left out; for each row the columns where a cell
    over several rows is empty (a page break can leave its text on the other page); how many columns."""

    rows: tuple[Row, ...]
    blanks: tuple[frozenset[int], ...] = ()
    width: int = 0


def clean(text: str) -> str:
    """The text of a cell without markup residue; inner line breaks as spaces vanish between Chinese characters."""
    if "<" in text and ">" in text:
        text = _TAG.sub(lambda m: "☑" if "checked" in (m[3] or "") else ("\n" if m[2] else ("□" if m[3] else "")), text)
        text = html.unescape(text)
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|^\s+|\s+$|\n", "", text)


def rows_of_grid(grid: Grid) -> tuple[Row, ...]:
    """The rows of a ruled grid, empty cells left out."""
    return stretch_of(grid).rows


def stretch_of(grid: Grid) -> Stretch:
    """A ruled grid as rows."""
    rows, blanks = [], []
    for row in grid.rows:
        cells = tuple(
            Cell(clean(cell.text), cell.place, index, cell.column_span)
            for index, cell in enumerate(row)
            if cell is not None
        )
        if any(cell.text for cell in cells):
            rows.append(tuple(cell for cell in cells if cell.text))
            blanks.append(
                frozenset(
                    i for i, cell in enumerate(row) if cell is not None and cell.row_span > 1 and not cell.text.strip()
                )
            )
    return Stretch(tuple(rows), tuple(blanks), max((len(row) for row in grid.rows), default=0))


def rows_of_lines(lines: Sequence[Line]) -> Iterator[Row]:
    """The rows of lines with tabs, empty cells left out."""
    for line in lines:
        texts = [clean(text) for text in line.text.split("\t")]
        found = tuple(Cell(text, line.place, index) for index, text in enumerate(texts) if text)
        if found:
            yield found
