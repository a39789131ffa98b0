"""Tables drawn with characters in plain lines (bars, semicolons, columns of spaces) as grids, where heads of a form stand in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from shebao.reading.document import Block, Grid, GridCell, Line
from shebao.reading.forms.head_stems import may_be_head, may_head_indicators
from shebao.reading.forms.vocabulary import cell_role, level_of, plain
from shebao.report.provenance import Place

_MARKS = "|│┃｜¦;；"
_RULE = re.compile(r"^[\s─━═┄┈\-+=|│┃├┤┼┌┐└┘┬┴╞╪╡]+$")
_FEWEST_HEADS = 4
_MOST_ABOVE, _MOST_BELOW = 40, 400
_LONGEST_HEADING = 40
_SPACES = re.compile(r"\s{2,}")

Cells = list[tuple[int, str]]  # column and text


def with_drawn_grids(blocks: Sequence[Block]) -> tuple[list[Block], dict[int, range]]:
    """The blocks with a grid in place of the first line of each drawn table and blank lines in place of the others, and for
    each such grid the lines that it stands for."""
    found: list[Block] = list(blocks)
    lines: dict[int, range] = {}
    index = 0
    while index < len(found):
        block = found[index]
        split = _splitter(block, found[index + 1 : index + 2]) if isinstance(block, Line) else None
        if split is None:
            index += 1
            continue
        first, last = _run(found, index, split)
        rows = [
            (found[i].place, split(_text(found[i]))) for i in range(first, last) if not _RULE.match(_text(found[i]))
        ]
        found[first] = _grid([(place, cells) for place, cells in rows if cells], found[first].place)
        for i in range(first + 1, last):
            found[i] = Line("", found[i].place)
        lines[first] = range(first, last)
        index = last
    return found, lines


def _text(block: Block) -> str:
    return block.text if isinstance(block, Line) else ""


def _splitter(block: Line, following: Sequence[Block]) -> Callable[[str], Cells] | None:
    """How a line that holds the heads of a form's table is divided into cells, None for any other line; `following` is the
    next line, which may divide some of the heads."""
    text = block.text
    if "\t" in text or not 12 <= len(text) <= 400:
        return None
    for mark in _MARKS:
        if text.count(mark) >= _FEWEST_HEADS - 1 and _heads([cell for _, cell in _by_mark(text, mark)]):
            return lambda line: _by_mark(line, mark)
    cells = _by_spaces(text)
    if len(cells) >= _FEWEST_HEADS and _heads([cell for _, cell in cells]):
        starts = [start for start, _ in cells]
        below = _by_spaces(_text(following[0])) if following else []
        texts = [plain(cell) for _, cell in below]
        if len(texts) > 1 and may_be_head(texts) and not any(any(level_of(text)) for text in texts):
            starts = sorted({*starts, *(start for start, _ in below)})
        return lambda line: _in_columns(line, starts)
    return None


def _heads(cells: Sequence[str]) -> bool:
    roles = {cell_role(cell) for cell in cells if cell}
    if len(roles - {"", "other"}) >= _FEWEST_HEADS and "actual" in roles:
        return True
    texts = [plain(cell) for cell in cells if cell]
    return len(texts) >= _FEWEST_HEADS and may_be_head(texts) and may_head_indicators(texts)


def _by_mark(text: str, mark: str) -> Cells:
    if mark not in text:
        return []
    body = text.strip()
    body = body.removeprefix(mark)
    body = body.removesuffix(mark)
    return list(enumerate(cell.strip() for cell in body.split(mark)))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _by_spaces(text: str) -> Cells:
    """Cells between runs of spaces, each with the width of what stands before it as its column."""
    cells: Cells = []
    position = 0
    for gap in (*_SPACES.finditer(text), None):
        stop = gap.start() if gap else len(text)
        if text[position:stop].strip():
            cells.append((_width(text[:position]), text[position:stop].strip()))
        position = gap.end() if gap else stop
    return cells


def _in_columns(text: str, starts: Sequence[int]) -> Cells:
    """The cells of an aligned line in the columns whose heads begin where they do, or last before."""
    cells: Cells = []
    for start, cell in _by_spaces(text):
        column = max((number for number, head in enumerate(starts) if head <= start + 1), default=0)
        if cells and cells[-1][0] == column:
            cells[-1] = (column, f"{cells[-1][1]} {cell}")
        else:
            cells.append((column, cell))
    return cells if len(cells) > 1 or not cells or _width(text) < starts[-1] else []


def _run(blocks: Sequence[Block], head: int, split: Callable[[str], Cells]) -> tuple[int, int]:
    """The lines around the heads that are divided in the same way."""

    def belongs(index: int) -> bool:
        block = blocks[index]
        if not isinstance(block, Line) or "\t" in block.text:
            return False
        return bool(_RULE.match(block.text)) or len(split(block.text)) > 1 or _is_heading(block.text)

    first = head
    while (
        first > 0
        and head - first < _MOST_ABOVE
        and belongs(first - 1)
        and not _of_other_columns(blocks, first - 1, split)
    ):
        first -= 1
    last = head + 1
    while last < len(blocks) and last - head < _MOST_BELOW and belongs(last):
        last += 1
    return first, last


def _is_heading(text: str) -> bool:
    """Whether a line is nothing but a heading across the table (一、产出指标)."""
    return len(text) < _LONGEST_HEADING and "指标" in text and any(level_of(text))


def _of_other_columns(blocks: Sequence[Block], index: int, split: Callable[[str], Cells]) -> bool:
    """Whether three cells or more of an aligned line fall into one column: it belongs to another table."""
    text = _text(blocks[index])
    cells = [cell for _, cell in split(text)]
    return any(len(_by_spaces(text)) > 2 and cell.count(" ") >= 2 and cell not in text for cell in cells)


def _grid(rows: Sequence[tuple[Place, Cells]], place: Place) -> Grid:
    width = max((cells[-1][0] + 1 for _, cells in rows), default=0)
    made = []
    for where, cells in rows:
        texts = dict(cells)
        made.append(tuple(GridCell(texts.get(column, ""), where) for column in range(width)))
    return Grid(tuple(made), place)
