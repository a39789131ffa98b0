"""The words of a written file, read from its bytes, each with the place where a person finds them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shebao.reading.document import Document, Grid, Image
from shebao.rendering.words import place_words

_LARGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words and where they stand; `column` are the words above them where they stand in a table."""

    text: str
    place: str
    column: str = ""


def document_pieces(document: Document) -> Iterator[Piece]:
    """The lines, cells and recognised pictures of a document."""
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from _grid(block)
        elif isinstance(block, Image):
            yield Piece(block.text, place_words(block.place))
        else:
            yield Piece(block.text, place_words(block.place))


def _grid(grid: Grid) -> Iterator[Piece]:
    """Each cell with all words above it in its column."""
    above: dict[int, list[str]] = {}
    for row in grid.rows:
        for column, cell in enumerate(row):
            if cell is not None and cell.text.strip():
                yield Piece(cell.text, place_words(cell.place), "\n".join(above.get(column, ())))
                for covered in range(column, column + cell.column_span):
                    above.setdefault(covered, []).append(cell.text)


def json_pieces(content: bytes, place: str) -> Iterator[Piece]:
    """Every text in a JSON file. Raises ValueError where it is none."""
    waiting: list[Any] = [json.loads(content)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield Piece(value, place)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def package_pieces(content: bytes) -> Iterator[Piece]:
    """Every line of the text files in a ZIP. Raises ValueError where one is too large, BadZipFile where it is none."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.file_size > _LARGEST:
                raise ValueError(f"{entry.filename} 过大")
            if entry.filename.endswith(".json"):
                yield from json_pieces(archive.read(entry), entry.filename)
            else:
                lines = archive.read(entry).decode("utf-8-sig").splitlines()
                yield from (Piece(line, f"{entry.filename} 第 {n} 行") for n, line in enumerate(lines, 1))
