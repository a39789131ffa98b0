"""Which blocks make up a table: its title, head, body and notes, wherever among them the title stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shebao.classification.names import normalise
from shebao.reading.document import Block, Grid, GridCell, Image, Line
from shebao.reading.tables.guess import guess_table
from shebao.reading.tables.heads import (
    absent_table,
    is_heading,
    is_note,
    is_other_title,
    is_page_number,
    is_part_heading,
    is_prose,
    money_unit,
    table_number,
)
from shebao.reading.tables.printed import printed_number
from shebao.report.provenance import NOWHERE, Place, Source
from shebao.report.tables import table_of_title

_LONGEST_TAIL = 12
_HEAD_WORDS = ("部门", "单位", "编制单位", "公开")


@dataclass
class Segment:
    """The blocks of one table as found; `table_id` is None until a title names it."""

    table_id: str | None = None
    title: Source | None = None
    number: str = ""
    unit: str = ""
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    after_notes: list[Line] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    indexes: set[int] = field(default_factory=set)

    @property
    def has_body(self) -> bool:
        """Whether anything that can be rows was seen."""
        return bool(self.grids) or any(any(map(printed_number, line.text.split())) for line in self.lines)

    @property
    def known_id(self) -> str | None:
        """The table that its title names; without one, what its labels and headers make of it."""
        if self.table_id:
            return self.table_id
        texts = [text for grid in self.grids for text in _texts(grid)]
        return guess_table(texts + [piece for line in self.lines for piece in line.text.split()])

    @property
    def place(self) -> Place:
        """Where the table begins."""
        if self.title:
            return self.title.place
        blocks: tuple[Block, ...] = (*self.grids, *self.lines, *self.notes, *self.images)
        return blocks[0].place if blocks else NOWHERE


@dataclass(frozen=True)
class Absence:
    """A sentence that a table has nothing to show."""

    table_id: str
    line: Line
    index: int


@dataclass
class _Finder:
    segments: list[Segment] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    current: Segment | None = None
    among_tables: bool = False

    def open(self, segment: Segment) -> Segment:
        self.current = segment
        self.among_tables = True
        self.segments.append(segment)
        return segment


def find_segments(blocks: Sequence[Block]) -> tuple[list[Segment], list[Absence]]:
    """The tables' segments in reading order, and the sentences of absence between them."""
    finder = _Finder()
    items = list(_items(blocks))
    skip = False
    for position, (index, block) in enumerate(items):
        if skip:
            skip = False
            _add_index(finder, index)
        elif isinstance(block, Grid):
            _take_grid(finder, index, block)
        elif isinstance(block, Image):
            _take_image(finder, index, block)
        else:
            following = items[position + 1][1] if position + 1 < len(items) else None
            skip = _take_line(finder, index, block, following)
    return finder.segments, finder.absences


def _items(blocks: Sequence[Block]) -> Iterator[tuple[int, Block]]:
    """The blocks, with the title and note rows of a grid as lines of their own."""
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            for part in _grid_parts(block):
                yield index, part
        elif isinstance(block, Image) and block.text:
            for text in block.text.splitlines():
                yield index, Line(text, block.place)
        elif not isinstance(block, Line) or block.text.strip():
            yield index, block


def _grid_parts(grid: Grid) -> Iterator[Block]:
    rows: list[tuple[GridCell | None, ...]] = []
    for row in grid.rows:
        texts = [cell for cell in row if cell is not None and cell.text.strip()]
        if texts and _stands_alone([cell.text for cell in texts]):
            if rows:
                yield Grid(tuple(rows), grid.place)
                rows = []
            for cell in texts:
                yield Line(" ".join(cell.text.split()) if len(texts) == 1 else cell.text, cell.place)
        else:
            rows.append(row)
    if rows or not grid.rows:
        yield Grid(tuple(rows), grid.place)


def _stands_alone(texts: Sequence[str]) -> bool:
    """Whether a grid row holds what stands around a table: a title, the unit of money, the number, a note."""
    head = [
        money_unit(text) or table_number(text) or any(normalise(text).startswith(word) for word in _HEAD_WORDS)
        for text in texts
    ]
    if (
        all(head)
        and any(money_unit(text) or table_number(text) for text in texts)
        and all(len(text) < 60 for text in texts)
    ):
        return True
    return len(texts) == 1 and (
        is_note(texts[0]) or table_of_title(texts[0]) is not None or absent_table(texts[0]) is not None
    )


def _take_line(finder: _Finder, index: int, line: Line, following: Block | None) -> bool:
    """Sort one line; True where it took the following line with it (a title over two lines)."""
    title, joined = _title(line, following)
    if title:
        _take_title(finder, index, line, title, following if joined else None)
        return joined
    text = line.text
    current = finder.current
    absent = absent_table(text)
    if is_part_heading(text):
        finder.among_tables = False
    if absent and finder.among_tables:
        finder.absences.append(Absence(absent, line, index))
        return False
    if current is None:
        if money_unit(text) and len(text) < 80:
            _take_unit(finder, index, line)
        return False
    if is_note(text) or (current.notes and not current.after_notes and _continues_note(text)):
        current.notes.append(line)
    elif money_unit(text) and len(text) < 80:
        _take_unit(finder, index, line)
        return False
    elif is_page_number(text):
        pass
    elif is_prose(text) or is_heading(text) or is_other_title(text):
        finder.current = None
        return False
    elif current.notes:
        current.after_notes.append(line)
    elif (number := table_number(text)) and len(normalise(text)) <= len(number) + 2:
        current.number = current.number or number
    else:
        current.lines.append(line)
    current.indexes.add(index)
    return False


def _continues_note(text: str) -> bool:
    bare = text.strip()
    return (
        bare[:1].isdecimal() and ("." in bare[:3] or "、" in bare[:3]) and not printed_number(bare)
    ) or bare.endswith(("。", "；"))


def _title(line: Line, following: Block | None) -> tuple[str | None, bool]:
    text = line.text.strip()
    if ("\t" in text and len(text.split("\t")) > 3) or is_note(text):
        return None, False
    table = table_of_title(text)
    if table or not isinstance(following, Line):
        return table, False
    tail = following.text.strip()
    if len(tail) > _LONGEST_TAIL or table_of_title(tail) or not tail.endswith(("表", "）", ")")):
        return None, False
    table = table_of_title(text + tail)
    return table, table is not None


def _take_title(finder: _Finder, index: int, line: Line, table_id: str, tail: Block | None) -> None:
    text = line.text.strip() + (tail.text.strip() if isinstance(tail, Line) else "")
    current = finder.current
    if current is None or current.table_id or not current.has_body:
        if current is not None and not current.table_id:
            kept = current
        elif current is not None and current.table_id == table_id and "续" in text:
            current.indexes.add(index)
            return
        else:
            kept = finder.open(Segment())
    else:
        kept = current
    kept.table_id = table_id
    kept.title = Source(text, line.place)
    kept.number = table_number(text) or kept.number
    kept.unit = kept.unit or money_unit(text)
    kept.indexes.add(index)


def _take_unit(finder: _Finder, index: int, line: Line) -> None:
    current = finder.current
    if current is None or current.has_body or current.notes:
        current = finder.open(Segment())
    current.unit = current.unit or money_unit(line.text)
    current.number = current.number or table_number(line.text)
    current.indexes.add(index)


def _take_grid(finder: _Finder, index: int, grid: Grid) -> None:
    current = finder.current
    guess = guess_table(_texts(grid))
    if current is None and guess is None:
        return
    if current is None or (guess and current.grids and guess != current.known_id):
        current = finder.open(Segment())
    current.grids.append(grid)
    current.indexes.add(index)


def _texts(grid: Grid) -> Iterator[str]:
    return (cell.text for row in grid.rows for cell in row if cell is not None)


def _take_image(finder: _Finder, index: int, image: Image) -> None:
    if finder.current is not None:
        finder.current.images.append(image)
        finder.current.indexes.add(index)


def _add_index(finder: _Finder, index: int) -> None:
    if finder.current is not None:
        finder.current.indexes.add(index)
