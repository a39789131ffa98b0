"""The report as a workbook: official layout, numbers that compute, sources that stay live."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from composing.made import HOSTILE, made, three_public_table
from composing.manuscripts import FOLDERS, manuscript
from shebao.composing.documents import render
from shebao.composing.documents.xlsx.looks import pattern_of
from shebao.composing.manuscript import Align, Cell, TableBlock, TableKind
from shebao.reading.report import read_file
from shebao.report import Report

_FORM = TableBlock(
    TableKind.FORM,
    "form-1",
    "项目支出绩效自评表",
    (),
    (
        (Cell("一级指标", strong=True), Cell("得分", strong=True), Cell("说明", strong=True)),
        (Cell("产出", rows=2), Cell("9.50"), Cell("=1+1", align=Align.LEFT)),
        (Cell("010"), Cell("≥95%")),
    ),
    (20, 10, 60),
)


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(render(replace(made(), blocks=(*made().blocks, _FORM)), "xlsx")))


def test_amounts_are_numbers_and_totals_are_formulas(book: Any) -> None:
    sheet = book.worksheets[0]
    assert sheet["A8"].value == "=SUM(B8:C8,F8)"
    assert sheet["C8"].value == "=D8+E8"
    assert (sheet["F8"].value, sheet["F8"].number_format) == (10.5, "#,##0.00")
    assert sheet["B8"].value is None
    assert "A4:F4" in {str(merged) for merged in sheet.merged_cells.ranges}


def test_a_sum_that_does_not_hold_stays_a_number() -> None:
    table = three_public_table()
    first, *others = table.body[0]
    broken = replace(table, body=((replace(first, value=Decimal("1210.51"), text="1,210.51"), *others),))
    book = openpyxl.load_workbook(io.BytesIO(render(replace(made(), blocks=(broken,)), "xlsx")))
    assert book.worksheets[0]["A8"].value == 1210.51


def test_it_prints_as_the_report_does(book: Any) -> None:
    sheet = book.worksheets[0]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$7"
    assert sheet.freeze_panes == "A8"


def test_figures_of_the_narrative_have_live_sources(book: Any) -> None:
    rows = [[cell.value for cell in row] for row in book["情况说明数字来源表"].iter_rows(min_row=3)]
    assert rows[2][1:4] == ["（一）总体情况", "98.3%", "1,190.30 ÷ 1,210.50 × 100% = 98.3%"]
    assert [row[5] for row in rows if row[2] == "98.3%"] == [
        "='01 财政拨款三公经费支出决算表'!G8",
        "='01 财政拨款三公经费支出决算表'!A8",
    ]


def test_words_never_become_formulas(book: Any) -> None:
    key_work = [cell for row in book.worksheets[1].iter_rows() for cell in row]
    assert {cell.data_type for cell in key_work if cell.value == HOSTILE} == {"s"}
    form = {cell.value: cell.data_type for row in book.worksheets[2].iter_rows() for cell in row}
    assert form["=1+1"] == "s"
    assert form[9.5] == "n"
    assert form["010"] == "s"


@pytest.mark.parametrize("name", FOLDERS)
def test_the_tables_read_back_cell_by_cell(name: str) -> None:
    composed = manuscript(name)
    content = render(composed, "xlsx")
    assert content == render(composed, "xlsx")
    assert _printed(read_file(content, "report.xlsx").report) == _printed(composed.report)


@pytest.mark.parametrize("name", FOLDERS)
def test_formulas_compute_what_is_stored(name: str) -> None:
    content = render(manuscript(name), "xlsx")
    live = openpyxl.load_workbook(io.BytesIO(content))
    stored = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    computed = 0
    for sheet in live:
        values = stored[sheet.title]
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            assert _computed(cell.value, stored, values) == Decimal(str(values[cell.coordinate].value))
            computed += 1
    assert computed > 50
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names[-1] == "情况说明数字来源表"


def test_a_number_format_prints_the_same_decimals() -> None:
    assert [pattern_of(text) for text in ("1,777.5", "0.00", "12")] == ["#,##0.0", "#,##0.00", "#,##0"]


def _computed(formula: str, book: Any, sheet: Any) -> Decimal:
    """The value of =A1+B2-C3, =SUM(…) or ='sheet'!A1 over stored values."""
    if elsewhere := re.fullmatch(r"='([^']+)'!([A-Z]+\d+)", formula):
        return Decimal(str(book[elsewhere[1]][elsewhere[2]].value or 0))
    total = Decimal(0)
    inner = formula.removeprefix("=SUM(").removesuffix(")").replace(",", "+").removeprefix("=")
    for sign, name in re.findall(r"([+-]?)([A-Z]+\d+(?::[A-Z]+\d+)?)", inner):
        cells = sheet[name] if ":" in name else ((sheet[name],),)
        amount = sum(
            (Decimal(str(cell.value or 0)) for row in cells for cell in (row if isinstance(row, tuple) else (row,))),
            Decimal(0),
        )
        total += -amount if sign == "-" else amount
    return total


def _printed(report: Report) -> dict[tuple[str, str, str], Decimal]:
    return {
        (table.id, row.key, column): cell.figure.value
        for table in report.tables
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.figure is not None
    }
