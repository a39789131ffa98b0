"""CSV of every table and a Frictionless data package (datapackage.json) with their schemas."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from shebao.accounts.closing.closing import Closing
from shebao.report.tables import Table

CELLS = "cells.csv"
_TITLES = {
    "key": "行标识",
    "code": "科目编码",
    "name": "项目",
    "line": "行次",
    "table": "表",
    "row": "行标识",
    "column": "列标识",
    "unit": "单位编码",
    "fen": "金额（分）",
}


def table_csv(table: Table) -> str:
    """One table: row key, code, name, line number and the displayed amounts by column id; blank where blank."""
    columns = _columns(table)
    rows = (
        [row.key, row.code, row.name, "" if row.line_number is None else row.line_number]
        + [str(cell.figure.value) if (cell := row.cells.get(column)) and cell.figure else "" for column in columns]
        for row in table.rows
    )
    return _csv(["key", "code", "name", "line", *columns], rows)


def cells_csv(closing: Closing) -> str:
    """Every cell in fen, of the whole (unit '') and of each unit: what drill-down reads."""
    books = [("", closing.amounts), *((own.unit.code, own.amounts) for own in closing.units)]
    rows = (
        [address.table, address.row, address.column, unit, amount]
        for unit, amounts in books
        for address, amount in sorted(amounts.items())
    )
    return _csv(["table", "row", "column", "unit", "fen"], rows)


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def _columns(table: Table) -> list[str]:
    return list(dict.fromkeys(column for row in table.rows for column in row.cells))


def data_package(closing: Closing, written: dict[str, str]) -> str:
    """datapackage.json for the CSV files `written` (path: content)."""
    tables = {f"tables/{table.id}.csv": table for table in closing.tables}
    resources = [_resource(path, content, tables.get(path), closing.money_unit) for path, content in written.items()]
    unit = closing.unit
    package = {
        "name": f"final-accounts-{unit.fiscal_year}",
        "title": f"{unit.name}{unit.fiscal_year}年度决算",
        "profile": "tabular-data-package",
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(path: str, content: str, table: Table | None, money_unit: str) -> dict[str, Any]:
    data = content.encode()
    header = content.split("\n", 1)[0].split(",")
    return {
        "name": path.removeprefix("tables/").removesuffix(".csv").replace("_", "-"),
        "title": table.title.quote if table and table.title else "全部单元格（分）",
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {
            "fields": [_field(name, money_unit) for name in header],
            "primaryKey": ["key"] if table else ["table", "row", "column", "unit"],
            "missingValues": [""],
        },
    }


def _field(name: str, money_unit: str) -> dict[str, str]:
    if name in ("line", "fen"):
        return {"name": name, "type": "integer", "title": _TITLES[name]}
    if name in _TITLES:
        return {"name": name, "type": "string", "title": _TITLES[name]}
    return {"name": name, "type": "number", "title": name, "unit": money_unit}
