"""Exports of accounting programs: the same entries, written another way, are the same ledger."""

import contextlib
import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.accounts.importing.checks import _fen, day_in
from shebao.accounts.importing.entries import BUDGET, ENTRIES, Rules, read_ledger
from shebao.accounts.importing.headers import headers_of
from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.importing.schema import ENTRY_COLUMNS, match_headers
from shebao.accounts.importing.sheet_file import SheetFile
from shebao.accounts.importing.writing import header_key
from shebao.classification.subjects import department_economic, functional

EXAMPLE = Path(__file__).parents[3] / "examples" / "accounts" / "city-centre-2023"
RULES = Rules(2023, functional(), department_economic())
ROWS = list(csv.DictReader(io.StringIO((EXAMPLE / "entries.csv").read_text("utf-8-sig"))))[:60]


def written(rows, headers=lambda name: name):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([headers(name) for name in rows[0]])
    writer.writerows([list(row.values()) for row in rows])
    return SheetFile("entries.csv", out.getvalue().encode())


def ledger(file, kind=ENTRIES):
    return read_ledger(kind, file, RULES)


PLAIN = ledger(written(ROWS))


def same(found):
    return found.amount.tolist() == PLAIN.amount.tolist() and all(
        [found.columns[key].at(row) for row in range(len(found))]
        == [PLAIN.columns[key].at(row) for row in range(len(PLAIN))]
        for key in ("day", "voucher", "functional", "economic", "kind")
    )


def changed(**changes):
    return [{key: changes.get(key, lambda text: text)(text) for key, text in row.items()} for row in ROWS]


WIDE = str.maketrans("0123456789-.,", "０１２３４５６７８９－．，")


@pytest.mark.parametrize(
    "rows",
    [
        changed(日期=lambda text: text.replace("-", "/").replace("/0", "/") + " 0:00:00"),
        changed(日期=lambda text: f"{text} 00:00:00.000"),
        changed(日期=lambda text: text.translate(WIDE)),
        changed(功能分类科目=lambda text: text.translate(WIDE)),
        changed(**{"金额（元）": lambda text: f"\u202d{text}\u202c"}),
        changed(**{"金额（元）": lambda text: text.translate(WIDE)}),
        changed(凭证号=lambda text: f"\u200b{text}\ufeff"),
    ],
)
def test_what_nobody_sees_does_not_count(rows):
    assert same(ledger(written(rows)))


@pytest.mark.parametrize(
    "headers",
    [
        {"金额（元）": "金额 （元）", "日期": "凭证\u200b日期"},
        {"功能分类科目": "功能分类科目代码", "经济分类科目": "部门经济分类", "金额（元）": "金额(元)"},
        {"金额（元）": "金额\u3000(元)", "凭证号": " 凭证编号 "},
    ],
)
def test_headers_are_known_without_spaces_marks_and_width(headers):
    assert same(ledger(written(ROWS, lambda name: headers.get(name, name))))


def sided(row):
    amount = row["金额（元）"]
    credit = row["类型"].startswith(("收入", "年初", "使用"))
    rest = {key: text for key, text in row.items() if key != "金额（元）"}
    return {**rest, "借方金额": "" if credit else amount, "贷方金额": amount if credit else ""}


def test_debit_and_credit_are_one_amount():
    assert same(ledger(written([sided(row) for row in ROWS])))


def test_a_red_entry_on_the_other_side_is_negative():
    rows = [sided(row) for row in ROWS]
    for row in rows:
        if not row["贷方金额"]:
            row["借方金额"], row["贷方金额"], row["摘要"] = "", row["借方金额"], "冲销"
    found = ledger(written(rows))
    assert all(
        after == (before if row["类型"].startswith(("收入", "年初", "使用")) else -before)
        for row, before, after in zip(ROWS, PLAIN.amount.tolist(), found.amount.tolist(), strict=True)
    )


def test_a_side_that_is_no_figure_is_refused_where_it_stands():
    rows = [sided(row) for row in ROWS]
    rows[3]["借方金额"] = "若干"
    with pytest.raises(ImportRejected) as caught:
        ledger(written(rows))
    assert (caught.value.problems[0].place.row, caught.value.problems[0].value) == (5, "若干")


def test_an_amount_column_counts_before_two_sides():
    names = ["类型", "借方金额", "贷方金额", "金额"]
    assert set(match_headers(names, ENTRY_COLUMNS, {})) == {"kind", "amount"}


def workbook(*sheets, hidden=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in (dict(zip(rows[0], rows[0], strict=True)), *rows):
            page.append(list(row.values()))
        page.sheet_state = "hidden" if name in hidden else "visible"
    out = io.BytesIO()
    book.save(out)
    return SheetFile("entries.xlsx", out.getvalue())


def test_a_hidden_sheet_is_not_imported_and_a_visible_copy_is_refused():
    assert same(ledger(workbook(("分录", ROWS), ("备份", ROWS), hidden=["备份"])))
    with pytest.raises(ImportRejected) as caught:
        ledger(workbook(("分录", ROWS), ("备份", ROWS)))
    assert any(each.code == "repeated_sheet" and "会翻倍" in str(each) for each in caught.value.problems)


def test_a_budget_that_stands_twice_is_refused():
    rows = list(csv.DictReader(io.StringIO((EXAMPLE / "budget.csv").read_text("utf-8-sig"))))[:20]
    with pytest.raises(ImportRejected) as caught:
        ledger(workbook(("预算", rows), ("上报前", rows)), BUDGET)
    assert [each.code for each in caught.value.problems] == ["repeated_sheet"]


def test_a_workbook_whose_only_sheet_is_hidden_says_so():
    book = workbook(("说明", [{"甲": "乙"}]), ("分录", ROWS), hidden=["分录"])
    with pytest.raises(ImportRejected, match="不能导入") as caught:
        ledger(book)
    assert "隐藏的工作表 分录 不读取" in str(caught.value.problems[0])


@given(st.text(max_size=40))
def test_any_text_is_judged_without_an_error(text):
    _fen(text)
    day_in(2023, required=True)(text)
    assert header_key(f" {text}\n") == header_key(text)


def test_a_header_with_line_breaks_inside_its_quotes_is_one_header():
    broken = {"金额（元）": "金额\n（元）", "日期": "日\r\n期"}
    file = written(ROWS, lambda name: broken.get(name, name))
    assert {header_key(name) for name in headers_of(file)} == {header_key(name) for name in ROWS[0]}
    assert same(ledger(file))


@given(st.binary(max_size=300))
def test_whatever_stands_first_in_a_csv_is_a_header_or_refused(data):
    headers_of(SheetFile("entries.csv", data))
    with contextlib.suppress(ImportRejected):
        ledger(SheetFile("entries.csv", data))


def formatted(code="0.00", first_row=1, first_column=1):
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate([list(ROWS[0]), *(row.values() for row in ROWS)]):
        for place, text in enumerate(row):
            cell = sheet.cell(first_row + number, first_column + place)
            money = number and list(ROWS[0])[place] == "金额（元）"
            cell.value = float(text) if money else text
            if money:
                cell.number_format = code
    out = io.BytesIO()
    book.save(out)
    return SheetFile("entries.xlsx", out.getvalue())


@pytest.mark.parametrize("code", ["#,##0.00,", "0,.0", '#,##0,"千元"', "#,##0,,;-#,##0,,", "[红色]#,##0,_ "])
@pytest.mark.parametrize(("first_row", "first_column"), [(1, 1), (4, 3)])
def test_an_amount_that_shows_scaled_is_refused_with_both_amounts(code, first_row, first_column):
    with pytest.raises(ImportRejected) as refused:
        ledger(formatted(code, first_row, first_column))
    problem = refused.value.problems[0]
    assert (problem.code, problem.place.row, problem.field) == ("scaled_format", first_row + 1, "金额（元）")
    assert "分不清要哪一个" in problem.reason
    assert len(refused.value.problems) == len(ROWS)


@pytest.mark.parametrize("code", ["#,##0.00", "General", '#,##0.00"元,"', "_ * #,##0.00_ ;_ * -#,##0.00_ ", "0.00%"])
@pytest.mark.parametrize(("first_row", "first_column"), [(1, 1), (4, 3)])
def test_other_formats_are_taken_wherever_the_sheet_begins(code, first_row, first_column):
    assert ledger(formatted(code, first_row, first_column)).amount.tolist() == PLAIN.amount.tolist()


def test_a_mistake_is_told_with_the_row_that_a_person_sees():
    file = formatted(first_row=4, first_column=3)
    book = openpyxl.load_workbook(io.BytesIO(file.data))
    book.active.cell(6, 3 + list(ROWS[0]).index("金额（元）")).value = "不是金额"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(ImportRejected) as refused:
        ledger(SheetFile("entries.xlsx", out.getvalue()))
    assert refused.value.problems[0].place.row == 6
