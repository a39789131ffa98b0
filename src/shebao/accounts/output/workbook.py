"""The workbook: one sheet a table as the place prints it, with live formulas; the numbers behind the cells are exact."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing
from shebao.accounts.closing.rounding import Rounding
from shebao.accounts.output.grid import Grid, GridCell, grids, placed
from shebao.accounts.output.summary import comparisons
from shebao.money import FEN_PER_WAN, FEN_PER_YUAN, wan
from shebao.report.formulas import formulas

_FONT = {"font_name": "宋体", "font_size": 10}
_LABEL_WIDTH, _NUMBER_WIDTH, _SHORT_WIDTH = 30, 14, 7
_MADE = "2000-01-01"


class _Formats:
    def __init__(self, workbook: Any) -> None:
        def made(**more: Any) -> Any:
            return workbook.add_format({**_FONT, "valign": "vcenter", **more})

        boxed = {"border": 1}
        self.title = made(bold=True, font_size=16, align="center")
        self.plain = made()
        self.right = made(align="right")
        self.header = made(**boxed, align="center", bold=True, text_wrap=True, bg_color="#F2F2F2")
        self.label = made(**boxed, text_wrap=True)
        self.centre = made(**boxed, align="center")
        self.number = made(**boxed, num_format="#,##0.00")
        self.note = made(text_wrap=True)


def closing_workbook(closing: Closing) -> bytes:
    """The workbook of a closing as XLSX bytes; the same closing gives the same bytes."""
    import datetime

    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": closing.unit.name, "created": datetime.datetime.fromisoformat(_MADE)})
    formats = _Formats(workbook)
    for index, grid in enumerate(grids(closing), 1):
        _sheet(workbook.add_worksheet(_sheet_name(grid, index)), grid, closing, formats)
    _comparison(workbook, closing, formats)
    workbook.close()
    return buffer.getvalue()


def _sheet_name(grid: Grid, index: int) -> str:
    return f"{index:02d} {grid.layout.spec.title}".replace("“", "").replace("”", "")[:31]


def _sheet(sheet: Any, grid: Grid, closing: Closing, formats: _Formats) -> None:
    width = grid.width
    sheet.merge_range(0, 0, 0, width - 1, closing.owner.filled(grid.layout.title), formats.title)
    sheet.set_row(0, 28)
    top = 1
    if grid.layout.number:
        sheet.write_string(top, width - 1, grid.layout.number, formats.right)
        top += 1
    owner = closing.owner.filled(closing.layout.owner_line)
    if owner:
        sheet.write_string(top, 0, owner, formats.plain)
    sheet.write_string(top, width - 1, f"单位：{closing.money_unit}", formats.right)
    top += 1
    for row, column, cell in placed(grid.header):
        _write(sheet, top + row, column, cell, formats.header)
    body = top + len(grid.header)
    for row, cells in enumerate(grid.header):
        sheet.set_row(
            top + row, 30 if any(len(cell.text) > 7 * cell.columns and cell.rows == 1 for cell in cells) else 18
        )
    _body(sheet, grid, closing, formats, body)
    _widths(sheet, grid)
    for offset, note in enumerate(grid.table.notes):
        line = body + len(grid.body) + offset
        sheet.merge_range(line, 0, line, width - 1, note.source.quote, formats.note)
        sheet.set_row(line, 15 * (1 + len(note.source.quote) // 60))
    sheet.freeze_panes(body, 0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, body - 1)
    if width > 6:
        sheet.set_landscape()


def _body(sheet: Any, grid: Grid, closing: Closing, formats: _Formats, top: int) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    cells = list(placed(grid.body))
    places = {cell.address: xl_rowcol_to_cell(top + row, column) for row, column, cell in cells if cell.address}
    live = formulas(closing.amounts, places)
    for row, column, cell in cells:
        if cell.address is None:
            _write(sheet, top + row, column, cell, formats.label if cell.is_label else formats.centre)
        elif not cell.text:
            sheet.write_blank(top + row, column, None, formats.number)
        elif cell.address in live:
            sheet.write_formula(top + row, column, live[cell.address], formats.number, _stored(closing, cell.address))
        else:
            sheet.write_number(top + row, column, _stored(closing, cell.address), formats.number)


def _stored(closing: Closing, address: Address) -> float:
    """The number behind a cell: exact, so that formulas add up and the format rounds; as displayed where parts were
    adjusted. A spreadsheet keeps numbers as doubles: this is the only place an amount becomes one."""
    if closing.rounding is Rounding.LARGEST_REMAINDER:
        return float(closing.figures[address])
    scale = FEN_PER_YUAN if closing.money_unit == "元" else FEN_PER_WAN
    return float(Decimal(closing.amounts[address]) / scale)


def _write(sheet: Any, row: int, column: int, cell: GridCell, form: Any) -> None:
    if cell.rows > 1 or cell.columns > 1:
        sheet.merge_range(row, column, row + cell.rows - 1, column + cell.columns - 1, cell.text, form)
    else:
        sheet.write_string(row, column, cell.text, form)


def _widths(sheet: Any, grid: Grid) -> None:
    widths: dict[int, int] = {}
    for _, column, cell in placed(grid.body):
        if cell.columns == 1:
            width = _LABEL_WIDTH if cell.is_label else _NUMBER_WIDTH if cell.address else _SHORT_WIDTH
            widths[column] = max(widths.get(column, 0), width)
    for column, width in widths.items():
        sheet.set_column(column, column, width)


def _comparison(workbook: Any, closing: Closing, formats: _Formats) -> None:
    rows = list(comparisons(closing))
    if not rows:
        return
    sheet = workbook.add_worksheet("与上年比较")
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 4, _NUMBER_WIDTH)
    sheet.write_string(0, 0, "主要数据与上年比较表", formats.label)
    for column, header in enumerate(("项目", "本年（万元）", "上年（万元）", "增减（万元）", "增减（%）")):
        sheet.write_string(1, column, header, formats.header)
    for index, row in enumerate(rows, 2):
        sheet.write_string(index, 0, row.name, formats.label)
        for column, amount in enumerate((row.current, row.prior, row.difference), 1):
            sheet.write_number(index, column, float(wan(amount)), formats.number)
        sheet.write_string(index, 4, "" if row.rate is None else str(row.rate), formats.centre)
