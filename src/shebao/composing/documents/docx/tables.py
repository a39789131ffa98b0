"""Tables that people can edit: fixed columns, merged cells, header rows on every page, rows that stay whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shebao.composing.documents.docx.markup import paragraph, points, run, w
from shebao.composing.documents.docx.styles import TABLE_SIZE
from shebao.composing.documents.widths import LEADING, SIDE, Fit, Paper, whole_rows
from shebao.composing.manuscript import Align, Cell, TableBlock
from shebao.composing.placing import placed

_STRONG, _MISSING = w("rStyle", val="Strong"), w("rStyle", val="Missing")
_ALIGN = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_BORDER = 0.25


def table(block: TableBlock, chosen: Fit, paper: Paper) -> str:
    """The ruled part of a table."""
    space = points(max(chosen.padding - (LEADING - 1) / 2 * chosen.size - _BORDER, 0))
    margins = [
        w("top", w=space, type="dxa"),
        w("left", w=points(SIDE), type="dxa"),
        w("bottom", w=space, type="dxa"),
        w("right", w=points(SIDE), type="dxa"),
    ]
    properties = w(
        "tblPr",
        w("tblStyle", val="TableGrid"),
        w("tblW", w=sum(map(points, chosen.columns)), type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *margins),
        w("tblLook", val="0620", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        w("tblCaption", val=block.title) if block.title else "",
    )
    grid = w("tblGrid", *(w("gridCol", w=points(width)) for width in chosen.columns))
    return w("tbl", properties, grid, *_rows(block, chosen, paper))


def _rows(block: TableBlock, chosen: Fit, paper: Paper) -> Iterator[str]:
    rows = (*block.header, *block.body)
    whole = whole_rows(rows, chosen, paper)
    for number, cells in enumerate(_lines(rows, len(chosen.columns))):
        split = w("cantSplit") if whole[number] else ""
        head = w("tblHeader") if number < len(block.header) else ""
        yield w("tr", w("trPr", split, head) if split or head else "", *(_cell(*cell, chosen) for cell in cells))


def _lines(rows: Sequence[Sequence[Cell]], width: int) -> list[list[tuple[int, Cell, str]]]:
    """For each row its cells with their columns, and whether they begin or go on with a merge over rows; positions that no
    cell takes are empty cells."""
    lines: list[dict[int, tuple[int, Cell, str]]] = [{} for _ in rows]
    for row, column, cell in placed(rows):
        for below in range(row, min(row + cell.rows, len(rows))):
            merge = "" if cell.rows == 1 else "restart" if below == row else "continue"
            lines[below][column] = (column, cell, merge)
    return [list(_filled(line, width)) for line in lines]


def _filled(line: dict[int, tuple[int, Cell, str]], width: int) -> Iterator[tuple[int, Cell, str]]:
    column = 0
    while column < width:
        found = line.get(column, (column, Cell(), ""))
        yield found
        column += found[1].columns


def _cell(column: int, cell: Cell, merge: str, chosen: Fit) -> str:
    width = sum(map(points, chosen.columns[column : column + cell.columns]))
    properties = w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=cell.columns) if cell.columns > 1 else "",
        (w("vMerge", val="restart") if merge == "restart" else w("vMerge")) if merge else "",
        w("vAlign", val="center"),
    )
    return w("tc", properties, _text(cell, chosen.size, merge != "continue"))


def _text(cell: Cell, size: float, shown: bool) -> str:
    other = size != TABLE_SIZE
    looks = _STRONG if cell.strong else _MISSING if cell.gap else ""
    if other:
        looks += w("sz", val=round(2 * size)) + w("szCs", val=round(2 * size))
    aligned = w("jc", val=_ALIGN[cell.align]) if cell.align is not Align.LEFT else ""
    spaced = w("spacing", line=points(size * LEADING), lineRule="exact") if other else ""
    return paragraph("TableText", run(cell.text, looks) if shown else "", properties=spaced + aligned)
