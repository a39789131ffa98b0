"""Manuscripts of synthetic reports: every kind of block, with figures that agree, in the layouts of each place and year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from shebao.composing.manuscript import (
    Align,
    Bar,
    Block,
    Cell,
    ChartBlock,
    ChartKind,
    Gap,
    Heading,
    Manuscript,
    PageBreak,
    Paragraph,
    Run,
    RunKind,
    Series,
    TableBlock,
    TableKind,
)
from shebao.reading.report import read_file
from synthetic import pieces
from synthetic.composer import compose
from synthetic.layouts.markup import html
from synthetic.tables import numeral

_KINDS = {"form": TableKind.FORM, "key_work": TableKind.KEY_WORK}
_WIDTHS = {"form": (12, 8, 12, 18, 14, 14, 8), "key_work": (3, 8, 14, 14)}
_AMOUNT = re.compile(r"-?[\d,.]+%?")


def manuscript_of(seed: int, place: str, year: int) -> Manuscript:
    """The synthetic report of a seed as a manuscript with two charts; its `report` is read from the report's own HTML."""
    composed = compose(seed, place, year)
    cover, blocks = _front(composed)
    body = tuple(_with_charts(_blocks(blocks), year))
    return Manuscript(cover, body, (), read_file(html(composed)).report)


def with_gap(manuscript: Manuscript) -> Manuscript:
    """A draft: its last paragraph ends in words that are still missing."""
    gap = Run("【待补充：主要原因】", RunKind.GAP)
    last = max(n for n, block in enumerate(manuscript.blocks) if isinstance(block, Paragraph))
    paragraph = manuscript.blocks[last]
    assert isinstance(paragraph, Paragraph)
    blocks = list(manuscript.blocks)
    blocks[last] = replace(paragraph, runs=(*paragraph.runs, gap))
    return replace(manuscript, blocks=tuple(blocks), gaps=(Gap("reasons.totals", "一、", "主要原因"),))


def _front(report: pieces.Composed) -> tuple[tuple[str, ...], list[pieces.Block]]:
    blocks = list(report.blocks)
    first = next(n for n, block in enumerate(blocks) if isinstance(block, pieces.PageBreak))
    cover = tuple(pieces.plain(block.text) for block in blocks[:first] if isinstance(block, pieces.Paragraph))
    start = next(n for n, block in enumerate(blocks) if isinstance(block, pieces.Heading))
    return cover, blocks[start:]


def _blocks(blocks: list[pieces.Block]) -> Iterator[Block]:
    tables = 0
    for number, block in enumerate(blocks):
        if isinstance(block, pieces.Heading):
            yield Heading(block.level, pieces.plain(block.text), f"h{number}")
        elif isinstance(block, pieces.Paragraph):
            yield Paragraph(tuple(_run(piece, f"f{number}-{n}") for n, piece in enumerate(block.text)))
        elif isinstance(block, pieces.Grid):
            if block.id not in _KINDS:
                tables += 1
                yield Heading(2, f"{numeral(tables)}、{block.title}", f"t{number}")
            yield _table(block, f"g{number}")
        elif isinstance(block, pieces.PageBreak):
            yield PageBreak()


def _run(piece: pieces.Piece, anchor: str) -> Run:
    if isinstance(piece, str):
        return Run(piece)
    return Run(piece.text, RunKind.FIGURE, anchor=anchor)


def _table(grid: pieces.Grid, anchor: str) -> TableBlock:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in grid.rows)
    width = max(sum(cell.columns for cell in row) for row in grid.rows)
    head = grid.head
    return TableBlock(
        kind=_KINDS.get(grid.id, TableKind.DISCLOSURE),
        id=grid.id,
        title=grid.title,
        header=rows[:head],
        body=rows[head:],
        widths=_WIDTHS.get(grid.id) or tuple(_weights(rows[head:], width)),
        number=grid.number,
        owner=f"公开单位：{grid.owner}" if grid.owner else "",
        unit=f"单位：{grid.unit}" if grid.unit else "",
        notes=grid.notes,
        landscape=grid.landscape,
        anchor=anchor,
    )


def _cell(cell: pieces.Cell) -> Cell:
    words = pieces.plain(cell.text)
    align = Align.RIGHT if _AMOUNT.fullmatch(words) else Align.LEFT if len(words) > 8 else Align.CENTRE
    return Cell(words, cell.rows, cell.columns, align)


def _weights(rows: tuple[tuple[Cell, ...], ...], width: int) -> Iterator[int]:
    """Wider where the cells of whole rows have words."""
    whole = [row for row in rows if len(row) == width]
    for column in range(width):
        words = max((len(row[column].text) for row in whole if row[column].align is Align.LEFT), default=0)
        yield 10 if words else 5


def _with_charts(blocks: Iterator[Block], year: int) -> Iterator[Block]:
    """The blocks with a chart after each of the first two paragraphs that print 与…相比 or 其中."""
    charts = iter((_totals(year), _shares(year)))
    part = 0
    for block in blocks:
        part += isinstance(block, Heading) and block.level == 1
        if part == 3 and isinstance(block, Paragraph) and "：" in block.text and (chart := next(charts, None)):
            head, _, tail = block.text.rpartition("。")
            yield replace(block, runs=(Run(head), Run(f"（见{chart.caption[:2]}）。{tail}")))
            yield chart
        else:
            yield block


def _totals(year: int) -> ChartBlock:
    def series(when: int, income: str, spending: str) -> Series:
        return Series(f"{when}年度", (_bar("收入总计", income), _bar("支出总计", spending)))

    return ChartBlock(
        "totals",
        ChartKind.GROUPED,
        "图1：收入、支出决算总计变动情况",
        "万元",
        (series(year - 1, "868.45", "868.45"), series(year, "713.14", "713.14")),
        f"柱形图：{year - 1}年度收入、支出总计868.45万元，{year}年度713.14万元。",
        "chart-totals",
    )


def _shares(year: int) -> ChartBlock:
    bars = (_bar("财政拨款收入", "637.04"), _bar("事业收入", "30.44"), _bar("其他收入", "37.21"))
    return ChartBlock(
        "income",
        ChartKind.SHARES,
        "图2：收入决算结构",
        "万元",
        (Series(f"{year}年度", bars),),
        "环形图：财政拨款收入637.04万元，事业收入30.44万元，其他收入37.21万元。",
        "chart-income",
    )


def _bar(label: str, text: str) -> Bar:
    return Bar(label, Decimal(text), text)
