"""How a place prints the nine tables in a year: order, numbers, merged headers, 行次/栏次, printed formulas (`tables` of a format)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from shebao.report.formats import Format, FormatError, format_of, formats, formats_of
from shebao.report.tables.families import table_specs
from shebao.report.tables.specification import Shape, TableSpec


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A header cell and how many rows and columns it spans."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a two-sided table: row keys in print order ('' a line without a name), first 行次 (None: not printed)."""

    columns: tuple[str, ...]
    keys: tuple[str, ...]
    first_line: int | None

    def line(self, index: int) -> int | None:
        """The 行次 of the row at `index`."""
        return None if self.first_line is None else self.first_line + index


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One table as printed. `sides` for two-sided tables; `blocks` and `totals` (row key and cells its label spans) for the
    economic one, where `if_used` codes are left out unless they have amounts; `columns` for the others."""

    spec: TableSpec
    number: str
    title: str
    header: tuple[tuple[HeaderCell, ...], ...]
    notes: tuple[str, ...]
    empty: str
    columns: tuple[str, ...]
    total_last: bool
    sides: tuple[Side, ...]
    blocks: tuple[tuple[str, ...], ...]
    if_used: frozenset[str]
    totals: tuple[tuple[str, int], ...]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables of a format in their order. `split_codes` prints 类, 款, 项 in columns of their own;
    `three_public_budget` is the budget (initial, adjusted) that the 三公 table compares with."""

    id: str
    place: str
    three_public_budget: str
    split_codes: bool
    owner_line: str
    tables: tuple[TableLayout, ...]

    def table(self, table_id: str) -> TableLayout:
        """The layout of that table. Raises KeyError where the place prints none such."""
        return next(table for table in self.tables if table.spec.id == table_id)


_KEYS = {"codes", "total_row", "owner_line", "classes", "order", "sheets"}
_TABLE_KEYS = {
    "number",
    "title",
    "header",
    "notes",
    "empty",
    "columns",
    "total_row",
    "left",
    "right",
    "blocks",
    "if_used",
    "totals",
    "labels",
}


def layout_from(found: Format) -> Layout:
    """The layout of a format. Raises FormatError with file, table and reason."""
    name, data = f"{found.id}.yaml tables", found.tables
    unknown = set(data) - _KEYS
    if unknown:
        raise FormatError(f"{name}：未知的键 {sorted(unknown)}")
    missing = {"codes", "classes", "sheets"} - set(data)
    if missing:
        raise FormatError(f"{name}：缺少 {sorted(missing)}")
    order = data.get("order") or list(data["sheets"])
    if sorted(order) != sorted(table_specs()) or not set(order) <= set(data["sheets"]):
        raise FormatError(f"{name} order：应恰有这九张表 {sorted(table_specs())}")
    return Layout(
        found.id,
        found.place,
        found.three_public_budget,
        data["codes"] == "split",
        data.get("owner_line", ""),
        tuple(_table(name, table_id, data["sheets"][table_id], data) for table_id in order),
    )


def _table(name: str, table_id: str, data: Mapping[str, Any], layout: Mapping[str, Any]) -> TableLayout:
    where = f"{name} {table_id}"
    unknown = set(data) - _TABLE_KEYS
    if unknown:
        raise FormatError(f"{where}：未知的键 {sorted(unknown)}")
    spec = table_specs()[table_id]
    columns = tuple(data.get("columns", ()))
    strange = [column for column in columns if column not in spec.columns and column not in spec.memo_columns]
    if strange:
        raise FormatError(f"{where} columns：规范里没有 {strange}")
    sides = _sides(where, data, layout["classes"], spec) if spec.shape is Shape.TWO_SIDED else ()
    if spec.shape is not Shape.TWO_SIDED and spec.shape is not Shape.ECONOMIC and not columns:
        raise FormatError(f"{where}：缺少 columns")
    return TableLayout(
        spec=spec,
        number=data.get("number", ""),
        title=data["title"],
        header=tuple(tuple(_header_cell(where, cell) for cell in row) for row in data["header"]),
        notes=tuple(data.get("notes", ())),
        empty=data.get("empty", ""),
        columns=columns,
        total_last=data.get("total_row", layout.get("total_row", "first")) == "last",
        sides=sides,
        blocks=tuple(tuple(block) for block in data.get("blocks", ())),
        if_used=frozenset(data.get("if_used", ())),
        totals=tuple((key, span) for key, span in data.get("totals", ())),
        labels=dict(data.get("labels", {})),
    )


def _header_cell(where: str, cell: Any) -> HeaderCell:
    if isinstance(cell, str):
        return HeaderCell(cell)
    if isinstance(cell, list) and len(cell) == 3 and isinstance(cell[0], str):
        return HeaderCell(*cell)
    raise FormatError(f"{where} header：表头单元格应为文字或 [文字, 行数, 列数]，实为 {cell!r}")


def _sides(where: str, data: Mapping[str, Any], classes: list[str], spec: TableSpec) -> tuple[Side, Side]:
    def keys(side: Mapping[str, Any], part: str) -> list[str]:
        found: list[str] = []
        for key in side[part]:
            found.extend([f"out.{code}" for code in classes] if key == "classes" else [key or ""])
        return found

    sides = [data["left"], data["right"]]
    heights = [len(keys(side, "top")) + len(keys(side, "bottom")) for side in sides]
    made = []
    for side, height, known in zip(sides, heights, (spec.income, spec.expenditure), strict=True):
        rows = [*keys(side, "top"), *[""] * (max(heights) - height), *keys(side, "bottom")]
        strange = [key for key in rows if key and key not in known and not key.startswith("out.2")]
        if strange:
            raise FormatError(f"{where}：规范里没有行 {strange}")
        made.append(Side(tuple(side["columns"]), tuple(rows), side.get("first_line")))
    return made[0], made[1]


@cache
def _layout(place: str, format_id: str) -> Layout:
    return next(layout_from(found) for found in formats_of(place) if found.id == format_id)


def layouts() -> tuple[Layout, ...]:
    """Every layout."""
    return tuple(_layout(found.place, found.id) for found in formats())


def layout_of(place: str, year: int) -> Layout:
    """The layout of that place in that year: the nearest years of the place, the general ones for a place without its own."""
    found = format_of(place, year)
    return _layout(found.place, found.id)
