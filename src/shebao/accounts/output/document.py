"""closing.json: everything a closing computed, exact to the fen and as displayed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing
from shebao.accounts.importing.prior import CLOSING_FORMAT
from shebao.accounts.output.summary import annex_figures, comparisons

VERSION = 1


def closing_document(closing: Closing) -> dict[str, Any]:
    """The closing as plain data. Amounts are integer fen; `text` is the displayed figure in `money_unit`."""
    unit = closing.unit
    return {
        "format": CLOSING_FORMAT,
        "version": VERSION,
        "unit": {"code": unit.code, "name": unit.name, "kind": unit.kind, "place": unit.place},
        "fiscal_year": unit.fiscal_year,
        "money_unit": closing.money_unit,
        "layout": closing.layout.id,
        "tables": _tables(closing),
        "notes": {table.id: [note.source.quote for note in table.notes] for table in closing.tables},
        "findings": [
            {"code": f.code, "unit": f.unit, "message": f.message, "amount_fen": f.amount} for f in closing.findings
        ],
        "comparison": [
            {
                "name": c.name,
                "current_fen": c.current,
                "prior_fen": c.prior,
                "rate": None if c.rate is None else str(c.rate),
            }
            for c in comparisons(closing)
        ],
        "annex": annex_figures(closing),
        "units": [{"code": own.unit.code, "name": own.unit.name, "cells": cells(own.amounts)} for own in closing.units],
    }


def cells(amounts: Mapping[Address, int]) -> dict[str, int]:
    """Amounts in fen by table:row:column."""
    return {":".join(address): amount for address, amount in sorted(amounts.items())}


def _tables(closing: Closing) -> dict[str, dict[str, dict[str, dict[str, int | str]]]]:
    found: dict[str, dict[str, dict[str, dict[str, int | str]]]] = {}
    for table in closing.tables:
        rows = found.setdefault(table.id, {})
        for row in table.rows:
            shown: dict[str, dict[str, int | str]] = {
                column: {"fen": closing.amounts.get(Address(table.id, row.key, column), 0), "text": cell.figure.text}
                for column, cell in row.cells.items()
                if cell.figure is not None
            }
            if shown:
                rows[row.key] = shown
    for address, amount in closing.amounts.items():
        row_cells = found.setdefault(address.table, {}).setdefault(address.row, {})
        row_cells.setdefault(address.column, {"fen": amount, "text": str(closing.figures.get(address, ""))})
    return found


def closing_json(closing: Closing) -> str:
    """closing.json as text."""
    return json.dumps(closing_document(closing), ensure_ascii=False, indent=1) + "\n"
