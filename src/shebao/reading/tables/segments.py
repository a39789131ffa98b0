"""Which blocks make up a table: its title, head, body and notes, wherever among them the title stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shebao.classification import functional
from shebao.classification.names import normalise
from shebao.reading.document import Block, Grid, Image, Line
from shebao.reading.ordinals import leading_ordinal
from shebao.reading.tables.functional import TOTALS
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
from shebao.reading.tables.labels import bare_label, expenditure_labels, income_labels
from shebao.reading.tables.printed import printed_number
from shebao.reading.tables.segment import Segment, taken_apart, words_of
from shebao.report.provenance import Source
from shebao.report.tables import Family, table_of_title

_LONGEST_TAIL = 12
_LONGEST_UNIT_LINE = 80
_LONGEST_ROW = 200
_FIRST_WORDS = re.compile(r"\s*(?:\d{3,7}\s+)?([^\d\t]{2,40})")
_AMOUNT = re.compile(r"\d\.\d{2}(?!\d)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FEWEST_WORDS = 8
_DIGIT = re.compile(r"\d")
_LONGEST_HEAD = 4


@dataclass(frozen=True)
class Absence:
    """A sentence that a table has nothing to show."""

    table_id: str
    line: Line
    index: int


def find_segments(blocks: Sequence[Block], family: Family = Family.ACCOUNTS) -> tuple[list[Segment], list[Absence]]:
    """The tables' segments in reading order, and the sentences of absence between them."""
    finder = _Finder(family)
    items = list(taken_apart(blocks, family))
    skip = False
    for position, (index, block) in enumerate(items):
        if skip:
            skip = False
            finder.take_up(index)
        elif isinstance(block, Grid):
            finder.take_grid(index, block)
        elif isinstance(block, Image):
            finder.take_image(index, block)
        else:
            following = items[position + 1][1] if position + 1 < len(items) else None
            skip = finder.take_line(index, block, following)
    return finder.segments, finder.absences


@dataclass
class _Finder:
    family: Family = Family.ACCOUNTS
    segments: list[Segment] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    current: Segment | None = None
    among_tables: bool = False
    number_ahead: tuple[str, int] | None = None
    foreign: bool = False  # under the title of another table
    before: Segment | None = None  # the table that the current one, of which only a head was seen, may go on with

    def open(self) -> Segment:
        """A new segment, now the current one."""
        self.current, self.before = Segment(family=self.family), None
        self.segments.append(self.current)
        return self.current

    def _go_on(self) -> None:
        """What was taken for the head of another table repeats that of the one before, which goes on."""
        head, before = self.current, self.before
        if head is None or before is None:
            return
        self.segments.remove(head)
        before.indexes |= head.indexes
        self.current, self.before = before, None

    def take_up(self, index: int) -> None:
        """Count a block to the current segment."""
        if self.current is not None:
            self.current.indexes.add(index)

    def take_line(self, index: int, line: Line, following: Block | None) -> bool:
        """Sort one line; True where it took the following line with it (a title over two lines)."""
        title, joined = _title(line, following, self.family)
        if title:
            self._take_title(index, line, title, following if joined else None)
            return joined
        text = line.text
        if is_part_heading(text):
            self.among_tables, self.foreign = False, False
        elif is_other_title(text):
            self.foreign = True
        absent = absent_table(text) if self.among_tables else None
        if absent:
            self.absences.append(Absence(absent, line, index))
        elif money_unit(text) and len(text) < _LONGEST_UNIT_LINE:
            self._take_unit(index, line)
        elif self.current is not None and (
            _ends_table(text) or (self.current.notes and _begins_sentence(text, following))
        ):
            self.current = None
        else:
            self._take_text(index, line)
        return False

    def _take_text(self, index: int, line: Line) -> None:
        current, text = self.current, line.text
        number = table_number(text)
        if number and len(normalise(text)) <= len(number) + 2:
            self._take_number(index, number)
            return
        if self.before is not None and current is not None and not current.lines and _is_row(text):
            self._go_on()
            current = self.current
        if (current is None or current.notes) and not self.foreign and not is_note(text) and _is_row(text):
            current = self.open()
        if current is None:
            return
        if is_note(text) or (current.notes and not current.after_notes and _continues_note(text)):
            current.notes.append(line)
        elif is_page_number(text):
            pass
        elif current.notes:
            current.after_notes.append(line)
        else:
            current.lines.append(line)
            current.repeated = False
        current.indexes.add(index)

    def _take_number(self, index: int, number: str) -> None:
        """公开01表 stands below the title, or above the next one."""
        current = self.current
        if current is None or ((current.has_body or current.notes) and not current.repeated):
            self.number_ahead = (number, index)
        else:
            current.number = current.number or number
            current.indexes.add(index)

    def _take_title(self, index: int, line: Line, table_id: str, tail: Block | None) -> None:
        """A title opens a table, names the rows before it that have none, or is repeated on a continuation page."""
        text = line.text.strip() + (tail.text.strip() if isinstance(tail, Line) else "")
        current = self.current
        self.among_tables, self.foreign = True, False
        if current is not None and current.titled == table_id and current.has_body and not current.notes:
            current.repeated = True
            current.indexes.add(index)
            return
        if current is None or current.titled:
            current = self.open()
        self.before = None
        current.titled = table_id
        current.title = Source(text, line.place)
        current.number = table_number(text) or current.number
        current.unit = current.unit or money_unit(text)
        current.indexes.add(index)
        if self.number_ahead:
            number, above = self.number_ahead
            current.number = current.number or number
            current.indexes.add(above)
            self.number_ahead = None

    def _take_unit(self, index: int, line: Line) -> None:
        current = self.current
        if current is None or (not current.repeated and (current.has_body or current.notes)):
            before = current if current is not None and not current.notes else None
            current = self.open()
            self.before = before
        current.unit = current.unit or money_unit(line.text)
        current.number = current.number or table_number(line.text)
        current.indexes.add(index)

    def take_grid(self, index: int, grid: Grid) -> None:
        """A grid is the current table's body or continuation, unless its labels are those of another table."""
        guess = guess_table(words_of(grid))
        if self.before is not None and guess in (None, self.before.table_id):
            self._go_on()
        current = self.current
        if current is None and (guess is None or self.foreign):
            return
        headed = current is not None and bool(current.grids) and _is_head_of(current.grids[-1], grid)
        if current is None or (guess and current.grids and guess != current.table_id and not headed):
            current = self.open()
        if headed:
            current.grids[-1] = replace(current.grids[-1], rows=(*current.grids[-1].rows, *grid.rows))
        else:
            current.grids.append(grid)
        current.repeated = False
        current.indexes.add(index)

    def take_image(self, index: int, image: Image) -> None:
        """A picture may be the current table's body."""
        if self.current is not None:
            self.current.images.append(image)
            self.current.indexes.add(index)


def _is_head_of(head: Grid, grid: Grid) -> bool:
    """Whether a grid is a head that a page break parted from its rows: labels alone, in as many columns."""
    widths = {max((len(row) for row in each.rows), default=0) for each in (head, grid)}
    if len(head.rows) > _LONGEST_HEAD or len(widths) > 1:
        return False
    return not any(_DIGIT.search(cell.text) for row in head.rows for cell in row if cell is not None)


def _ends_table(text: str) -> bool:
    return not is_note(text) and (is_prose(text) or is_heading(text) or is_other_title(text))


def _begins_sentence(text: str, following: Block | None) -> bool:
    """Whether a line under a table's notes is the first of a sentence that goes on in the next line."""
    if "\t" in text or not isinstance(following, Line) or not is_prose(following.text):
        return False
    return len(_CHINESE.findall(text)) >= _FEWEST_WORDS and leading_ordinal(following.text) is None


def _is_row(text: str) -> bool:
    """Whether a flattened line is a row of a table: a label known to one, then amounts."""
    if len(text) > _LONGEST_ROW or not _AMOUNT.search(text):
        return False
    match = _FIRST_WORDS.match(text)
    label = match[1] if match else ""
    return (
        normalise(label) in TOTALS
        or bool(functional().named(label))
        or bare_label(label) in income_labels("income_and_expenditure")
        or bare_label(label) in expenditure_labels("income_and_expenditure")
    )


def _continues_note(text: str) -> bool:
    bare = text.strip()
    numbered = bare[:1].isdecimal() and ("." in bare[:3] or "、" in bare[:3])
    return (numbered and not printed_number(bare)) or bare.endswith(("。", "；"))


def _title(line: Line, following: Block | None, family: Family) -> tuple[str | None, bool]:
    """The table that a line names as its title, and whether the following line is the title's end."""
    text = line.text.strip()
    if ("\t" in text and len(text.split("\t")) > 3) or is_note(text):
        return None, False
    table = table_of_title(text, family)
    if table or not isinstance(following, Line):
        return table, False
    tail = following.text.strip()
    if len(tail) > _LONGEST_TAIL or table_of_title(tail, family) or not tail.endswith(("表", "）", ")")):
        return None, False
    table = table_of_title(text + tail, family)
    return table, table is not None
