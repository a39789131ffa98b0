"""The nine tables as printed, as plain data that is kept and shown without closing again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing
from shebao.accounts.output.grid import GridCell, grids
from shebao.report.tables import Table


def grid_data(closing: Closing) -> list[dict[str, Any]]:
    """The tables in the order of their layout: header and body rows of cells; a cell that shows an amount names it."""
    return [
        {
            "id": grid.table.id,
            "number": grid.layout.number,
            "title": closing.owner.filled(grid.layout.title),
            "short": grid.layout.spec.title,
            "owner": closing.owner.filled(closing.layout.owner_line),
            "unit": closing.money_unit,
            "width": grid.width,
            "header": [[_cell(cell) for cell in row] for row in grid.header],
            "body": [[_cell(cell) for cell in row] for row in grid.body],
            "notes": [note.source.quote for note in grid.table.notes],
            "empty": not any(address.table == grid.table.id for address in closing.amounts),
        }
        for grid in grids(closing)
    ]


def _cell(cell: GridCell) -> dict[str, Any]:
    data: dict[str, Any] = {"t": cell.text}
    if cell.rows > 1:
        data["r"] = cell.rows
    if cell.columns > 1:
        data["c"] = cell.columns
    if cell.is_label:
        data["l"] = 1
    if cell.address is not None:
        data["a"] = f"{cell.address.row}:{cell.address.column}"
    return data


def row_names(tables: tuple[Table, ...]) -> Mapping[tuple[str, str], str]:
    """What each row of each table is called, by table id and row key."""
    return {(table.id, row.key): row.name or row.code or row.key for table in tables for row in table.rows}


def cell_target(address: Address) -> str:
    """Where a cell is looked at, below the unit-year."""
    return f"tables/?table={address.table}&cell={address.row}:{address.column}"
