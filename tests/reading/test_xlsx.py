"""Excel workbooks: sheets as pages, shown numbers, merged cells, titles and notes apart from the table."""

import io

import openpyxl
import pytest
import xlsxwriter

from shebao.reading.document import Grid, Line, UnreadableFile
from shebao.reading.files import read_document
from shebao.reading.xlsx.formats import shown


def _workbook(fill, **options):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        fill(book)
    return read_document(stream.getvalue(), "表.xlsx")


def _rows(grid):
    return [[cell and cell.text for cell in row] for row in grid.rows]


def _table(book):
    sheet = book.add_worksheet("公开01表")
    edge, money = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "#,##0.00"})
    sheet.merge_range("A1:D1", "收入支出决算总表", book.add_format({"bold": True}))
    sheet.write("A2", "部门：某单位")
    sheet.write("D2", "金额单位：万元")
    sheet.merge_range("A3:B3", "收入", edge)
    sheet.merge_range("C3:D3", "支出", edge)
    for column, text in enumerate(["项目", "决算数", "项目", "决算数"]):
        sheet.write(3, column, text, edge)
    sheet.write(4, 0, "一、财政拨款", edge)
    sheet.write(4, 1, 2946.2500000000005, money)
    sheet.write_blank(4, 2, None, edge)
    sheet.write(4, 3, 0.1 + 0.2, money)
    sheet.write("A6", "注：本表反映总收支。")


def test_title_caption_table_and_note():
    document = _workbook(_table)
    title, caption, grid, note = document.blocks
    assert title.text == "收入支出决算总表"
    assert caption.text == "部门：某单位\t金额单位：万元"
    assert _rows(grid) == [
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、财政拨款", "2946.25", "", "0.30"],
    ]
    assert note.text == "注：本表反映总收支。"
    assert [block.place.line for block in document.blocks] == [1, 2, 3, 6]
    assert (document.format, document.paged) == ("xlsx", True)


def test_without_borders_the_table_runs_from_its_header_to_its_last_row():
    def fill(book):
        sheet = book.add_worksheet()
        for row, values in enumerate(
            [["总表"], ["部门：某", "", "单位：元"], ["项目", "", "金额"], ["甲", "", 1], ["注：略"]]
        ):
            sheet.write_row(row, 0, values)

    blocks = list(_workbook(fill).blocks)
    assert [type(block) for block in blocks] == [Line, Line, Grid, Line]
    assert _rows(blocks[2]) == [["项目", "", "金额"], ["甲", "", "1"]]


def test_each_sheet_is_a_page_and_hidden_ones_are_said_to_be_left_out():
    def fill(book):
        for name in ("一", "二", "三"):
            book.add_worksheet(name).write("A1", name)
        book.get_worksheet_by_name("二").hide()

    document = _workbook(fill)
    assert [[block.text for block in page.blocks] for page in document.pages] == [["一"], ["三"]]
    assert [page.blocks[0].place.page for page in document.pages] == [1, 2]
    assert document.warnings == ("工作表“二”是隐藏的，未读取。",)


def test_a_formula_without_a_stored_result_is_said_and_not_taken_for_empty():
    book = openpyxl.Workbook()
    book.active.title = "表"
    book.active.append(["甲", 1])
    book.active["B2"] = "=SUM(B1:B1)"
    stream = io.BytesIO()
    book.save(stream)
    document = read_document(stream.getvalue(), "x")
    assert len(document.warnings) == 1
    assert "1 个公式没有计算结果（如 B2）" in document.warnings[0]


def test_a_formula_with_a_stored_result_is_that_result():
    document = _workbook(lambda book: book.add_worksheet().write_formula("A1", "=1+1", None, 2))
    assert [line.text for line in document.blocks] == ["2"]


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("2946.2500000000005", "General", "2946.25"),
        ("0.1", "General", "0.1"),
        ("123456789012", "General", "123456789012"),
        ("1E-3", "General", "0.001"),
        ("2946.255", "#,##0.00", "2946.26"),
        ("-3.005", "0.00_ ;[Red]-0.00", "-3.01"),
        ("12.5", "#,##0.0#", "12.5"),
        ("0.1234", "0.00%", "12.34%"),
        ("0", '#,##0.00;-#,##0.00;""', ""),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', ""),
        ("7", '"第"0"项"', "7"),
        ("45657", "yyyy/m/d", "2024年12月31日"),
        ("201", "@", "201"),
        ("甲", "0.00", "甲"),
        ("1e400", "0.00", "1e400"),
    ],
)
def test_numbers_show_by_their_format(stored, code, text):
    assert shown(stored, code) == text


def test_two_tables_on_one_sheet_are_two_grids():
    def fill(book):
        sheet, edge = book.add_worksheet(), book.add_format({"border": 1})
        for top in (0, 4):
            for row in range(2):
                sheet.write_row(top + row, 0, ["甲", "1"], edge)
        sheet.write(2, 0, "注：略")

    assert [type(block) for block in _workbook(fill).blocks] == [Grid, Line, Grid]


def test_a_cell_far_away_costs_nothing():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["甲", "乙"])
        sheet.write(1_000_000, 16_000, "远")

    assert [line.text for line in _workbook(fill).blocks] == ["甲\t乙"]


def test_an_empty_workbook_is_refused():
    with pytest.raises(UnreadableFile, match="工作簿里没有内容"):
        _workbook(lambda book: book.add_worksheet())


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("2020060", "#,##0.00,", "2020.06"),
        ("2020060", "#,##0,", "2020"),
        ("2020060000", "0.00,,", "2020.06"),
        ("20206000", '0!.0,"万元"', "2020.6"),
        ("20206000", "0\\.0000", "2020.6000"),
        ("50", "0\\.0000", "0.0050"),
        ("-50", "0!.0", "-5.0"),
        ("0.5", "0.0%", "50.0%"),
        ("1234.5", "0.00E+00", "1.2345E+3"),
        ("5.5", "# ?/?", "5.5（分数格式）"),
    ],
)
def test_a_format_that_scales_a_number_shows_it_scaled(stored: str, code: str, text: str) -> None:
    assert shown(stored, code) == text


def test_hidden_rows_and_columns_are_not_read_and_said():
    def fill(book):
        sheet = book.add_worksheet("表")
        edge = book.add_format({"border": 1})
        for row, values in enumerate([["项目", "金额", "备查"], ["甲", 1, 7], ["乙", 2, 8], ["丙", 3, 9]]):
            for column, value in enumerate(values):
                sheet.write(row, column, value, edge)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})

    document = _workbook(fill)
    (grid,) = document.blocks
    assert _rows(grid) == [["项目", "金额", ""], ["甲", "1", ""], ["", "", ""], ["丙", "3", ""]]
    assert len(document.warnings) == 1
    assert "隐藏的行或列" in document.warnings[0]
