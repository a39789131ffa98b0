"""The prior year: exact from its closing, or as printed from the tables of a read report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shebao.accounts.closing.amounts import Address
from shebao.money import FEN_PER_WAN, FEN_PER_YUAN
from shebao.report.tables import Table, table_specs


@dataclass(frozen=True, slots=True)
class Prior:
    """The prior year's tables in fen. `exact` where they come from a closing, not from print."""

    source: str
    amounts: Mapping[Address, int]
    exact: bool


def prior_of_tables(tables: Iterable[Table], source: str) -> Prior:
    """The prior year's amounts from the tables of a read report, as printed."""
    amounts: dict[Address, int] = {}
    for table in tables:
        for row in table.rows:
            for column, cell in row.cells.items():
                if row.key and cell.figure is not None and not cell.doubtful:
                    scale = FEN_PER_YUAN if (cell.figure.unit or table.unit) == "元" else FEN_PER_WAN
                    amounts[Address(table.id, row.key, column)] = int(cell.figure.value * Decimal(scale))
    known = {address: amount for address, amount in amounts.items() if address.table in table_specs()}
    return Prior(source, known, False)
