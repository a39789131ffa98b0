"""Bad input: each kind has a message with file, row, column, value, reason and advice; nothing is imported."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import opencc
import openpyxl
import pytest

from accounts.account_files import (
    BASIC,
    BUDGET_HEADER,
    ENTRY_HEADER,
    FUND,
    GENERAL,
    INCOME,
    MANIFEST,
    OTHER,
    PROJECT,
    SOUND,
    folder_of,
    write_sheet,
)
from shebao.accounts.closing.closing import closing_of
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.importing.rejects import ImportRejected

LATE = {**BASIC, "凭证号": "记-9"}


def rejects(folder: Path) -> list[str]:
    with pytest.raises(ImportRejected) as caught:
        closing_of(read_folder(folder))
    return [str(reject) for reject in caught.value.problems]


ROWS = [
    ({"功能分类科目": "2080190"}, "第 5 行“功能分类科目”“2080190”：没有这个功能分类科目；是否为 2080199"),
    ({"功能分类科目": "2089901"}, "“2089901”：功能分类科目 2089901“其他社会保障和就业支出”在 2023 年不使用（使用年份 2007–2020）；应改用 2089999"),
    ({"功能分类科目": "20801"}, "功能分类科目编码应为 7 位；请细化到 7 位，如 2080101"),
    ({"功能分类科目": "社会保险经办机构"}, "不是功能分类科目编码；是否为 2080109 社会保险经办机构"),
    ({"功能分类科目": "社会保险经办机购"}, "不是功能分类科目编码；是否为 2080109 社会保险经办机构"),
    ({"功能分类科目": ""}, "没有填功能分类科目"),
    ({"经济分类科目": "30298"}, "没有这个经济分类科目；是否为 30299"),
    ({"经济分类科目": ""}, "基本支出没有经济分类科目"),
    ({"金额（元）": "12.345"}, "“12.345”：金额有两位以上小数；金额以元为单位，最多到分"),
    ({"金额（元）": "12.5万元"}, "“12.5万元”：金额带有“万”字；金额一律以元为单位填写数字"),
    ({"金额（元）": "一百"}, "“一百”：不是金额"),
    ({"金额（元）": ""}, "没有金额"),
    ({"金额（元）": "#REF!"}, "这是公式或公式错误，不是数"),
    ({"金额（元）": "100000000000"}, "金额过大"),
    ({"金额（元）": "-5.00"}, "金额为负，而摘要没有说明是冲销"),
    ({"日期": "2022-12-31"}, "“2022-12-31”：日期不在 2023 年度内"),
    ({"日期": "2023-02-30"}, "“2023-02-30”：不是日期"),
    ({"日期": ""}, "没有日期"),
    ({"凭证号": "记-2"}, "“凭证号”“记-2”：与第 3 行是同一凭证的同一行号"),
    ({"凭证号": ""}, "没有填凭证号"),
    ({"类型": "支出款"}, "“支出款”：不是收支类型；应填：支出"),
    ({"资金来源": "财政拨款"}, "“财政拨款”：不是资金来源"),
    ({"支出性质": ""}, "支出没有填支出性质"),
    ({"支出性质": "经营支出"}, "财政拨款只能用于基本支出或项目支出"),
    ({"支出性质": "项目支出"}, "项目支出没有项目名称"),
    ({"类型": "收入"}, "只有支出才填支出性质"),
    ({"类型": "结余分配", "支出性质": ""}, "使用非财政拨款结余和结余分配不能是财政拨款"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), ROWS, ids=[message[-24:] for _, message in ROWS])
def test_a_wrong_row_is_told_with_its_place(change: Mapping[str, str], message: str, tmp_path: Path) -> None:
    told = rejects(folder_of(tmp_path / "a", [*SOUND, {**LATE, **change}]))
    assert len(told) == 1
    assert told[0].startswith("entries.csv第 5 行")
    assert message in told[0]


@pytest.mark.parametrize(("change", "message"), ROWS, ids=[message[-24:] for _, message in ROWS])
def test_a_wrong_row_is_known_by_a_code_and_the_part_that_it_is_in(
    change: Mapping[str, str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ImportRejected) as caught:
        read_folder(folder_of(tmp_path / "a", [*SOUND, {**LATE, **change}]))
    for reject in caught.value.problems:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", reject.code)
        assert reject.place.part == "entries"


def test_reversals_say_so(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a", [*SOUND, {**LATE, "金额（元）": "-5.00", "摘要": "冲销多记办公费"}])
    assert closing_of(read_folder(folder)).amounts["expenditure", "total", "total"] == 120000_55 + 80000_01 - 5_00


def test_all_problems_of_all_files_in_one_pass(tmp_path: Path) -> None:
    rows = [
        *SOUND,
        {**LATE, "金额（元）": "1.234", "日期": "2021-01-01"},
        {**LATE, "凭证号": "记-10", "功能分类科目": "9999999"},
    ]
    folder = folder_of(tmp_path / "a", rows, budget=[{"预算类型": "预算", "类型": "支出"}], annex_yaml="staf: {}\n")
    told = rejects(folder)
    assert sum("entries.csv" in text for text in told) == 3
    assert sum("budget.csv" in text for text in told) >= 3
    assert any("annex.yaml" in text and "没有这个键" in text for text in told)


def test_a_code_whose_parent_is_not_registered(tmp_path: Path) -> None:
    subjects = "code,name,level,year_from,year_to,source,confidence,note\n2989901,某项,项,2020,2024,本地,known,\n"
    manifest = MANIFEST + "extra_subjects: subjects.csv\n"
    told = rejects(folder_of(tmp_path / "a", SOUND, manifest=manifest, subjects_csv=subjects))
    assert any("2989901" in text and "上级科目 29899 没有登记" in text for text in told)


def test_registered_local_subjects_are_accepted(tmp_path: Path) -> None:
    subjects = "code,name,level,year_from,year_to,source,confidence,note\n2080188,本地项,项,2020,2024,本地文件,known,\n"
    rows = [INCOME, {**BASIC, "功能分类科目": "2080188"}]
    folder = folder_of(
        tmp_path / "a", rows, manifest=MANIFEST + "extra_subjects: subjects.csv\n", subjects_csv=subjects
    )
    table = closing_of(read_folder(folder)).tables[2]
    row = table.row("2080188")
    assert row is not None
    assert row.name == "本地项"


@pytest.mark.parametrize("between", [",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_and_separators_that_programs_write(encoding: str, between: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    write_sheet(folder / "entries.csv", ENTRY_HEADER, SOUND)
    rows = csv.reader((folder / "entries.csv").read_text("utf-8").splitlines())
    with (folder / "entries.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=between).writerows(list(rows))
    assert closing_of(read_folder(folder)).amounts["expenditure", "total", "total"] == 200000_56


def test_big5_is_told_and_not_read_as_other_characters(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    text = opencc.OpenCC("s2t").convert((folder / "entries.csv").read_text("utf-8"))
    (folder / "entries.csv").write_bytes(text.encode("big5hkscs", "replace"))
    assert "Big5" in rejects(folder)[0]


def test_another_encoding_is_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    (folder / "entries.csv").write_bytes(
        (folder / "entries.csv").read_bytes().replace("办公费".encode(), b"\xff\xff\xff")
    )
    assert "文字编码不是 UTF-8 或 GB18030" in rejects(folder)[0]


def test_headers_of_other_programs(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a", manifest=MANIFEST + "columns:\n  entries: {金额（元）: 借方}\n")
    text = (folder / "entries.csv").read_text("utf-8").replace("金额（元）", "借方").replace("日期", "制单日期")
    (folder / "entries.csv").write_text(text, "utf-8")
    assert closing_of(read_folder(folder)).amounts["income", "total", "total"] == 500000_00


@pytest.mark.parametrize(
    ("header", "message"), [("金额（万元）", "金额以万元为单位；请换算为元"), ("钱", "“金额（元）”：缺少这一列")]
)
def test_a_missing_or_other_amount_column(header: str, message: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    text = (folder / "entries.csv").read_text("utf-8").replace("金额（元）", header)
    (folder / "entries.csv").write_text(text, "utf-8")
    assert message in rejects(folder)[0]


def workbook(folder: Path, rows: list[list[object]], merged: str = "", above: str = "") -> None:
    (folder / "entries.csv").unlink(missing_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if above:
        sheet.append([above])
    sheet.append(ENTRY_HEADER)
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    book.save(folder / "entries.xlsx")


def cells(row: Mapping[str, object], **changes: object) -> list[object]:
    return [{**row, **changes}.get(header, "") for header in ENTRY_HEADER]


def test_a_workbook_imports_like_its_csv(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    expected = closing_of(read_folder(folder)).amounts
    workbook(folder, [cells(row) for row in SOUND[:2]] + [cells(PROJECT, **{"金额（元）": 80000.01})])
    assert closing_of(read_folder(folder)).amounts == expected


def test_formulas_without_cached_values(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    workbook(folder, [cells(INCOME), cells(BASIC, **{"金额（元）": "=1+2"})])
    told = rejects(folder)
    assert told == [
        "entries.xlsx〔Sheet〕第 3 行“金额（元）”：公式没有缓存值，读不到数；请在表格程序中打开、计算并保存一次，或改为数值。"
    ]


def test_merged_cells_among_the_rows(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    workbook(folder, [cells(row) for row in SOUND], merged="B3:B4")
    assert rejects(folder) == ["entries.xlsx〔Sheet〕第 3 行“B列”：数据行里有合并单元格；请取消合并，每行各自填写。"]


def test_a_sheet_in_wan(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    workbook(folder, [cells(row) for row in SOUND], above="单位：万元")
    assert "表头写明以万元为单位" in rejects(folder)[0]


def test_a_damaged_workbook(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    (folder / "entries.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert "不是能读的 XLSX 工作簿" in rejects(folder)[0]


def test_a_row_with_too_many_cells(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    with (folder / "entries.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(["x"] * 20) + "\n")
    assert "这一行的列数与表头不同" in rejects(folder)[0]


def test_blank_rows_do_not_count(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a", [INCOME, {}, BASIC, {}, {**LATE, "日期": "x"}])
    assert rejects(folder)[0].startswith("entries.csv第 6 行“日期”“x”")


def test_a_duplicate_in_another_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    (folder / "entries").mkdir()
    write_sheet(folder / "entries" / "三月.csv", ENTRY_HEADER, [PROJECT])
    assert "与 entries.csv 第 4 行是同一凭证的同一行号" in rejects(folder)[0]


def test_adjustments_need_their_document(tmp_path: Path) -> None:
    line = {
        "预算类型": "预算调整",
        "类型": "支出",
        "资金来源": GENERAL,
        "功能分类科目": "2080109",
        "支出性质": "基本支出",
        "金额（元）": "1",
    }
    told = rejects(folder_of(tmp_path / "a", SOUND, budget=[line]))
    assert [text.split("”")[0] for text in told] == [
        "budget.csv第 2 行“事由",
        "budget.csv第 2 行“文号",
        "budget.csv第 2 行“日期",
    ]


def test_an_empty_folder_and_a_missing_sheet(tmp_path: Path) -> None:
    assert "没有 accounts.yaml" in rejects(tmp_path)[0]
    (tmp_path / "accounts.yaml").write_text(MANIFEST, "utf-8")
    assert "没有 entries.xlsx 或 entries.csv" in rejects(tmp_path)[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fiscal_year: 2023\n", "“unit.name”：没有填写"),
        ("unit: {name: 甲, kind: 科}\nfiscal_year: 2023\n", "“unit.kind”“科”：不是可用的值；填：unit、department"),
        ("unit: {name: 甲}\nfiscal_year: 今年\n", "“fiscal_year”“今年”：不是 2007–2099 的整数"),
        ("unit: {name: 甲}\nfiscal_year: 2023\nyear: 1\n", "“year”：没有这个键"),
        ("a: [\n", "不是正确的 YAML"),
        ("- 1\n", "应是“键: 值”的映射"),
        ("a: &x [1]\nb: *x\n", "不接受 YAML 的引用"),
        (
            "unit: {name: 甲}\nfiscal_year: 2023\nunits: [{code: '1', name: 乙}, {code: '1', name: 丙}]\n",
            "单位编码重复",
        ),
    ],
)
def test_mistakes_in_the_manifest(text: str, message: str, tmp_path: Path) -> None:
    told = rejects(folder_of(tmp_path / "a", manifest=text))
    assert any(message in one for one in told), told


def test_annex_amounts_agree(tmp_path: Path) -> None:
    annex = "procurement: {goods: 10.00, small_medium: 20, micro: 30}\n"
    told = rejects(folder_of(tmp_path / "a", SOUND, annex_yaml=annex))
    assert any("授予中小企业的金额大于采购总额" in text for text in told)
    assert any("授予小微企业的金额大于授予中小企业的金额" in text for text in told)


DEPARTMENT = "unit: {name: 某局, kind: department}\nfiscal_year: 2023\nunits:\n  - {code: '1', name: 甲}\n  - {code: '2', name: 乙}\n"
PAID = {**PROJECT, "单位编码": "1", "凭证号": "划-1", "资金来源": OTHER, "对方单位编码": "2", "金额（元）": "900.00"}
GOT = {**INCOME, "单位编码": "2", "凭证号": "划-2", "资金来源": OTHER, "对方单位编码": "1", "金额（元）": "800.00"}


def test_an_unbalanced_transfer(tmp_path: Path) -> None:
    told = rejects(folder_of(tmp_path / "a", [PAID, GOT], manifest=DEPARTMENT))
    assert "付款单位 1 记的支出比收款单位 2 记的收入多 100.00 元；双方金额应相等" in told[0]


def test_units_must_be_registered(tmp_path: Path) -> None:
    told = rejects(folder_of(tmp_path / "a", [{**PAID, "单位编码": "3"}], manifest=DEPARTMENT))
    assert "单位编码须在 accounts.yaml 的 units 中登记" in told[0]


def test_fund_balances_need_their_item(tmp_path: Path) -> None:
    opening = f"资金来源,功能分类科目,金额（元）\n{FUND},,10.00\n"
    assert "这类资金的年初结转须写明功能分类科目" in rejects(folder_of(tmp_path / "a", SOUND, opening_csv=opening))[0]


def test_a_million_rows_are_refused_row_by_row_within_bounds(tmp_path: Path) -> None:
    """However many rows are wrong, all are counted and some listed."""
    folder = folder_of(tmp_path / "a")
    line = "2021-01-01,记,1,支出,x,1,2,3,,a,\n"
    (folder / "entries.csv").write_text(
        "日期,凭证号,行号,类型,资金来源,功能分类科目,经济分类科目,支出性质,项目,金额（元）,摘要\n" + line * 50_000,
        "utf-8",
    )
    with pytest.raises(ImportRejected) as caught:
        read_folder(folder)
    assert caught.value.total >= 300_000
    assert len(caught.value.problems) <= 2_000


def test_budget_sheets_are_told_by_their_header(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    write_sheet(folder / "budget.csv", BUDGET_HEADER[1:6], [])
    assert any("budget.csv第 1 行“金额（元）”：缺少这一列" in text for text in rejects(folder))
