"""Manuscript blocks on sheets of paper: which stand on pages of their own, upright or turned. The same for PDF and DOCX, so
that both have the same pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from math import ceil
from typing import NamedTuple

from shebao.composing.documents.widths import Paper, lines_of, needs_landscape
from shebao.composing.manuscript import (
    Block,
    Heading,
    Manuscript,
    PageBreak,
    Paragraph,
    ParagraphStyle,
    TableBlock,
    TableKind,
)

TEXT = Paper(210, 297, top=37, bottom=38, left=28, right=26)  # 22 lines of 28 points, 28 characters wide
UPRIGHT = Paper(210, 297, top=22, bottom=22, left=20, right=20)
TURNED = Paper(297, 210, top=22, bottom=20, left=20, right=20)
_CONTENTS_PITCHES = (26.0, 25.0, 24.0, 23.0, 22.0, 21.0)
_NARROW = 20.0
COVER_TITLES = 2  # the lines of a cover that are titles
_COVER_SIZES, _COVER_SIZES_BELOW = (30.0, 28.0, 26.0, 24.0, 22.0), (18.0, 16.0)
_CONTENTS_TITLE, _CONTENTS_PAGE, _CONTENTS_SIZE = 50.0, 42.0, 14.0
DRAFT = "草稿"
_PART_SIZES = (22, 20, 18)
_OWN_PAGE = {TableKind.DISCLOSURE, TableKind.FORM}


class Item(NamedTuple):
    """A block and its number in the manuscript, from 1."""

    number: int
    block: Block


@dataclass(frozen=True, slots=True)
class Sheet:
    """Blocks on paper of one size with one set of margins; a sheet begins a page. Page breaks within it
    are PageBreak blocks."""

    paper: Paper
    items: tuple[Item, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Its headings."""
        return tuple(item.block for item in self.items if isinstance(item.block, Heading))


def sheets(manuscript: Manuscript) -> tuple[Sheet, ...]:
    """The body of a manuscript: disclosed tables, forms and turned tables begin a page, with the headings right above them and
    the notes under them; everything else runs on."""
    items = [Item(number, block) for number, block in enumerate(manuscript.blocks, 1)]
    found: list[Sheet] = []
    running: list[Item] = []
    index = 0
    while index < len(items):
        block = items[index].block
        if not isinstance(block, TableBlock) or not _own_page(block):
            running.append(items[index])
            index += 1
            continue
        above = _headings_above(running)
        _close(found, running[: len(running) - len(above)])
        running, stop = [], index + 1
        while stop < len(items) and _is_note(items[stop].block):
            stop += 1
        found.append(Sheet(_paper(block), (*above, *items[index:stop])))
        index = stop
    _close(found, running)
    return tuple(found)


def _own_page(table: TableBlock) -> bool:
    return table.kind in _OWN_PAGE or _paper(table) is TURNED


def _paper(table: TableBlock) -> Paper:
    return TURNED if table.landscape or needs_landscape(table, UPRIGHT) else UPRIGHT


def _headings_above(items: Sequence[Item]) -> list[Item]:
    above: list[Item] = []
    for item in reversed(items):
        if not isinstance(item.block, Heading):
            break
        above.insert(0, item)
    return above


def _is_note(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.style is ParagraphStyle.NOTE


def _close(found: list[Sheet], running: Sequence[Item]) -> None:
    """Adds what ran on so far as a sheet; page breaks at its ends come with the sheet."""
    start, stop = 0, len(running)
    while start < stop and isinstance(running[start].block, PageBreak):
        start += 1
    while stop > start and isinstance(running[stop - 1].block, PageBreak):
        stop -= 1
    if start < stop:
        found.append(Sheet(TEXT, tuple(running[start:stop])))


def own_line(heading: Heading, paper: Paper) -> int:
    """The type size in points in which 第X部分 stands on a line of its own and the rest on another: the largest of few, where
    the heading does not fit on one line. 0 where it stays as it is."""
    ordinal, space, title = heading.text.partition(" ")
    if heading.level != 1 or not space or not ordinal.startswith("第"):
        return 0
    if lines_of(heading.text, _PART_SIZES[0], paper.text_width) == 1:
        return 0
    return next((size for size in _PART_SIZES if lines_of(title.strip(), size, paper.text_width) == 1), 0)


def is_draft(manuscript: Manuscript) -> bool:
    """Whether it is a draft, because it is called one or words are missing: its pages show a watermark."""
    return manuscript.draft or bool(manuscript.gaps)


def title_of(manuscript: Manuscript) -> str:
    """The title of the document: the lines of its cover that name the unit and the report."""
    return "".join(manuscript.cover[:2])


def keywords(manuscript: Manuscript) -> list[str]:
    """What the document is about, for catalogues."""
    return ["决算公开", "部门决算" if manuscript.report.identity.kind == "department" else "单位决算"]


def structure(manuscript: Manuscript) -> dict[int, int]:
    """The structural levels of the headings by number of their block: one more than that of the heading they are under, so
    that no level is leapt over."""
    levels: dict[int, int] = {}
    above: list[int] = []
    for number, block in enumerate(manuscript.blocks, 1):
        if isinstance(block, Heading):
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            levels[number] = len(above)
    return levels


def dated(manuscript: Manuscript) -> date:
    """The date that the document bears: the last day of the year that it reports on, so that it does not depend on when the
    document is made."""
    return date(manuscript.report.identity.fiscal_year or 2000, 12, 31)


def contents_pitch(manuscript: Manuscript) -> float:
    """The distance of lines on the contents page in points: the widest that takes no more pages than a narrow one."""
    lines = sum(
        lines_of(heading.text, _CONTENTS_SIZE, TEXT.text_width - _CONTENTS_PAGE)
        for heading in manuscript.headings()
        if heading.level <= manuscript.contents_levels
    )
    room = TEXT.text_height - _CONTENTS_TITLE
    pages = ceil(lines * _NARROW / room)
    return next((pitch for pitch in _CONTENTS_PITCHES if ceil(lines * pitch / room) <= pages), _NARROW)


def cover_sizes(manuscript: Manuscript) -> list[float]:
    """The type size of each line of the cover in points: the largest in which it is not broken, if that is large enough."""
    return [
        next((size for size in sizes if lines_of(line, size, TEXT.text_width) == 1), sizes[-1])
        for line, sizes in zip(
            manuscript.cover, chain(repeat(_COVER_SIZES, COVER_TITLES), repeat(_COVER_SIZES_BELOW)), strict=False
        )
    ]
