"""The blocks of one table, and grids taken apart into what stands around a table and the table itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shebao.classification.names import normalise
from shebao.reading.document import Block, Grid, GridCell, Image, Line
from shebao.reading.tables.guess import guess_table
from shebao.reading.tables.heads import absent_table, is_note, money_unit, table_number
from shebao.reading.tables.printed import printed_number
from shebao.report.provenance import NOWHERE, Place, Source
from shebao.report.tables import Family, table_of_title

_HEAD_WORDS = ("部门", "单位", "编制单位", "公开")
_LONGEST_HEAD = 60


@dataclass
class Segment:
    """The blocks of one table as found; `titled` is the table that its title names, None while it has none.

    `repeated` while the head of a continuation page is passing by, which repeats title, number and unit.
    """

    titled: str | None = None
    family: Family = Family.ACCOUNTS
    title: Source | None = None
    number: str = ""
    unit: str = ""
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    after_notes: list[Line] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    indexes: set[int] = field(default_factory=set)
    repeated: bool = False

    @property
    def has_body(self) -> bool:
        """Whether anything that can be rows was seen."""
        return bool(self.grids) or any(any(map(printed_number, line.text.split())) for line in self.lines)

    @property
    def table_id(self) -> str | None:
        """The table that its labels and headers make of it where they are unmistakable, else that its title names; in a budget,
        whose tables share their labels, the title comes first."""
        if self.titled and self.family is Family.BUDGET:
            return self.titled
        words = [word for grid in self.grids for word in words_of(grid)]
        return guess_table(words + [word for line in self.lines for word in line.text.split()]) or self.titled

    @property
    def place(self) -> Place:
        """Where the table begins."""
        if self.title:
            return self.title.place
        blocks: tuple[Block, ...] = (*self.grids, *self.lines, *self.notes, *self.images)
        return blocks[0].place if blocks else NOWHERE


def words_of(grid: Grid) -> Iterator[str]:
    """The texts of a grid's cells."""
    return (cell.text for row in grid.rows for cell in row if cell is not None)


def taken_apart(blocks: Sequence[Block], family: Family = Family.ACCOUNTS) -> Iterator[tuple[int, Block]]:
    """The blocks with their indexes; title, unit and note rows of a grid and recognised text of a picture as lines."""
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            for part in _grid_parts(block, family):
                yield index, part
        elif isinstance(block, Image) and block.text:
            for text in block.text.splitlines():
                yield index, Line(text, block.place)
        elif not isinstance(block, Line) or block.text.strip():
            yield index, block


def _grid_parts(grid: Grid, family: Family) -> Iterator[Block]:
    rows: list[tuple[GridCell | None, ...]] = []
    for row in grid.rows:
        texts = [cell for cell in row if cell is not None and cell.text.strip()]
        if texts and _stands_alone([cell.text for cell in texts], family):
            if rows:
                yield Grid(tuple(rows), grid.place)
                rows = []
            for cell in texts:
                yield Line(" ".join(cell.text.split()) if len(texts) == 1 else cell.text, cell.place)
        else:
            rows.append(row)
    if rows or not grid.rows:
        yield Grid(tuple(rows), grid.place)


def _stands_alone(texts: Sequence[str], family: Family) -> bool:
    """Whether a grid row holds what stands around a table: a title, the unit of money, the number, a note."""
    stated = [bool(money_unit(text) or table_number(text)) for text in texts]
    named = [any(normalise(text).startswith(word) for word in _HEAD_WORDS) for text in texts]
    short = all(len(text) < _LONGEST_HEAD for text in texts)
    if any(stated) and short and all(a or b for a, b in zip(stated, named, strict=True)):
        return True
    return len(texts) == 1 and (
        is_note(texts[0]) or table_of_title(texts[0], family) is not None or absent_table(texts[0]) is not None
    )
