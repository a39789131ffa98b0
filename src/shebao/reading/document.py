"""A file as read: pages with lines, ruled grids and images, each with its place. Nothing is interpreted yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shebao.fields.problem import FileProblem
from shebao.report.provenance import Box, Place


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line (or one paragraph where the format has no lines); tabs separate the cells of text tables.

    `indent` and `size` are in points where known (PDF), 0 elsewhere; `heading` is the heading level a format states
    (Word style, HTML h1–h6, Markdown #), 0 where none. `closed` where the file marks the end of a paragraph or cell by a
    space before the line break. `parts` are the pieces between gaps where their places on the page are known (PDF).
    """

    text: str
    place: Place
    indent: float = 0
    size: float = 0
    heading: int = 0
    closed: bool = False
    parts: tuple[GridCell, ...] = ()


class GridCell(NamedTuple):
    """One cell of a grid: its text (inner line breaks as `\\n`), place, and how many rows and columns it spans."""

    text: str
    place: Place
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with rows and columns: `rows[r][c]` is None where a merged cell from above or left covers the position."""

    rows: tuple[tuple[GridCell | None, ...], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Image:
    """A picture large enough to hold content; `text` is what optical recognition read ('' without the ocr extra)."""

    place: Place
    text: str = ""


Block = Line | Grid | Image


@dataclass(frozen=True, slots=True)
class Page:
    """A page (sheet, or the whole of a format without pages) with its blocks in reading order; size in points."""

    number: int
    blocks: tuple[Block, ...]
    width: float = 0
    height: float = 0
    rotation: int = 0

    @property
    def lines(self) -> Iterator[Line]:
        """The lines outside grids."""
        return (block for block in self.blocks if isinstance(block, Line))

    @property
    def grids(self) -> Iterator[Grid]:
        """The ruled grids."""
        return (block for block in self.blocks if isinstance(block, Grid))


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. `format` is pdf, docx, xlsx, html, txt or md; `paged` says whether page numbers mean anything;
    `warnings` are Chinese sentences about what could not be read."""

    name: str
    format: str
    pages: tuple[Page, ...]
    paged: bool
    warnings: tuple[str, ...] = ()

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order."""
        for page in self.pages:
            yield from page.blocks


class UnreadableFile(FileProblem):
    """A file that cannot be read at all."""


__all__ = ["Block", "Box", "Document", "Grid", "GridCell", "Image", "Line", "Page", "Place", "UnreadableFile"]
