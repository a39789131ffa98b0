"""The cells of a sheet become blocks: bordered rows are grids, what stands above, between and below them lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shebao.reading.document import Block, Line, Place
from shebao.reading.spans import MAX_COLUMNS, Spanned, grid_of


@dataclass(slots=True)
class Sheet:
    """Cells by row and column from 0 with the text that they show; `merged` maps the first cell of a merged range to
    its rows and columns; `bordered` are the cells with a drawn edge."""

    name: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    bordered: dict[int, set[int]] = field(default_factory=dict)


def blocks_of_sheet(sheet: Sheet, page: int) -> tuple[Block, ...]:
    """The blocks of a sheet in the order of its rows; places carry the sheet's number and the row."""
    for (row, column), (height, width) in sheet.merged.items():
        _clear(sheet.cells, row, column, height, width)
    blocks: list[Block] = []
    for rows, is_table in _stretches(sheet):
        filled = [sheet.cells.get(row, {}) for row in rows]
        if is_table and any(any(cells.values()) for cells in filled):
            blocks.append(_grid(sheet, rows, page))
        elif not is_table:
            for row, cells in zip(rows, filled, strict=True):
                text = "\t".join(text.replace("\n", " ") for _, text in sorted(cells.items()) if text.strip())
                if text.strip():
                    blocks.append(Line(text, Place(page, row + 1)))
    return tuple(blocks)


def _clear(cells: dict[int, dict[int, str]], row: int, column: int, height: int, width: int) -> None:
    """Drop what merged cells hide."""
    for below in cells.keys() & range(row, row + height):
        for other in [k for k in cells[below] if column <= k < column + width and (below, k) != (row, column)]:
            del cells[below][other]


def _stretches(sheet: Sheet) -> Iterator[tuple[list[int], bool]]:
    """Runs of rows that belong to a table or do not."""
    table = _bordered_rows(sheet) or _body_rows(sheet)
    run: list[int] = []
    for row in sorted(sheet.cells.keys() | table):
        if run and ((row in table) != (run[-1] in table) or (row in table and row != run[-1] + 1)):
            yield run, run[-1] in table
            run = []
        run.append(row)
    if run:
        yield run, run[-1] in table


def _bordered_rows(sheet: Sheet) -> set[int]:
    """Rows with at least two bordered cells, where two such rows meet."""
    rows = {row for row, columns in sheet.bordered.items() if len(columns) >= 2}
    return {row for row in rows if row - 1 in rows or row + 1 in rows}


def _body_rows(sheet: Sheet) -> set[int]:
    """Without borders: from the first row that heads columns to the last row that has two cells."""
    filled = {row: [text for text in cells.values() if text.strip()] for row, cells in sheet.cells.items()}
    wide = sorted(row for row, texts in filled.items() if len(texts) >= 2 and not _is_caption(texts))
    if len(wide) < 2:
        return set()
    return set(range(wide[0], wide[-1] + 1))


def _is_caption(texts: Sequence[str]) -> bool:
    return len(texts) <= 3 and any("：" in text or ":" in text for text in texts)


def _grid(sheet: Sheet, rows: Sequence[int], page: int) -> Block:
    used = [
        column
        for row in rows
        for column in (*sheet.bordered.get(row, ()), *(k for k, text in sheet.cells.get(row, {}).items() if text))
        if column < MAX_COLUMNS
    ]
    first, last = min(used), max(used)
    hidden = _covered(sheet, rows)
    lines = []
    for row in rows:
        cells = sheet.cells.get(row, {})
        line = []
        for column in range(first, last + 1):
            if (row, column) in hidden:
                continue
            height, width = sheet.merged.get((row, column), (1, 1))
            height = min(height, rows[-1] - row + 1)
            line.append(Spanned(cells.get(column, ""), Place(page, row + 1), height, min(width, last - column + 1)))
        lines.append(line)
    return grid_of(lines, Place(page, rows[0] + 1))


def _covered(sheet: Sheet, rows: Sequence[int]) -> set[tuple[int, int]]:
    """The positions that merged cells of these rows cover besides their first."""
    wanted = range(rows[0], rows[-1] + 1)
    covered: set[tuple[int, int]] = set()
    for (row, column), (height, width) in sheet.merged.items():
        for r in range(max(row, wanted.start), min(row + height, wanted.stop)):
            covered.update((r, k) for k in range(column, min(column + width, MAX_COLUMNS)) if (r, k) != (row, column))
    return covered
