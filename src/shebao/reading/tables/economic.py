"""The table of basic expenditure by economic subject: blocks of code, name and amount side by side, in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from shebao.classification import department_economic
from shebao.classification.names import normalise
from shebao.reading.tables.matrix import Matrix, Slot
from shebao.reading.tables.printed import amount_cell, is_blank, printed_number
from shebao.reading.tables.years import head_paths
from shebao.report.provenance import Source
from shebao.report.tables import Cell, Row, TableSpec

_CODE = re.compile(r"3\d{2}(\d{2})?")
_PART = re.compile(r"\d{2}")
_CODED_NAME = re.compile(r"(3\d{4}|3\d{2})\s*([^\d\s.,，].*)", re.DOTALL)
_HEADERS = (
    "科目编码",
    "科目代码",
    "科目名称",
    "经济分类",
    "人员经费",
    "公用经费",
    "类",
    "款",
    "栏次",
    "行次",
    "项目",
    "编码",
)


TOTAL_LABELS = {
    "人员经费合计": "personnel",
    "公用经费合计": "operating",
    "日常公用经费合计": "operating",
    "合计": "total",
    "总计": "total",
    "基本支出合计": "total",
}


@dataclass
class _Block:
    """One block of columns: where its codes, name and amounts stand."""

    codes: list[int] = field(default_factory=list)
    name: int | None = None
    amounts: dict[int, str] = field(default_factory=dict)
    previous: str = ""


def read_economic(matrices: Sequence[Matrix], spec: TableSpec, unit: str) -> tuple[Row, ...] | None:
    """The rows of every block, its continuations included; None where no codes are found."""
    blocks: list[_Block] = []
    width = 0
    rows: list[Row] = []
    for matrix in matrices:
        depth = _header_depth(matrix)
        found = _blocks(matrix, depth, spec)
        if found and (matrix.width != width or len(found) >= len(blocks)):
            blocks, width = found, matrix.width  # a page with few rows left may not show what its columns are
        for cells in matrix.rows[depth:]:
            slots = [slot for slot in cells if slot is not None and slot.text]
            totals = _total_rows(slots, spec, unit, blocks)
            if totals:
                rows.extend(totals)
                continue
            for block in blocks:
                row = _row(cells, block, unit)
                if row:
                    rows.append(row)
    return tuple(rows) if any(row.key for row in rows) else None


def is_economic_code(text: str) -> bool:
    """Whether digits are an economic code: 3 or 5 digits of a known class."""
    return bool(_CODE.fullmatch(text)) and text[:3] in department_economic()


def _header_depth(matrix: Matrix) -> int:
    for index, slots in enumerate(matrix.texts):
        if any(is_economic_code(slot.compact) or _CODED_NAME.fullmatch(slot.compact) for slot in slots):
            return index
        if slots and normalise(slots[0].text) in TOTAL_LABELS:
            return index
    return len(matrix.rows)


def _blocks(matrix: Matrix, depth: int, spec: TableSpec) -> list[_Block]:
    """Blocks by what their columns hold: codes, then names, then amounts (by their header, else the first of numbers)."""
    kinds = [_kind([row[column] for row in matrix.rows[depth:] if column < len(row)]) for column in range(matrix.width)]
    paths = head_paths(matrix, depth, spec)
    labels = {
        normalise(label): column
        for columns in (spec.columns, spec.memo_columns)
        for column, names in columns.items()
        for label in names
    }
    blocks: list[_Block] = []
    for column, kind in enumerate(kinds):
        leaf = paths[column][-1] if column < len(paths) and paths[column] else ""
        if kind == "code" and leaf in labels and blocks:
            kind = "amount"
        if kind == "code":
            if not blocks or blocks[-1].name is not None:
                blocks.append(_Block())
            blocks[-1].codes.append(column)
        elif not blocks:
            continue
        elif leaf in labels and blocks[-1].name is not None and labels[leaf] not in blocks[-1].amounts.values():
            blocks[-1].amounts[column] = labels[leaf]
        elif kind == "name" and blocks[-1].name is None:
            blocks[-1].name = column
        elif kind == "amount" and not blocks[-1].amounts:
            blocks[-1].amounts[column] = "amount"
    return blocks


def _kind(slots: Sequence[Slot | None]) -> str:
    texts = [slot.compact for slot in slots if slot is not None and not is_blank(slot.text)]
    codes = sum(bool(is_economic_code(text) or _PART.fullmatch(text) or _CODED_NAME.fullmatch(text)) for text in texts)
    numbers = sum(printed_number(text) is not None for text in texts)
    if codes and codes * 2 > len(texts):
        return "code"
    if numbers and numbers * 2 > len(texts):
        return "amount"
    return "name" if texts else "blank"


def _row(cells: Sequence[Slot | None], block: _Block, unit: str) -> Row | None:
    own = {slot.column: slot for slot in cells if slot is not None}
    parts = [own[column].compact for column in block.codes if column in own and not is_blank(own[column].text)]
    name = own[block.name].compact if block.name in own else ""
    if len(parts) == 1 and (match := _CODED_NAME.fullmatch(parts[0])):
        parts, name = [match[1]], match[2]
    amounts = {
        column: amount_cell(own[position].text, own[position].place, unit)
        for position, column in block.amounts.items()
        if position in own
    }
    if not parts and (not name or name in _HEADERS) and not any(cell.figure for cell in amounts.values()):
        return None
    code = _full_code(parts, block)
    slots = [own[column] for column in (*block.codes, block.name, *block.amounts) if column in own]
    quote = " ".join(slot.text for slot in slots if slot.text)
    return Row(code, name, amounts, Source(quote, slots[0].place), code="".join(parts)) if slots else None


def _full_code(parts: Sequence[str], block: _Block) -> str:
    code = "".join(parts)
    if len(parts) > 1 and parts[-1].startswith(parts[0]):
        code = parts[-1]
    if _PART.fullmatch(code):
        code = block.previous[:3] + code
    if not is_economic_code(code):
        return ""
    block.previous = code
    return code


def _total_rows(slots: Sequence[Slot], spec: TableSpec, unit: str, blocks: Sequence[_Block]) -> list[Row]:
    """The rows of totals that a line holds: each label with the next number, or a total by personnel and operating."""
    rows: list[Row] = []
    by_column = {position: column for block in blocks for position, column in block.amounts.items()}
    label: Slot | None = None
    cells: dict[str, Cell] = {}

    def close() -> None:
        if label is not None:
            found = cells or {"amount": amount_cell("", label.place, unit)}
            rows.append(Row(TOTAL_LABELS[normalise(label.text)], label.compact, found, Source(label.text, label.place)))

    for slot in slots:
        if normalise(slot.text) in TOTAL_LABELS:
            close()
            label, cells = slot, {}
        elif label is not None and printed_number(slot.text):
            column = by_column.get(slot.column, "amount") if "personnel" in by_column.values() else "amount"
            cells.setdefault(column, amount_cell(slot.text, slot.place, unit))
    close()
    return rows + _split_total(rows)


def _split_total(rows: Sequence[Row]) -> list[Row]:
    """In the layout with columns 人员经费 and 公用经费, their totals as rows of their own."""
    return [
        Row(column, label, {"amount": row.cells[column]}, row.cells[column].source)
        for row in rows
        if row.key == "total"
        for column, label in (("personnel", "人员经费"), ("operating", "公用经费"))
        if column in row.cells
    ]
