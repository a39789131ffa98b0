"""Writes a document as plain text, in the ways text comes out of other programs."""

import unicodedata
from collections.abc import Callable

from heldout.blocks import Cell, Document, Grid, Heading
from heldout.marks import plain

MODES = [
    "tabs",
    "cells",
    "pipe",
    "aligned",
    "spaced",
    "wrapped",
    "box",
    "semicolon",
    "narrow",
]  # the last three are sealed


def texts(row: list[Cell | None]) -> list[str]:
    return [plain(cell.text) if cell else "" for cell in row]


def shown(row: list[Cell | None]) -> list[str]:
    """Cells that show something, as extraction without rulings gives them."""
    return [t for t in (plain(cell.text) for cell in row if cell) if t]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _flat(row: list[str]) -> list[str]:
    return [t.replace("\n", "") for t in row]


def _tabs(grid: Grid) -> list[str]:
    return ["\t".join(_flat(texts(row))) for row in grid.rows]


def _cells(grid: Grid) -> list[str]:
    return [line for row in grid.rows for text in shown(row) for line in text.split("\n")]


def _narrow(grid: Grid) -> list[str]:
    """One cell a line, long labels broken over lines, numbers whole."""
    return [piece for text in _cells(grid) for piece in (_wrap(text, 7) if _width(text) > len(text) else [text])]


def _pipe(grid: Grid) -> list[str]:
    return ["|" + "|".join(_flat(texts(row))) + "|" for row in grid.rows]


def _box(grid: Grid) -> list[str]:
    return ["│ " + " │ ".join(_flat(texts(row))) + " │" for row in grid.rows]


def _semicolon(grid: Grid) -> list[str]:
    return [";".join(_flat(texts(row))) for row in grid.rows]


def _aligned(grid: Grid) -> list[str]:
    rows = [_flat(texts(row)) for row in grid.rows]
    widths = [max(_width(row[c]) if c < len(row) else 0 for row in rows) + 2 for c in range(grid.width)]
    return ["".join(t + " " * (widths[c] - _width(t)) for c, t in enumerate(row)).rstrip() for row in rows]


def _spaced(grid: Grid) -> list[str]:
    return [" ".join(_flat(shown(row))) for row in grid.rows if shown(row)]


TABLE: dict[str, Callable[[Grid], list[str]]] = {
    "tabs": _tabs, "cells": _cells, "pipe": _pipe, "aligned": _aligned, "spaced": _spaced, "wrapped": _tabs, "box": _box,
    "semicolon": _semicolon, "narrow": _narrow}  # fmt: skip
DROPS_BLANKS = ("cells", "spaced", "narrow")


def _wrap(text: str, width: int) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def text(document: Document, mode: str) -> str:
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            lines += [block.title] if block.title else []
            lines += [*block.above, *TABLE[mode](block), *map(plain, block.below), ""]
        elif isinstance(block, Heading):
            lines += ["", plain(block.text)]
        else:
            told = plain(block.text)
            lines += (
                _wrap(told, 30) if mode in ("wrapped", "cells", "narrow") and "contents" not in block.tag else [told]
            )
    between = "\n\n" if mode == "narrow" else "\n"  # some extraction leaves a blank line after every line
    return between.join(lines).lstrip() + "\n"
