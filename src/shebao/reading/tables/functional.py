"""Tables by functional subject (收入, 支出, 一般公共预算, 政府性基金, 国有资本经营) whose cells stand in columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shebao.classification import functional
from shebao.classification.names import normalise
from shebao.reading.tables.columns import labelled_columns, match_columns
from shebao.reading.tables.matrix import Matrix, Slot
from shebao.reading.tables.printed import amount_cell, is_blank, printed_number, small_integer
from shebao.reading.tables.shifts import UNMATCHED, Shift, doubtful_row, name_column, shift_of
from shebao.reading.tables.years import head_paths
from shebao.report.provenance import Source
from shebao.report.tables import Family, Row, TableSpec

TOTALS = frozenset({"合计", "总计", "本年支出合计", "本年收入合计", "支出合计", "收入合计"})
OPTIONAL_COLUMNS = frozenset(
    {
        "opening",
        "income",
        "closing",
        "special_account",
        "personnel",
        "operating",
        "public",
        "carry_over",
        "balances_used",
    }
    | {"prior", "prior_actual", "change", "current", "appropriation", "general", "fund", "state_capital"}
)
LEVEL_HEADERS = frozenset({"类", "款", "项", "栏次"})
_HEADERS = LEVEL_HEADERS | {
    "项目",
    "科目名称",
    "科目编码",
    "功能分类科目编码",
    "支出功能分类科目编码",
    "功能分类",
    "编码",
    "行次",
}
_WIDEST_STUB = 4
_CODED_NAME = re.compile(r"(\d{3}|\d{5}|\d{7})\s*([^\d\s].*)", re.DOTALL)


@dataclass
class _Layout:
    """Column ids by position, where names stand, how many cells a row of 栏次 has, and the columns' printed numbers."""

    columns: dict[int, str] = field(default_factory=dict)
    name: int | None = None
    width: int = 0
    numbers: dict[int, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    of_units: bool = False  # the rows are units, whose codes are no subjects
    lost: dict[str, str] = field(default_factory=dict)  # columns that a head not recognised may be, and why it is said


@dataclass(frozen=True)
class Functional:
    """Rows and 栏次 as read."""

    rows: tuple[Row, ...]
    column_numbers: Mapping[int, str]


def read_functional(matrices: Sequence[Matrix], spec: TableSpec, unit: str) -> Functional | None:
    """The rows of a table by functional subject, its continuations included; None where no header names its columns."""
    layout = _Layout()
    rows: list[Row] = []
    for matrix in matrices:
        depth = _header_depth(matrix, spec)
        found = match_columns(head_paths(matrix, depth, spec), spec)
        found = found or _total_alone(matrix, depth, spec)
        headed = len(found) >= 2 or not layout.columns
        if headed:
            layout.columns = found
            layout.of_units = layout.of_units or _of_units(matrix, depth)
            layout.lost = _lost_columns(matrix, depth, found, spec)
        for cells in matrix.rows[:depth]:
            _note_numbers(cells, layout, spec, matrix.tabbed)
        if not layout.columns:
            return None
        layout.name = _name_column(matrix, depth, layout) if matrix.tabbed else None
        layout.width = layout.width or matrix.width
        for cells in matrix.rows[depth:]:
            slots = [slot for slot in cells if slot is not None and slot.text]
            if _is_header(slots, spec) or _note_numbers(cells, layout, spec, matrix.tabbed):
                continue
            row = _row(cells, layout, spec, unit, matrix.tabbed)
            if row and matrix.unmatched and not headed:
                row = doubtful_row(row, UNMATCHED)
            if row and not row.key and not row.code and rows and _continues(row, rows[-1]):
                rows[-1] = replace(rows[-1], name=rows[-1].name + row.name)
            elif row:
                rows.append(row)
    return Functional(tuple(rows), layout.numbers)


def _lost_columns(matrix: Matrix, depth: int, found: Mapping[int, str], spec: TableSpec) -> dict[str, str]:
    """The columns of the specification that a column of amounts may be whose head is none that is known: their cells are
    not blank but unknown. A sub-column of one that is known (其中) is none of them."""
    labels = labelled_columns(spec)
    paths = head_paths(matrix, depth, spec)
    for position in range(min(found, default=len(paths)) + 1, len(paths)):
        path = paths[position]
        if position in found or not path or any(labels.get(label) in found.values() for label in path[:-1]):
            continue
        below = (row[position] for row in matrix.rows[depth:] if position < len(row))
        if any(slot is not None and printed_number(slot.text) for slot in below):
            reason = f"“{path[-1]}”一栏的表头没有认出，不知道它是哪一栏"
            return {column: reason for column in spec.columns if column not in found.values()}
    return {}


def _of_units(matrix: Matrix, depth: int) -> bool:
    """Whether the head names codes or names of units or departments, and no subjects."""
    heads = ["".join(path) for path in matrix.paths(depth)[: min(matrix.width, _WIDEST_STUB)]]
    named = [head for head in heads if "编码" in head or "代码" in head or "名称" in head]
    return bool(named) and not any("科目" in head for head in named) and any("单位" in h or "部门" in h for h in named)


def _total_alone(matrix: Matrix, depth: int, spec: TableSpec) -> dict[int, str]:
    """The only column of amounts of a budget's table, whatever its head: the total."""
    if spec.family is not Family.BUDGET:
        return {}
    body = matrix.rows[depth:]
    amounts = [
        column
        for column in range(matrix.width)
        if any(_is_amount(row[column]) for row in body if column < len(row))
        and "编码" not in "".join(matrix.paths(depth)[column])
    ]
    return {amounts[0]: "total"} if len(amounts) == 1 else {}


def _is_amount(slot: Slot | None) -> bool:
    return slot is not None and printed_number(slot.text) is not None and not functional_code(slot.compact)


def _name_column(matrix: Matrix, depth: int, layout: _Layout) -> int | None:
    below = zip(matrix.rows[depth:], matrix.texts[depth:], strict=True)
    subjects = [row for row, slots in below if not _is_total(slots)]
    return name_column(subjects, layout.columns)


def _header_depth(matrix: Matrix, spec: TableSpec) -> int:
    """How many rows stand above the first row of data."""
    for index, slots in enumerate(matrix.texts):
        if slots and not _is_header(slots, spec) and (_has_code(slots) or _is_total(slots)):
            return index
    return next((index for index, slots in enumerate(matrix.texts) if not _is_header(slots, spec)), len(matrix.rows))


def _has_code(slots: Sequence[Slot]) -> bool:
    first = slots[0].compact
    return functional_code(first) or bool((match := _CODED_NAME.fullmatch(first)) and functional_code(match[1]))


def functional_code(text: str) -> bool:
    """Whether digits can be a functional code or its class: 3, 5 or 7 digits, of a known class of expenditure."""
    return text.isdecimal() and len(text) in (3, 5, 7) and text[:3] in functional()


def _is_total(slots: Sequence[Slot]) -> bool:
    rest = [slot.compact for slot in slots if slot.compact not in LEVEL_HEADERS]
    return bool(rest) and rest[0] in TOTALS and all(is_blank(text) or printed_number(text) for text in rest[1:])


def _is_header(slots: Sequence[Slot], spec: TableSpec) -> bool:
    """Whether all texts of a row are labels of the head."""
    if not slots:
        return True
    if _is_total(slots):
        return False
    labels = labelled_columns(spec)
    texts = [normalise(slot.text) for slot in slots]
    named = sum(text in labels or text in _HEADERS or text.endswith(("编码", "科目名称")) for text in texts)
    return named == len(texts) or (named >= 2 and not any(printed_number(slot.text) for slot in slots))


def _note_numbers(cells: Sequence[Slot | None], layout: _Layout, spec: TableSpec, tabbed: bool) -> bool:
    """Take up a row of 栏次 (类 款 项 1 2 3): in tabbed text it is what places the columns."""
    slots = [slot for slot in cells if slot is not None and slot.text]
    numbered = [(number, slot.column) for slot in slots if (number := small_integer(slot.compact)) is not None]
    others = [slot.compact for slot in slots if not slot.compact.isdecimal()]
    if len(numbered) < 2 or [number for number, _ in numbered] != list(range(1, len(numbered) + 1)):
        return False
    if any(text not in LEVEL_HEADERS for text in others):
        return False
    layout.width = len(cells)
    if tabbed and (order := _column_order(layout, spec, len(numbered))):
        layout.columns = {column: order[number - 1] for number, column in numbered}
    layout.numbers |= {number: layout.columns[column] for number, column in numbered if column in layout.columns}
    return True


def _column_order(layout: _Layout, spec: TableSpec, count: int) -> list[str]:
    named = [layout.columns[position] for position in sorted(layout.columns)]
    if len(named) == count:
        return named
    for order in (list(spec.columns), [column for column in spec.columns if column not in OPTIONAL_COLUMNS]):
        if len(order) == count:
            return order
    return []


def _row(cells: Sequence[Slot | None], layout: _Layout, spec: TableSpec, unit: str, tabbed: bool) -> Row | None:
    slots = [slot for slot in cells if slot is not None and slot.text]
    if not slots or all(is_blank(slot.text) for slot in slots):
        return None
    shift = shift_of(cells, layout.columns, spec, name=layout.name, width=layout.width) if tabbed else Shift()
    columns = {position + shift.columns: column for position, column in layout.columns.items()}
    first = min(columns)
    left = [slot for slot in slots if slot.column < first and not is_blank(slot.text)]
    code, name = _code_and_name(left)
    if name in LEVEL_HEADERS or (not code and not name and not any(slot.column in columns for slot in slots)):
        return None
    own = {slot.column: slot for slot in cells if slot is not None}
    amounts = {
        column: amount_cell(own[position].text, own[position].place, unit, shift.doubtful, shift.basis)
        if position in own
        else amount_cell("", slots[0].place, unit, shift.doubtful, shift.basis)
        for position, column in columns.items()
    }
    for column, reason in layout.lost.items():
        if column not in amounts:
            amounts[column] = amount_cell("", slots[0].place, unit, reason)
    key = "total" if name in TOTALS else "" if layout.of_units else _full_code(code, layout.codes)
    source = Source(" ".join(slot.text for slot in slots), slots[0].place)
    return Row(key, name, amounts, source, code="".join(code))


def _code_and_name(left: Sequence[Slot]) -> tuple[list[str], str]:
    """The code cells and the name left of the amounts; a cell may hold both."""
    codes: list[str] = []
    names: list[str] = []
    for slot in left:
        text = slot.compact.removesuffix(".0")
        if text.isdecimal():
            codes.append(text)
        elif text in LEVEL_HEADERS:
            continue
        elif (match := _CODED_NAME.fullmatch(text)) and functional_code(match[1]):
            codes.append(match[1])
            names.append(match[2])
        else:
            names.append(text)
    return codes, "".join(names)


def _full_code(parts: Sequence[str], previous: list[str]) -> str:
    """The cumulative code that code cells state: one cell, 类 款 项 in cells of their own, or the last levels only."""
    if not parts:
        return ""
    whole = parts[0]
    for part in parts[1:]:
        whole = part if part.startswith(whole) and len(part) > len(whole) else whole + part
    if len(whole) < 3 or not functional_code(whole):
        whole = previous[-1][: 3 if len(whole) == 4 or len(parts) > 1 else 5] + whole if previous else ""
    if len(whole) not in (3, 5, 7) or not whole.startswith("2"):
        return ""
    previous.append(whole)
    return whole


def _continues(row: Row, previous: Row) -> bool:
    """Whether a row with nothing but text is the rest of the name above (wrapped over a page break)."""
    if any(cell.figure for cell in row.cells.values()) or not previous.code:
        return False
    joined = previous.name + row.name
    return bool(functional().named(joined)) or (
        not functional().named(previous.name) and not functional().named(row.name)
    )
