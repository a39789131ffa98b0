"""The nine tables of a report as plain data: blocks of rows whose cells are known by table, row and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from shebao.report.tables import Row, Shape, Table, TableSpec, TableState, table_specs

_STATE_WORDS = {
    TableState.READ: "",
    TableState.EMPTY: "本表无数据。",
    TableState.NOTE_ONLY: "",
    TableState.IMAGE: "原报告中本表是图片，未能读取数字。",
    TableState.UNREADABLE: "原报告中本表的行列未能还原。",
}
_SIDES = (("收入", "in."), ("支出", "out."))
_TOTAL_KEYS = ("total", "in.grand_total", "out.grand_total", "in.total", "out.total", "personnel", "operating")


def tables_data(tables: Sequence[Table], money_unit: str) -> list[dict[str, Any]]:
    """The tables in the order of the specification."""
    order = {table_id: index for index, table_id in enumerate(table_specs())}
    return [_table(table, money_unit) for table in sorted(tables, key=lambda table: order[table.id])]


def _table(table: Table, money_unit: str) -> dict[str, Any]:
    spec = table_specs()[table.id]
    return {
        "id": table.id,
        "title": spec.title,
        "number": table.number,
        "unit": table.unit or money_unit,
        "state": table.state.value,
        "state_words": _STATE_WORDS[table.state],
        "blocks": list(_blocks(table, spec)),
        "notes": [note.source.quote for note in table.notes],
    }


def _blocks(table: Table, spec: TableSpec) -> Iterator[dict[str, Any]]:
    if not table.rows:
        return
    if spec.shape is Shape.SINGLE_ROW:
        yield _pivoted(table, spec)
        return
    if spec.shape is Shape.TWO_SIDED:
        sides = [(title, [row for row in table.rows if row.key.startswith(prefix)]) for title, prefix in _SIDES]
        rest = [row for row in table.rows if not row.key.startswith(("in.", "out."))]
        for title, rows in (*sides, ("其他行", rest)):
            if any(_filled(row) or row.key for row in rows):
                yield _block(title, rows, spec)
        return
    rows = (
        _by_subject([row for row in table.rows if _filled(row)]) if spec.shape is Shape.ECONOMIC else list(table.rows)
    )
    if rows:
        yield _block("", rows, spec)


def _by_subject(rows: Sequence[Row]) -> list[Row]:
    """Each 款 under its 类: the table prints 人员经费 beside 公用经费, and row by row they would alternate. Totals come last;
    rows without a code stay where they are read."""
    if not all(row.code.isdigit() or row.key in _TOTAL_KEYS for row in rows):
        return list(rows)
    return sorted(rows, key=lambda row: (row.key in _TOTAL_KEYS, row.code if row.code.isdigit() else ""))


def _filled(row: Row) -> bool:
    return any(cell.figure is not None for cell in row.cells.values())


def _block(title: str, rows: Sequence[Row], spec: TableSpec) -> dict[str, Any]:
    names = {**spec.columns, **spec.memo_columns}
    used = {column for row in rows for column in row.cells}
    columns = [column for column in names if column in used] + sorted(used - set(names))
    return {
        "title": title,
        "columns": [{"id": column, "title": names[column][0] if column in names else column} for column in columns],
        "rows": [_row(row) for row in rows],
    }


def _row(row: Row) -> dict[str, Any]:
    cells = {column: cell.figure.text for column, cell in row.cells.items() if cell.figure is not None}
    data: dict[str, Any] = {
        "key": row.key,
        "code": row.code,
        "name": row.name or ("合计" if row.key == "total" else ""),
    }
    if row.line_number is not None:
        data["line"] = row.line_number
    return {**data, "depth": _depth(row), "total": row.key in _TOTAL_KEYS, "cells": cells}


def _depth(row: Row) -> int:
    if row.code.isdigit():
        return {5: 1, 7: 2}.get(len(row.code), 0)
    return 1 if row.key.count(".") > 1 and row.key not in _TOTAL_KEYS else 0


def _pivoted(table: Table, spec: TableSpec) -> dict[str, Any]:
    """The single row of budget and actual figures as a row for each item; a cell's address is `address` of its row."""
    row = table.rows[0]
    items = [column.removeprefix("budget.") for column in spec.columns if column.startswith("budget.")]
    sides = ("budget", "actual")

    def cells(item: str) -> dict[str, str]:
        found = ((side, row.cells.get(f"{side}.{item}")) for side in sides)
        return {side: cell.figure.text for side, cell in found if cell is not None and cell.figure is not None}

    return {
        "title": "",
        "columns": [{"id": "budget", "title": "预算数"}, {"id": "actual", "title": "决算数"}],
        "rows": [
            {
                "key": row.key or "row",
                "item": item,
                "code": "",
                "name": spec.columns[f"budget.{item}"][0].split(maxsplit=1)[-1].removesuffix("小计").strip(),
                "depth": 0 if item in ("total", "abroad", "vehicles", "reception") else 1,
                "total": item == "total",
                "cells": cells(item),
            }
            for item in items
        ],
    }


def address(table_id: str, row: dict[str, Any], column: str) -> str:
    """The cell as `table:row:column` of the specification."""
    return f"{table_id}:{row['key']}:{column}.{row['item']}" if "item" in row else f"{table_id}:{row['key']}:{column}"


def cells_of(tables: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every filled cell of the tables: address and text as printed."""
    for table in tables:
        for block in table["blocks"]:
            for row in block["rows"]:
                for column, text in row["cells"].items():
                    yield address(table["id"], row, column), text


def names_of(tables: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What each filled cell is called: table, row and column."""
    return {
        address(table["id"], row, column["id"]): f"《{table['title']}》{_row_words(row)}·{column['title']}"
        for table in tables
        for block in table["blocks"]
        for row in block["rows"]
        for column in block["columns"]
        if column["id"] in row["cells"]
    }


def _row_words(row: dict[str, Any]) -> str:
    return f"{row['code']} {row['name']}".strip() or str(row["key"])
