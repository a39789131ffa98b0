"""A manuscript as a plain document: what a reader sees when no format adds or loses anything."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.composing.manuscript import Cell as PrintedCell
from shebao.composing.manuscript import ChartBlock, Heading, Manuscript, Paragraph, TableBlock
from shebao.reading.document import Block, Document, Grid, GridCell, Line, Page
from shebao.report.provenance import Place


def plain_document(manuscript: Manuscript) -> Document:
    """The document that a manuscript becomes without any format."""
    blocks = tuple(_numbered(_blocks(manuscript)))
    return Document("manuscript.docx", "docx", (Page(1, blocks),), paged=False)


def _numbered(blocks: Iterator[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks, 1):
        if isinstance(block, Line):
            yield Line(block.text, Place(1, number), heading=block.heading)
        else:
            yield block


def _blocks(manuscript: Manuscript) -> Iterator[Block]:
    for line in manuscript.cover:
        yield Line(line, Place())
    yield Line(manuscript.contents_title, Place())
    for heading in manuscript.headings():
        if heading.level <= manuscript.contents_levels:
            yield Line(heading.text, Place())
    for block in manuscript.blocks:
        match block:
            case Heading():
                yield Line(block.text, Place(), heading=block.level)
            case Paragraph():
                yield Line(block.text, Place())
            case ChartBlock():
                yield Line(block.caption, Place())
            case TableBlock():
                yield from _table(block)


def _table(block: TableBlock) -> Iterator[Block]:
    for text in (block.title, block.number, block.owner, block.unit):
        if text:
            yield Line(text, Place())
    yield Grid(tuple(_rows((*block.header, *block.body), len(block.widths))), Place(1))
    for note in block.notes:
        yield Line(note, Place())


def _rows(rows: tuple[tuple[PrintedCell, ...], ...], width: int) -> Iterator[tuple[GridCell | None, ...]]:
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        line: list[GridCell | None] = [None] * width
        cells = iter(row)
        for c in range(width):
            if (r, c) in covered:
                continue
            cell = next(cells, None)
            if cell is None:
                break
            line[c] = GridCell(cell.text, Place(1), cell.rows, cell.columns)
            covered |= {(r + down, c + right) for down in range(cell.rows) for right in range(cell.columns)}
        yield tuple(line)
