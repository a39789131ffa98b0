"""The table of 三公 expenditure: one row of budget and actual amounts, in columns, or one row an item."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shebao.classification.names import normalise
from shebao.reading.tables.matrix import Matrix, Slot
from shebao.reading.tables.printed import amount_cell, is_blank, printed_number
from shebao.reading.tables.years import head_paths, without_years
from shebao.report.provenance import Source
from shebao.report.tables import Cell, Family, Row, TableSpec

_ITEMS = (
    ("vehicle_purchase", re.compile(r"购置(?!费?(及|和|与|运行))")),
    ("vehicles", re.compile(r"购置费?(及|和|与|)(使用|运行)|公务用车(费用?|经费)?$")),
    ("vehicle_operation", re.compile(r"运行(维护)?费")),
    ("abroad", re.compile(r"因公出国|出国境")),
    ("reception", re.compile(r"接待费?")),
    ("total", re.compile(r"合计|总计")),
)
_PRIOR = re.compile(r"上年")
_NO_AMOUNT = re.compile(r"增减|比例|比重|备注|机关运行|会议费|培训费|年$")
_FEWEST = {Family.ACCOUNTS: 6, Family.BUDGET: 4}
_BUDGET = re.compile(r"预算")
_ACTUAL = re.compile(r"决算|执行|支出数|实际")
ORDER = ("total", "abroad", "vehicles", "vehicle_purchase", "vehicle_operation", "reception")


@dataclass(frozen=True)
class SingleRow:
    """The row (None where no amounts' columns were found) and 栏次."""

    row: Row | None
    column_numbers: Mapping[int, str]


def read_single_row(matrices: Sequence[Matrix], spec: TableSpec, unit: str) -> SingleRow | None:
    """The 三公 row; None where the header does not name its columns."""
    for matrix in matrices:
        depth = _header_depth(matrix)
        columns = _columns(head_paths(matrix, depth, spec), spec.family)
        if len(columns) >= _FEWEST[spec.family]:
            return _across(matrix, depth, columns, unit)
        down = _down(matrix, unit, spec.family)
        if down:
            return down
    return None


def item_of(path: Sequence[str]) -> str | None:
    """The 三公 item that labels name, the innermost label first (小计 takes the group's item)."""
    for label in reversed(path):
        for item, pattern in _ITEMS:
            if pattern.search(label):
                return item
    return None


def _kind(path: Sequence[str], family: Family) -> str | None:
    """Which amounts stand under a head: in final accounts budget or actual where it says so; in a budget its own unless it
    says that they are the year before's."""
    if family is Family.BUDGET:
        if any(_NO_AMOUNT.search(label) for label in path):
            return None
        return "prior" if any(_PRIOR.search(label) for label in path) else "actual"
    for label in path:
        if "三公" in label:
            continue
        if _ACTUAL.search(label):
            return "actual"
        if _BUDGET.search(label):
            return "budget"
    return None


def _columns(paths: Sequence[tuple[str, ...]], family: Family) -> dict[int, str]:
    found: dict[int, str] = {}
    for position, path in enumerate(paths):
        kind, item = _kind(path, family), item_of(_telling(path, family))
        if kind and item and f"{kind}.{item}" not in found.values():
            found[position] = f"{kind}.{item}"
    return found if family is Family.BUDGET or len(found) >= 6 else _by_order(paths)


def _telling(path: Sequence[str], family: Family) -> list[str]:
    """The labels of a head that tell its item; “三公”经费合计 is the total of a budget."""
    return [
        label
        for label in path
        if label != "小计" and ("三公" not in label or (family is Family.BUDGET and label is path[-1]))
    ]


def _by_order(paths: Sequence[tuple[str, ...]]) -> dict[int, str]:
    """Twelve columns in pairs (预算数 决算数 …) whose items' labels are merged askew: the usual order of items."""
    kinds = [(position, kind) for position, path in enumerate(paths) if (kind := _kind(path, Family.ACCOUNTS))]
    if len(kinds) != 2 * len(ORDER):
        return {}
    seen = {"budget": 0, "actual": 0}
    found = {}
    for position, kind in kinds:
        if seen[kind] < len(ORDER):
            found[position] = f"{kind}.{ORDER[seen[kind]]}"
            seen[kind] += 1
    return found


def _header_depth(matrix: Matrix) -> int:
    """How many rows stand above the row of amounts: up to the last row with a label."""
    labelled = [
        index
        for index, slots in enumerate(matrix.texts)
        if any(not is_blank(slot.text) and printed_number(slot.text) is None for slot in slots)
    ]
    return labelled[-1] + 1 if labelled else 0


def _across(matrix: Matrix, depth: int, columns: Mapping[int, str], unit: str) -> SingleRow:
    numbers: dict[int, str] = {}
    row: Row | None = None
    for cells in matrix.rows[depth:]:
        slots = [slot for slot in cells if slot is not None and slot.text]
        values = [slot.compact for slot in slots]
        if len(values) > 2 and values == [str(number) for number in range(1, len(values) + 1)]:
            numbers = {index: columns[slot.column] for index, slot in enumerate(slots, 1) if slot.column in columns}
        elif row is None and (slots or cells is matrix.rows[-1]):
            row = _row(cells, columns, unit)
    return SingleRow(row, numbers)


def _row(cells: Sequence[Slot | None], columns: Mapping[int, str], unit: str) -> Row | None:
    own = {slot.column: slot for slot in cells if slot is not None}
    if not own:
        return None
    place = next(iter(own.values())).place
    amounts: dict[str, Cell] = {}
    for position, column in columns.items():
        slot = own.get(position)
        amounts[column] = amount_cell(slot.text, slot.place, unit) if slot else amount_cell("", place, unit)
    return Row("row", "", amounts, Source(" ".join(slot.text for slot in own.values() if slot.text), place))


def _down(matrix: Matrix, unit: str, family: Family) -> SingleRow | None:
    """The layout with one row an item and columns 预算数 and 决算数."""
    kinds: dict[int, str] = {} if family is Family.ACCOUNTS else _kinds_of_budget(matrix)
    amounts: dict[str, Cell] = {}
    place = None
    quotes: list[str] = []
    for cells in matrix.rows:
        slots = [slot for slot in cells if slot is not None and slot.text]
        for slot in slots if family is Family.ACCOUNTS else ():
            kind = _kind([normalise(slot.text)], family)
            if kind and len(slot.compact) <= 8 and kind not in kinds.values():
                kinds[slot.column] = kind
        labels = [slot for slot in slots if slot.column not in kinds and printed_number(slot.text) is None]
        item = item_of([normalise(slot.text) for slot in labels])
        if not item or not kinds:
            continue
        own = {slot.column: slot for slot in cells if slot is not None}
        for position, kind in kinds.items():
            if position in own and f"{kind}.{item}" not in amounts:
                amounts[f"{kind}.{item}"] = amount_cell(own[position].text, own[position].place, unit)
                place = place or own[position].place
                quotes.append(own[position].text)
    if len(amounts) < _FEWEST[family] or place is None:
        return None
    return SingleRow(Row("row", "", amounts, Source(" ".join(filter(None, quotes)), place)), {})


def _kinds_of_budget(matrix: Matrix) -> dict[int, str]:
    """Which amounts the columns hold where each row is an item: by their heads, without years."""
    depth = next((index for index, slots in enumerate(matrix.texts) if any(printed_number(s.text) for s in slots)), 0)
    found: dict[int, str] = {}
    for position, path in enumerate(without_years(matrix.paths(depth))):
        body = [row[position] for row in matrix.rows[depth:] if position < len(row)]
        numbers = any(slot is not None and printed_number(slot.text) for slot in body)
        kind = _kind(path, Family.BUDGET) if numbers else None
        if kind and kind not in found.values():
            found[position] = kind
    return found
