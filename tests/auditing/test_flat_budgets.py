"""A budget's table by subject whose cells stand one a line: read where no number can be broken, else said to be unread."""

import pytest

from shebao.auditing.audit import audit_report
from shebao.auditing.verdicts import Severity
from shebao.reading.report import read_file
from shebao.report import Report
from shebao.report.tables import TableState

ROWS = """2025年一般公共预算支出表
单位：万元
科目编码
科目名称
合计
基本支出
项目支出
2080505
机关事业单位基本养老保险缴费支出
58.78
58.78
2081101
行政运行
2,277.79
2,277.79
2081104
残疾人康复
87.78
87.78
合计
2,424.35
2,336.57
87.78
"""
HEAD = "某市残疾人联合会2025年部门预算公开\n第二部分 2025年部门预算表\n"


def read(rows: str) -> Report:
    return read_file(
        (HEAD + rows + "第三部分 名词解释\n一、基本支出：指保障机构运转的支出。\n").encode(), "budget.txt"
    ).report


def errors(rows: str) -> list[tuple[str, str]]:
    found = audit_report(read(rows)).findings
    return [(f.stated, f.expected) for f in found if f.severity is Severity.ERROR]


def test_whole_numbers_are_read_and_prove_a_total() -> None:
    (table,) = read(ROWS).tables
    assert table.state is TableState.READ
    total = table.figure("total", "total")
    assert total is not None
    assert total.text == "2,424.35"
    assert errors(ROWS) == []
    assert errors(ROWS.replace("\n2,424.35", "\n2,442.35"))


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ("2,277.79\n2,277", "2,27\n7.79\n2,277"),
        ("58.78\n58", "58.7\n8\n58"),
        ("2,336.57", "2,\n336.57"),
        ("87.78\n合计", "87\n.78\n合计"),
    ],
)
def test_a_number_that_is_broken_leaves_the_table_unread(whole: str, broken: str) -> None:
    assert whole in ROWS
    rows = ROWS.replace(whole, broken, 1)
    assert [table.state for table in read(rows).tables] == [TableState.UNREADABLE]
    assert errors(rows) == []
