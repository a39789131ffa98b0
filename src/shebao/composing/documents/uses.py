"""Every text of a manuscript with the font role that it is set in and its place, for the check of characters."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.composing.documents.sheets import COVER_TITLES
from shebao.composing.fonts import Role, Use
from shebao.composing.manuscript import (
    ChartBlock,
    Heading,
    Manuscript,
    Paragraph,
    ParagraphStyle,
    Run,
    RunKind,
    TableBlock,
)

HEADING_ROLES = {1: Role.TITLE, 2: Role.HEI, 3: Role.KAI, 4: Role.BODY, 5: Role.BODY}


def uses(manuscript: Manuscript) -> Iterator[Use]:
    """The texts of a manuscript in order."""
    for index, line in enumerate(manuscript.cover):
        yield Use(line, cover_role(index), "封面")
    yield Use(manuscript.contents_title, Role.TITLE, "目录")
    place = "正文"
    for block in manuscript.blocks:
        match block:
            case Heading():
                place = f"“{block.text}”一节"
                yield Use(block.text, HEADING_ROLES[block.level], "标题")
                if block.level <= manuscript.contents_levels:
                    yield Use(block.text, contents_role(block.level), "目录")
            case Paragraph():
                for run in block.runs:
                    yield Use(run.text, run_role(run, block.style), place)
            case TableBlock():
                yield from _table(block)
            case ChartBlock():
                yield Use(block.caption, Role.HEI, "图的标题")
                yield from (Use(words, Role.CHART, f"“{block.caption}”") for words in _chart(block))


def _table(table: TableBlock) -> Iterator[Use]:
    place = f"《{table.title}》" if table.title else "表"
    yield Use(table.title, Role.TITLE, place)
    for text in (table.number, table.owner, table.unit, *table.notes):
        yield Use(text, Role.SONG, place)
    for row in (*table.header, *table.body):
        for cell in row:
            yield Use(cell.text, Role.HEI if cell.strong else Role.SONG, place)


def _chart(chart: ChartBlock) -> Iterator[str]:
    yield chart.unit
    for series in chart.series:
        yield series.name
        for bar in series.bars:
            yield from (bar.label, bar.text)


def cover_role(index: int) -> Role:
    """The font of a line of the cover."""
    return Role.TITLE if index < COVER_TITLES else Role.KAI


def contents_role(level: int) -> Role:
    """The font of a line of the contents page."""
    return Role.HEI if level == 1 else Role.BODY


def run_role(run: Run, style: ParagraphStyle) -> Role:
    """The font of a run of a paragraph."""
    if run.kind is RunKind.STRONG:
        return Role.HEI
    return Role.SONG if style is ParagraphStyle.NOTE else Role.BODY
