"""Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from synthetic.pieces import Block, Cell, Composed, Contents, Grid, Heading, PageBreak, filled, plain


def markdown(report: Composed) -> bytes:
    """Headings as #, tables as pipes with cells repeated as blanks where they span."""
    return "\n".join(line for block in report.blocks for line in _markdown(block)).encode()


def _markdown(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield from (f"{'#' * block.level} {plain(block.text)}", "")
    elif isinstance(block, Contents):
        yield from ("目录", "")
        for _, title in block.entries:
            yield from (title, "")
    elif isinstance(block, Grid):
        yield from _above(block)
        for index, row in enumerate(filled(block)):
            yield f"| {' | '.join(row)} |"
            if index == 0:
                yield f"|{' --- |' * len(row)}"
        yield ""
        for note in block.notes:
            yield from (note, "")
    elif not isinstance(block, PageBreak):
        yield from (plain(block.text), "")


def _above(grid: Grid) -> Iterator[str]:
    if grid.title:
        yield from (f"{grid.title}{f'（{grid.number}）' if grid.number else ''}", "")
    if grid.owner:
        yield from (f"单位：{grid.owner} 单位：{grid.unit}" if grid.unit else f"单位名称：{grid.owner}", "")


def html(report: Composed) -> bytes:
    """Headings as h1–h3, tables with spans."""
    body = "\n".join(line for block in report.blocks for line in _html(block))
    return f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{escape(report.name)}</title></head><body>{body}</body></html>'.encode()


def _html(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h{block.level}>{escape(plain(block.text))}</h{block.level}>"
    elif isinstance(block, Contents):
        yield "<p>目录</p>"
        for _, title in block.entries:
            yield f"<p>{escape(title)}</p>"
    elif isinstance(block, Grid):
        yield from (f"<p>{escape(line)}</p>" for line in _above(block) if line)
        yield "<table>"
        for row in block.rows:
            yield "<tr>" + "".join(_cell(cell) for cell in row) + "</tr>"
        yield "</table>"
        yield from (f"<p>{escape(note)}</p>" for note in block.notes)
    elif not isinstance(block, PageBreak):
        yield f"<p>{escape(plain(block.text))}</p>"


def _cell(cell: Cell) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    return f"<td{spans}>{escape(plain(cell.text))}</td>"
