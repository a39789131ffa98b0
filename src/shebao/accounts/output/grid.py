"""A closed table laid out as it is printed: header cells with spans, body cells that know their address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing
from shebao.accounts.closing.tables import economic_blocks, label, with_more_classes
from shebao.report.tables import Row, Shape, Table
from shebao.report.tables.layout import Side, TableLayout


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its text, span, and the address of the amount it shows (None where it shows none)."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    address: Address | None = None
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed; `width` in columns."""

    table: Table
    layout: TableLayout
    header: tuple[tuple[GridCell, ...], ...]
    body: tuple[tuple[GridCell, ...], ...]
    width: int


def grids(closing: Closing) -> tuple[Grid, ...]:
    """The tables of a closing in the order of its layout."""
    return tuple(
        _grid(closing, layout, table) for layout, table in zip(closing.layout.tables, closing.tables, strict=True)
    )


def _grid(closing: Closing, layout: TableLayout, table: Table) -> Grid:
    header = tuple(tuple(GridCell(cell.text, cell.rows, cell.columns) for cell in row) for row in layout.header)
    body = tuple(_BODIES[layout.spec.shape](closing, layout, table))
    return Grid(table, layout, header, body, sum(cell.columns for cell in header[0]))


def _amount(table: Table, row: str, column: str) -> GridCell:
    figure = table.figure(row, column)
    return GridCell(figure.text if figure else "", address=Address(table.id, row, column))


def _two_sided(closing: Closing, layout: TableLayout, table: Table) -> Iterator[tuple[GridCell, ...]]:
    left, right = with_more_classes(layout, _own(closing, table))
    for index in range(len(left.keys)):
        yield (*_half(closing, layout, table, left, index), *_half(closing, layout, table, right, index))


def _own(closing: Closing, table: Table) -> dict[Address, Decimal]:
    return {address: figure for address, figure in closing.figures.items() if address.table == table.id}


def _half(closing: Closing, layout: TableLayout, table: Table, side: Side, index: int) -> Iterator[GridCell]:
    key = side.keys[index]
    yield GridCell(label(layout, side, key, closing.owner.year, closing.names) if key else "", is_label=True)
    if side.first_line is not None:
        yield GridCell(str(side.line(index)))
    for column in side.columns:
        yield _amount(table, key, column) if key else GridCell()


def _functional(closing: Closing, layout: TableLayout, table: Table) -> Iterator[tuple[GridCell, ...]]:
    for row in table.rows:
        amounts = [_amount(table, row.key, column) for column in layout.columns]
        if row.key == "total" and layout.total_last:
            yield (GridCell("合计", columns=4), *amounts)
        elif closing.layout.split_codes:
            yield (*_split(row), GridCell(row.name, is_label=True), *amounts)
        else:
            yield (GridCell(row.code, columns=3), GridCell(row.name, is_label=True), *amounts)


def _split(row: Row) -> tuple[GridCell, ...]:
    code = row.code
    return tuple(GridCell(part) for part in (code[:3], code[3:5], code[5:7]))


def _economic(closing: Closing, layout: TableLayout, table: Table) -> Iterator[tuple[GridCell, ...]]:
    blocks = economic_blocks(layout, _own(closing, table))
    names = {row.key: row.name for row in table.rows}
    code_columns = 2 if closing.layout.split_codes else 1
    for index in range(max(len(block) for block in blocks)):
        cells: list[GridCell] = []
        for block in blocks:
            code = block[index] if index < len(block) else ""
            parts = (code[:3], code[3:]) if code_columns == 2 else (code,)
            cells.extend(GridCell(part) for part in parts)
            cells.append(GridCell(names.get(code, ""), is_label=True))
            cells.append(_amount(table, code, "amount") if code else GridCell())
        yield tuple(cells)
    yield tuple(
        cell
        for key, span in layout.totals
        for cell in (GridCell(names[key], columns=span, is_label=True), _amount(table, key, "amount"))
    )


def _single(closing: Closing, layout: TableLayout, table: Table) -> Iterator[tuple[GridCell, ...]]:
    yield tuple(_amount(table, "row", column) for column in layout.columns)


_BODIES = {
    Shape.TWO_SIDED: _two_sided,
    Shape.FUNCTIONAL: _functional,
    Shape.ECONOMIC: _economic,
    Shape.SINGLE_ROW: _single,
}


def placed(rows: tuple[tuple[GridCell, ...], ...]) -> Iterator[tuple[int, int, GridCell]]:
    """Each cell with the row and column of its top left corner, spans of earlier cells respected."""
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            while (r, column) in taken:
                column += 1
            yield r, column, cell
            taken.update((r + i, column + j) for i in range(cell.rows) for j in range(cell.columns))
            column += cell.columns
