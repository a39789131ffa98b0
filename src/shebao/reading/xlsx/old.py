"""XLS workbooks of Excel 97–2003: what each cell shows, by the format that the workbook states for it."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from shebao.reading.characters import plain
from shebao.reading.document import UnreadableFile
from shebao.reading.spans import MAX_COLUMNS
from shebao.reading.xlsx.formats import shown
from shebao.reading.xlsx.sheets import Sheet

MAX_SHEETS = 300
_DAYS_FROM_1904 = 1462
_EDGES = ("left_line_style", "right_line_style", "top_line_style", "bottom_line_style")


def read_sheets(data: bytes, name: str) -> tuple[list[Sheet], list[str]]:
    """The visible sheets of an XLS workbook, and the titles of the hidden ones. Raises UnreadableFile."""
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=False
        )
        sheets = book.sheets()
        visible = [_sheet(book, sheet) for sheet in sheets[:MAX_SHEETS] if sheet.visibility == 0]
    except Exception as error:  # a broken file makes the library fail in any way
        if "encrypt" in str(error):
            raise UnreadableFile("Excel 文件已加密，无法读取；请去掉密码另存后再试。", name) from None
        message = "Excel 97–2003 文件（.xls）已损坏，无法打开；请另存为 .xlsx 后再试。"
        raise UnreadableFile(message, name) from None
    return visible, [sheet.name for sheet in sheets if sheet.visibility != 0]


def _sheet(book: Any, source: Any) -> Sheet:
    sheet = Sheet(source.name)
    hidden_rows = {row for row, info in source.rowinfo_map.items() if info.hidden or info.height == 0}
    hidden_columns = {column for column, info in source.colinfo_map.items() if info.hidden or info.width == 0}
    for row in range(source.nrows):
        cells: dict[int, str] = {}
        for column, cell in enumerate(source.row(row)[:MAX_COLUMNS]):
            style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
            if style is not None and any(getattr(style.border, edge) for edge in _EDGES):
                sheet.bordered.setdefault(row, set()).add(column)
            if row in hidden_rows or column in hidden_columns:
                continue
            if text := _text(book, cell, style):
                cells[column] = text
        if cells:
            sheet.cells[row] = cells
    for top, bottom, left, right in source.merged_cells:
        sheet.merged[top, left] = (bottom - top, min(right, MAX_COLUMNS) - left)
    return sheet


def _text(book: Any, cell: Any, style: Any) -> str:
    """What a cell shows: 0 empty, 1 text, 2 number, 3 date, 4 truth value, 5 error, 6 blank."""
    if cell.ctype == 1:
        return plain(str(cell.value))
    if cell.ctype in (2, 3):
        days = _DAYS_FROM_1904 if cell.ctype == 3 and book.datemode else 0
        known = book.format_map.get(style.format_key) if style is not None else None
        return shown(str(Decimal(repr(cell.value)) + days), known.format_str if known else "General")
    if cell.ctype == 4:
        return "TRUE" if cell.value else "FALSE"
    return ""
