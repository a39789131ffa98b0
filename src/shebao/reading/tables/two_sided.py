"""Two-sided tables (收入支出决算总表, 财政拨款收入支出决算总表) whose cells stand in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shebao.reading.tables.columns import labelled_columns
from shebao.reading.tables.labels import bare_label, expenditure_labels, income_labels, key_of
from shebao.reading.tables.matrix import Matrix, Slot
from shebao.reading.tables.printed import amount_cell, compact, is_blank, printed_number, small_integer
from shebao.reading.tables.shifts import UNMATCHED, doubtful_row
from shebao.reading.tables.years import head_paths
from shebao.report.provenance import Source
from shebao.report.tables import Cell, Family, Row, TableSpec

_LABEL_HEADERS = frozenset({"项目", "项目按功能分类", "项目按支出功能分类", "支出功能分类", "功能分类科目", "科目名称"})
_LINE_HEADER = "行次"
_COLUMN_NUMBERS = "栏次"
MOST_ROWS = 500


@dataclass
class Side:
    """One side: the labels it knows, and where its label, 行次 and amounts stand."""

    labels: Mapping[str, tuple[str, ...]]
    label: int
    line: int | None
    amounts: dict[int, str]
    seen: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class TwoSided:
    """Rows and 栏次 as read."""

    rows: tuple[Row, ...]
    column_numbers: Mapping[int, str]


def read_two_sided(matrices: Sequence[Matrix], spec: TableSpec, unit: str) -> TwoSided | None:
    """The rows of a two-sided table, its continuations included; None where no header or labels tell its sides, or where
    there are more rows than the form has."""
    if sum(len(matrix.rows) for matrix in matrices) > MOST_ROWS:
        return None
    sides: list[Side] = []
    rows: list[Row] = []
    numbers: dict[int, str] = {}
    for matrix in matrices:
        depth = _header_depth(matrix, spec)
        if depth:
            found = _sides(matrix, depth, spec)
            if len(found) >= 2:
                for side, previous in zip(found, sides, strict=False):
                    side.seen = previous.seen
                sides = found
        if not sides:
            return None
        for cells in matrix.rows[depth:]:
            if _COLUMN_NUMBERS in {slot.compact for slot in cells if slot}:
                numbers |= _column_numbers(cells, sides)
            elif matrix.unmatched and not depth:
                rows.extend(doubtful_row(row, UNMATCHED) for row in _rows(cells, sides, unit))
            else:
                rows.extend(_rows(cells, sides, unit))
    return TwoSided(tuple(rows), numbers)


def _header_depth(matrix: Matrix, spec: TableSpec) -> int:
    """How many rows stand above the first labelled row or 栏次."""
    known = {**income_labels(spec.id, spec.family), **expenditure_labels(spec.id, spec.family)}
    columns = labelled_columns(spec)
    for index, slots in enumerate(matrix.texts):
        texts = [slot.text for slot in slots]
        if any(compact(text) == _COLUMN_NUMBERS for text in texts):
            return index
        bare = {bare_label(text) for text in texts}
        if bare & known.keys() - columns.keys() and not bare & _LABEL_HEADERS:
            return index
    return 0


def _sides(matrix: Matrix, depth: int, spec: TableSpec) -> list[Side]:
    """The sides by their header: each begins with a label column (项目); in a budget, whose heads are worded in any way, by
    what stands below where the header does not tell."""
    sides = _by_heads(matrix, depth, spec)
    if spec.family is Family.BUDGET and (len(sides) < 2 or not all(side.amounts for side in sides)):
        sides = _by_contents(matrix, depth, spec) or sides
    for side in sides:
        _settle(side, spec, first=side is sides[0])
    return sides


def _by_contents(matrix: Matrix, depth: int, spec: TableSpec) -> list[Side]:
    """Two sides, each a column of words and the column of amounts behind it that its head names, else the first."""
    sides: list[Side] = []
    paths, columns = head_paths(matrix, depth, spec), labelled_columns(spec)
    for position in range(matrix.width):
        texts = [row[position] for row in matrix.rows[depth:] if position < len(row)]
        filled = [slot.text for slot in texts if slot is not None and not is_blank(slot.text)]
        numbers = sum(printed_number(text) is not None for text in filled)
        if filled and not numbers and len(sides) < 2:
            labels = (expenditure_labels if sides else income_labels)(spec.id, spec.family)
            sides.append(Side(labels, position, None, {}))
        elif numbers and sides:
            named = columns.get(paths[position][-1]) if paths[position] else None
            if (column := named or ("" if sides[-1].amounts else "amount")) not in {*sides[-1].amounts.values(), ""}:
                sides[-1].amounts[position] = column
    return sides if len(sides) == 2 and all(side.amounts for side in sides) else []


def _by_heads(matrix: Matrix, depth: int, spec: TableSpec) -> list[Side]:
    sides: list[Side] = []
    columns = labelled_columns(spec)
    for position, path in enumerate(head_paths(matrix, depth, spec)):
        leaf = path[-1] if path else ""
        if leaf in _LABEL_HEADERS:
            if sides and not sides[-1].amounts and sides[-1].line is None:
                continue
            labels = (expenditure_labels if sides else income_labels)(spec.id, spec.family)
            sides.append(Side(labels, position, None, {}))
        elif not sides:
            continue
        elif leaf == _LINE_HEADER:
            sides[-1].line = position
        elif (column := columns.get(leaf)) and column not in sides[-1].amounts.values():
            sides[-1].amounts[position] = column
    return sides


def _settle(side: Side, spec: TableSpec, first: bool) -> None:
    """Name a side's only amount column as the specification does: income has `amount`, expenditure by fund a `total`."""
    by_fund = "total" in spec.columns and not first
    for position, column in side.amounts.items():
        if by_fund and column == "amount":
            side.amounts[position] = "total"
        elif not by_fund and column == "total":
            side.amounts[position] = "amount"


def _column_numbers(cells: Sequence[Slot | None], sides: list[Side]) -> dict[int, str]:
    names = {position: column for side in sides for position, column in side.amounts.items()}
    return {
        number: names[slot.column]
        for slot in cells
        if slot and (number := small_integer(slot.compact)) is not None and slot.column in names
    }


def _rows(cells: Sequence[Slot | None], sides: list[Side], unit: str) -> list[Row]:
    rows = []
    for index, side in enumerate(sides):
        end = sides[index + 1].label if index + 1 < len(sides) else len(cells)
        row = _row(cells, side, end, unit)
        if row:
            rows.append(row)
    return rows


def _row(cells: Sequence[Slot | None], side: Side, end: int, unit: str) -> Row | None:
    own = [slot for slot in cells[side.label : end] if slot is not None]
    label = "".join(slot.compact for slot in own if slot.column == side.label or _is_label(slot, side))
    amounts = _amounts(own, side, unit)
    if not label and not any(cell.figure for cell in amounts.values()):
        return None
    key = key_of(label, side.labels, side.seen)
    if key:
        side.seen.add(key)
    place = own[0].place
    quote = " ".join(slot.text for slot in own if slot.text)
    return Row(key, label, amounts, Source(quote, place), line_number=_line_number(own, side))


def _is_label(slot: Slot, side: Side) -> bool:
    return slot.column not in side.amounts and slot.column != side.line and printed_number(slot.text) is None


def _amounts(own: Sequence[Slot], side: Side, unit: str) -> dict[str, Cell]:
    return {
        side.amounts[slot.column]: amount_cell(slot.text, slot.place, unit)
        for slot in own
        if slot.column in side.amounts
    }


def _line_number(own: Sequence[Slot], side: Side) -> int | None:
    text = next((slot.compact for slot in own if slot.column == side.line), "")
    return small_integer(text)
