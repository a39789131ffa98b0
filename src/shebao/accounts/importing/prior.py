"""The prior year: from its closing (closing.json, exact) or from the figures of a read report (as printed)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shebao.accounts.closing.amounts import Address
from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.money import FEN_PER_WAN, FEN_PER_YUAN
from shebao.report.tables import Table, table_specs

_MAX_BYTES = 256 << 20
CLOSING_FORMAT = "shebao-closing"


@dataclass(frozen=True, slots=True)
class Prior:
    """The prior year's tables in fen. `exact` where they come from a closing, not from print."""

    source: str
    amounts: Mapping[Address, int]
    exact: bool


def read_prior_closing(path: Path, fiscal_year: int) -> Prior:
    """The prior year's amounts from its closing.json. Raises ImportRejected."""

    def fail(reason: str, advice: str = "") -> ImportRejected:
        return ImportRejected([Reject(path.name, "", 0, "", "", reason, advice)])

    if path.stat().st_size > _MAX_BYTES:
        raise fail("文件过大")
    try:
        data = json.loads(path.read_text("utf-8"))
        year = data["fiscal_year"]
        if data["format"] != CLOSING_FORMAT:
            raise fail("不是 shebao accounts close 写的 closing.json")
        amounts = {
            Address(table, row, column): int(cell["fen"])
            for table, rows in data["tables"].items()
            for row, cells in rows.items()
            for column, cell in cells.items()
        }
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise fail("不是 shebao accounts close 写的 closing.json") from None
    if year != fiscal_year - 1:
        raise fail(f"是 {year} 年度的决算，应是 {fiscal_year - 1} 年度的", "请放入上一年度的 closing.json")
    return Prior(path.name, amounts, True)


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
