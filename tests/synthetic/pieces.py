"""What a report is composed of before it is laid out: texts whose figures, words and names know what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters that a mutation can change: `kind` is amount, rate, count, score, sign or name. `touched` is False where
    no relation of the report touches it; `loose` where only a rounded rate ties it to anything."""

    text: str
    kind: str
    touched: bool = True
    loose: bool = False


Piece = str | Mark
Text = tuple[Piece, ...]


def text(*parts: Piece | Text) -> Text:
    """Pieces and texts as one text."""
    flat: list[Piece] = []
    for part in parts:
        if isinstance(part, tuple):
            flat.extend(part)
        elif part != "":
            flat.append(part)
    return tuple(flat)


def plain(pieces: Text) -> str:
    """The characters of a text."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 第X部分, 2 一、, 3 (一)."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents page: (level, title)."""

    entries: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid with how far it reaches."""

    text: Text
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table. `title`, `number`, `owner` and `unit` stand above it, `notes` under it; `head` is how many of `rows`
    are its header; `id` is the specification's id, or form, key_work, units."""

    id: str
    title: str
    rows: tuple[tuple[Cell, ...], ...]
    head: int
    number: str = ""
    owner: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page."""


Block = Heading | Paragraph | Contents | Grid | PageBreak


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed report."""

    name: str
    blocks: tuple[Block, ...]


Part = TypeVar("Part")


def _replaced(parts: tuple[Part, ...], index: int, part: Part) -> tuple[Part, ...]:
    return (*parts[:index], part, *parts[index + 1 :])


def with_piece(report: Composed, address: tuple[int, ...], piece: Piece) -> Composed:
    """The report with another piece at an address: (block, piece) or (block, row, cell, piece)."""
    block = report.blocks[address[0]]
    changed: Block
    if isinstance(block, Grid):
        _, r, c, p = address
        cell = block.rows[r][c]
        row = _replaced(block.rows[r], c, replace(cell, text=_replaced(cell.text, p, piece)))
        changed = replace(block, rows=_replaced(block.rows, r, row))
    elif isinstance(block, Heading | Paragraph):
        changed = replace(block, text=_replaced(block.text, address[1], piece))
    else:
        raise TypeError(f"nothing to change in {block}")
    return replace(report, blocks=_replaced(report.blocks, address[0], changed))


def without_row(report: Composed, block: int, row: int) -> Composed:
    """The report without one row of a grid."""
    grid = report.blocks[block]
    assert isinstance(grid, Grid)
    changed = replace(grid, rows=(*grid.rows[:row], *grid.rows[row + 1 :]))
    return replace(report, blocks=_replaced(report.blocks, block, changed))


def marks(report: Composed) -> list[tuple[tuple[int, ...], Mark]]:
    """Every mark with its address."""
    found: list[tuple[tuple[int, ...], Mark]] = []
    for b, block in enumerate(report.blocks):
        if isinstance(block, Grid):
            for r, row in enumerate(block.rows):
                for c, cell in enumerate(row):
                    found.extend(((b, r, c, p), piece) for p, piece in enumerate(cell.text) if isinstance(piece, Mark))
        elif isinstance(block, Heading | Paragraph):
            found.extend(((b, p), piece) for p, piece in enumerate(block.text) if isinstance(piece, Mark))
    return found


def filled(grid: Grid) -> Iterator[list[str]]:
    """The rows of a grid as strings, with blanks where a cell from the left or above reaches."""
    width = max(sum(cell.columns for cell in row) for row in grid.rows)
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(grid.rows):
        line, cells = [], iter(row)
        for c in range(width):
            cell = None if (r, c) in covered else next(cells, None)
            line.append(plain(cell.text) if cell else "")
            if cell:
                covered |= {(r + below, c + right) for below in range(cell.rows) for right in range(cell.columns)}
        yield line
