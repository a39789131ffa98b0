"""A text cut at any width reads as it did before: whole rows are read, none is made of two."""

import unicodedata

import pytest

from shebao.reading.report import read_file
from shebao.reading.wrapped import cell_width, whole_rows
from shebao.report.tables import TableState

ROWS = [
    ("208", "社会保障和就业支出", 11_089_239, 9_597_545),
    ("20802", "民政管理事务", 9_042_710, 7_551_016),
    ("2080201", "行政运行", 8_863_909, 7_372_215),
    ("2080208", "基层政权建设和社区治理", 178_801, 178_801),
    ("20805", "行政事业单位养老支出", 2_046_529, 2_046_529),
    ("2080506", "机关事业单位职业年金缴费支出", 2_046_529, 2_046_529),
    ("221", "住房保障支出", 2_704_061, 2_704_061),
    ("22102", "住房改革支出", 2_704_061, 2_704_061),
    ("2210201", "住房公积金", 1_222_351, 1_222_351),
    ("2210203", "购房补贴", 1_481_710, 1_481_710),
]
PROSE = (
    "本年度一般公共预算财政拨款支出主要用于保障机构正常运转和完成年度各项工作任务，包括人员、公用和项目三类，按照有关规定执行"
    * 6
)


def report(separate: str = " ") -> list[str]:
    rows = [separate.join((code, name, f"{a:,}", f"{b:,}", f"{a - b:,}")) for code, name, a, b in ROWS]
    total = [separate.join(("合计", "13,793,300", "12,301,606", "1,491,694"))]
    head = [
        "第二部分 2023年度单位决算表",
        "2023年度一般公共预算财政拨款支出决算表",
        "单位：元",
        "科目编码 科目名称 小计 基本支出 项目支出",
    ]
    return [*head, *total, *rows, "注：本表反映支出情况。", "第三部分 2023年度单位决算情况说明", "一、支出情况", PROSE]


def halves(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def cut(lines: list[str], width: int, by_halves: bool) -> list[str]:
    found = []
    for line in lines:
        taken, size = "", 0
        for character in line:
            step = halves(character) if by_halves else 1
            if size + step > width:
                found.append(taken)
                taken, size = "", 0
            taken, size = taken + character, size + step
        found.append(taken)
    return found


def amounts(lines: list[str]) -> dict[str, list[str]]:
    read = read_file("\n".join(lines).encode(), "报告.txt").report
    table = read.table("general_budget_expenditure")
    assert table is not None
    assert table.state is TableState.READ
    return {row.key: [c.figure.text for c in row.cells.values() if c.figure and not c.doubtful] for row in table.rows}


@pytest.mark.parametrize("by_halves", [False, True])
@pytest.mark.parametrize("width", range(19, 60, 5))
def test_a_cut_table_is_read_as_the_whole_one(width: int, by_halves: bool) -> None:
    lines = report()
    whole, narrow = amounts(lines), amounts(cut(lines, width * (1 + by_halves), by_halves))
    assert narrow == whole


def test_what_was_not_cut_stays_as_it_is() -> None:
    even = [f"合计 {n:>12,}" for n in range(1000, 1040)]
    for lines in (report(), report("\t"), even, ["长短不一", "的几行", "12 13"], []):
        assert whole_rows(lines) == lines


def test_lines_keep_their_numbers() -> None:
    lines = cut(report(), 24, by_halves=False)
    assert len(whole_rows(lines)) == len(lines)


def test_a_piece_of_a_number_alone_on_its_line_is_no_page_number() -> None:
    text = "一、年度履职回顾\n共核查数据46193条，其中核实一致4\n13\n99条、存在差异4794条。\n"
    read = read_file(text.encode(), "甲.txt").report
    assert "41399" in {q.figure.text for q in read.quantities.all}


def test_a_table_whose_cells_were_cut_is_said_to_be_unreadable() -> None:
    rows = [(code, name, f"{a:,}.00", f"{b:,}.00", f"{a - b:,}.00") for code, name, a, b in ROWS]
    cells = [cell for row in [("合计", "13,793,300.00", "12,301,606.00", "1,491,694.00"), *rows] for cell in row]
    head = ["第二部分 2023年度单位决算表", "2023年度一般公共预算财政拨款支出决算表", "单位：元"]
    body = ["科目编码", "科目名称", "小计", "基本支出", "项目支出", *cells]
    end = ["注：本表反映支出情况。", "第三部分 2023年度单位决算情况说明", "一、支出情况", PROSE]
    for lines, width in ((body, 0), (cut(body, 7, by_halves=False), 7)):
        text = [*head, *lines, *end]
        assert cell_width(text) == width
        read = read_file("\n".join(text).encode(), "报告.txt").report
        table = read.table("general_budget_expenditure")
        assert table is not None
        assert (table.state is TableState.UNREADABLE) == bool(width)
