"""How a place prints the nine tables in a year: order, numbers, merged headers, 行次/栏次, printed formulas (layouts/*.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shebao.report.tables.specification import Shape, TableSpec, table_specs

_DEFAULT = "wuhan"


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
    """The tables of a place and span of years in their order. `split_codes` prints 类, 款, 项 in columns of their own;
    `three_public_budget` is the budget (initial, adjusted) that the 三公 table compares with."""

    id: str
    place: str
    first_year: int
    last_year: int
    three_public_budget: str
    split_codes: bool
    owner_line: str
    tables: tuple[TableLayout, ...]

    def table(self, table_id: str) -> TableLayout:
        """The layout of that table. Raises KeyError where the place prints none such."""
        return next(table for table in self.tables if table.spec.id == table_id)


class LayoutError(ValueError):
    """A mistake in a layout file: file, table and reason."""


_KEYS = {
    "extends",
    "place",
    "years",
    "three_public_budget",
    "codes",
    "total_row",
    "owner_line",
    "classes",
    "order",
    "tables",
}
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


def parse_layout(name: str, data: Mapping[str, Any]) -> Layout:
    """A layout from the mapping of its file, `extends` already resolved. Raises LayoutError."""
    unknown = set(data) - _KEYS
    if unknown:
        raise LayoutError(f"{name}：未知的键 {sorted(unknown)}")
    missing = {"place", "years", "three_public_budget", "codes", "classes", "tables"} - set(data)
    if missing:
        raise LayoutError(f"{name}：缺少 {sorted(missing)}")
    if data["three_public_budget"] not in ("initial", "adjusted"):
        raise LayoutError(f"{name} three_public_budget：应为 initial 或 adjusted")
    order = data.get("order") or list(data["tables"])
    if sorted(order) != sorted(table_specs()):
        raise LayoutError(f"{name} order：应恰有这九张表 {sorted(table_specs())}")
    tables = tuple(_table(name, table_id, data["tables"][table_id], data) for table_id in order)
    first, last = data["years"]
    return Layout(
        name,
        data["place"],
        first,
        last,
        data["three_public_budget"],
        data["codes"] == "split",
        data.get("owner_line", ""),
        tables,
    )


def _table(name: str, table_id: str, data: Mapping[str, Any], layout: Mapping[str, Any]) -> TableLayout:
    where = f"{name} {table_id}"
    unknown = set(data) - _TABLE_KEYS
    if unknown:
        raise LayoutError(f"{where}：未知的键 {sorted(unknown)}")
    spec = table_specs()[table_id]
    columns = tuple(data.get("columns", ()))
    strange = [column for column in columns if column not in spec.columns and column not in spec.memo_columns]
    if strange:
        raise LayoutError(f"{where} columns：规范里没有 {strange}")
    sides = _sides(where, data, layout["classes"], spec) if spec.shape is Shape.TWO_SIDED else ()
    if spec.shape is not Shape.TWO_SIDED and spec.shape is not Shape.ECONOMIC and not columns:
        raise LayoutError(f"{where}：缺少 columns")
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
    raise LayoutError(f"{where} header：表头单元格应为文字或 [文字, 行数, 列数]，实为 {cell!r}")


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
            raise LayoutError(f"{where}：规范里没有行 {strange}")
        made.append(Side(tuple(side["columns"]), tuple(rows), side.get("first_line")))
    return made[0], made[1]


def _raw() -> Iterator[tuple[str, dict[str, Any]]]:
    import yaml

    for path in sorted((files(__package__) / "layouts").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yaml"):
            yield path.name.removesuffix(".yaml"), yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout."""
    raw = dict(_raw())
    return tuple(parse_layout(f"{name}.yaml", _extended(data, raw)) for name, data in raw.items())


def _extended(data: Mapping[str, Any], raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    base = raw.get(data.get("extends", ""))
    if base is None:
        return dict(data)
    tables = {key: {**table, **data.get("tables", {}).get(key, {})} for key, table in base["tables"].items()}
    return {**base, **data, "tables": tables}


def layout_of(place: str, year: int) -> Layout:
    """The layout of that place in that year: the nearest years of the place, and of Wuhan for a place without its own."""
    own = [layout for layout in layouts() if layout.place == place]
    known = own or [layout for layout in layouts() if layout.place == _DEFAULT]
    return min(known, key=lambda layout: max(layout.first_year - year, year - layout.last_year, 0))
