"""XLSX workbooks: sheets with their header found, merged cells and formulas without values reported."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

import numpy as np

from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.importing.scaling import reject_scaled
from shebao.accounts.importing.schema import lacking, match_headers
from shebao.accounts.importing.sheet_file import SheetFile
from shebao.accounts.importing.writing import header_key
from shebao.accounts.ledger import Coded
from shebao.fields.field import Field
from shebao.workbooks import NoWorkbook, TooLarge, check_size

_HEADER_SEARCH = 20
_MAX_LISTED = 200
_WAN = ("单位：万元", "单位:万元", "金额单位：万元")


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet below its header row."""

    name: str
    first_row: int
    columns: Mapping[str, Coded]


def workbook_sheets(file: SheetFile, columns: Sequence[Field], mapping: Mapping[str, str]) -> Iterator[WorkbookSheet]:
    """The sheets that have the required columns within their first rows. Raises ImportRejected."""
    import python_calamine

    try:
        check_size(file.data)
    except TooLarge as problem:
        raise ImportRejected([rejected("too_large", str(problem).rstrip("。"), file=file.name)]) from None
    except NoWorkbook:
        raise _no_workbook(file.name) from None
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    except Exception:
        raise _no_workbook(file.name) from None
    hidden = set(hidden_sheets(file))
    for name in (name for name in workbook.sheet_names if name not in hidden):
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet.iter_rows() if sheet.height else iter(())
        top = [row for _, row in zip(range(_HEADER_SEARCH), rows, strict=False)]
        at = _header_row(top, columns, mapping)
        if at is None:
            continue
        header = [_text(cell) for cell in top[at]]
        _reject_wan(file.name, name, top[: at + 1])
        first_row = at + 2
        _reject_merged(file.name, name, sheet, first_row)
        positions = match_headers(header, columns, mapping)
        left = (
            sheet.start[1] if sheet.start else 0
        )  # rows are given from the first, columns from the first that is used
        reject_scaled(file, name, first_row, {left + place: header[place] for place in positions.values()})
        yield WorkbookSheet(name, first_row, _columns(chain(top[at + 1 :], rows), positions))


def _no_workbook(file: str) -> ImportRejected:
    advice = "加密、损坏或旧式 .xls 的文件请在表格程序中另存为 .xlsx 后再导入"
    return ImportRejected([rejected("no_workbook", "不是能读的 XLSX 工作簿", advice, file=file)])


def _header_row(rows: Sequence[Sequence[Any]], columns: Sequence[Field], mapping: Mapping[str, str]) -> int | None:
    for at, row in enumerate(rows):
        if not lacking(match_headers([_text(cell) for cell in row], columns, mapping), columns):
            return at
    return None


def hidden_sheets(file: SheetFile) -> list[str]:
    """The names of the sheets of a workbook that a person does not see: they are not imported."""
    import python_calamine

    if file.is_csv:
        return []
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    except Exception:
        return []
    shown = python_calamine.SheetVisibleEnum.Visible
    return [sheet.name for sheet in workbook.sheets_metadata if sheet.visible != shown]


def _reject_wan(file: str, sheet: str, rows: Sequence[Sequence[Any]]) -> None:
    for index, row in enumerate(rows):
        for cell in row:
            if isinstance(cell, str) and "".join(cell.split()).endswith(_WAN):
                advice = "请把金额换算为元，并把单位改为元"
                reason, at = "表头写明以万元为单位", index + 1
                problem = rejected("amount_in_wan", reason, advice, file=file, sheet=sheet, row=at, value=cell)
                raise ImportRejected([problem])


def _reject_merged(file: str, sheet: str, source: Any, first_row: int) -> None:
    merged = [
        (start, end) for start, end in (source.merged_cell_ranges or ()) if end[0] + 1 >= first_row and start != end
    ]
    if merged:
        advice = "请取消合并，每行各自填写"
        raise ImportRejected(
            [
                rejected(
                    "merged_cells",
                    "数据行里有合并单元格",
                    advice,
                    file=file,
                    sheet=sheet,
                    row=start[0] + 1,
                    column=_letters(start[1]),
                )
                for start, _ in merged[:_MAX_LISTED]
            ],
            len(merged),
        )


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return f"{name}列"


def _columns(rows: Iterator[Sequence[Any]], positions: Mapping[str, int]) -> dict[str, Coded]:
    known: dict[str, dict[Any, int]] = {column: {} for column in positions}
    codes: dict[str, list[int]] = {column: [] for column in positions}
    places = [(position, known[column], codes[column].append) for column, position in positions.items()]
    for row in rows:
        width = len(row)
        for position, values, append in places:
            cell = row[position] if position < width else ""
            append(values.setdefault(cell, len(values)))
    return {
        column: Coded([_text(value) for value in known[column]], np.array(codes[column], np.int32))
        for column in positions
    }


def _text(cell: Any) -> str:
    """A cell as a person reads it: dates in ISO form, numbers with the 15 digits that spreadsheets keep."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def formulas_without_values(file: SheetFile, sheet: str, rows: set[int], column: str) -> set[int]:
    """Which of those rows have a formula in the column of that header (read again with openpyxl, only where needed)."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(file.data), read_only=True)
    try:
        found = set()
        at = None
        for number, cells in enumerate(book[sheet].iter_rows(values_only=True, max_row=max(rows)), 1):
            if at is None:
                at = next(
                    (i for i, cell in enumerate(cells) if header_key(_text(cell or "")) == header_key(column)), None
                )
            elif number in rows and at < len(cells) and str(cells[at] or "").startswith("="):
                found.add(number)
        return found
    finally:
        book.close()
