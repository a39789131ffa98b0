"""Text extractions: lines broken inside words with blank lines between; tables by tabs, or flattened with empty cells
dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from synthetic.pieces import Block, Composed, Contents, Grid, Heading, PageBreak, Paragraph, filled, plain

_WIDTH = 30


def tabbed(report: Composed) -> bytes:
    """Tables with tabs between cells, empty ones kept."""
    return _written(report, "\t".join)


def flattened(report: Composed) -> bytes:
    """Tables with a space between cells, empty ones dropped."""
    return _written(report, lambda cells: " ".join(cell for cell in cells if cell))


def piped(report: Composed) -> bytes:
    """Tables with a bar between cells, empty ones kept."""
    return _written(report, lambda cells: "|".join(f" {cell} " for cell in cells))


def stacked(report: Composed) -> bytes:
    """Tables with each cell on a line of its own, empty ones dropped."""
    return _written(report, lambda cells: "\n".join(cell for cell in cells if cell))


def _written(report: Composed, join: Callable[[list[str]], str]) -> bytes:
    lines = [line for block in report.blocks for line in _lines(block, join)]
    return "\n".join(lines).encode()


def _lines(block: Block, join: Callable[[list[str]], str]) -> Iterator[str]:
    if isinstance(block, Heading | Paragraph):
        yield from _wrapped(plain(block.text))
    elif isinstance(block, Contents):
        yield from ("目录", "")
        for _, title in block.entries:
            yield from (title, "")
    elif isinstance(block, PageBreak):
        yield from ("", "")
    else:
        yield from _grid(block, join)


def _wrapped(text: str) -> Iterator[str]:
    for start in range(0, len(text), _WIDTH):
        yield text[start : start + _WIDTH]
        yield ""


def _grid(grid: Grid, join: Callable[[list[str]], str]) -> Iterator[str]:
    if grid.title:
        number = f"（{grid.number}）" if grid.number else ""
        yield from (f"{grid.title}{number}", "")
    if grid.owner:
        yield from (f"单位：{grid.owner} 单位：{grid.unit}" if grid.unit else f"单位名称：{grid.owner}", "")
    for row in filled(grid):
        line = join(row)
        if line.strip():
            yield from (line, "")
    for note in grid.notes:
        yield from (note, "")
