"""Flattened tables of other provinces: names around their row, totals first, further columns, numbered labels."""

from __future__ import annotations

import pytest

from reading.tables.test_traps import tables_of, texts
from shebao.report.tables import TableState
from text_documents import lines_of

BASIC = """一般公共预算财政拨款基本支出决算表
单位：万元
科目编码 科目名称 决算数 科目编码 科目名称 决算数
301 工资福利支出 100.00 302 商品和服务支出 30.00
30101 基本工资 40.00 30201 办公费 10.00
30107 绩效工资 30205 水费
机关事业单位基本养老保
30108 60.00 30206 电费 20.00
险缴费
303 对个人和家庭的补助 5.00 310 资本性支出 7.00
职业年金 信息网络及软件购置
30109 31007 7.00
缴费 更新
30305 生活补助 5.00 31002 办公设备购置
人员经费合计 105.00 公用经费合计 37.00"""


def test_names_around_the_row_of_their_code_leave_its_amount() -> None:
    """The amount of a code whose name wraps above and below it, in either block or both, is its own."""
    table = tables_of(*lines_of(BASIC))["basic_expenditure"]
    row = table.row("30108")
    assert row is not None
    assert row.name == "机关事业单位基本养老保险缴费"
    assert row.source.quote == "30108 60.00"
    assert texts(table, "30108") == {"amount": "60.00"}
    assert texts(table, "30206") == {"amount": "20.00"}
    assert texts(table, "30205") == {}
    assert texts(table, "31007") == {"amount": "7.00"}
    assert texts(table, "operating") == {"amount": "37.00"}


FUNCTIONAL = """支出决算表
单位：万元
科目编码 科目名称 本年支出合计 基本支出 项目支出
合计 90.00 80.00 10.00
208 社会保障和就业支出 90.00 80.00 10.00
20805 行政事业单位养老支出 80.00 80.00
机关事业单位基本养老保险
2080505 80.00 80.00
缴费支出
未曾见过的新设科目名称
20877 其下属的各类业务 10.00 10.00
补助支出
2087701 补助 10.00 10.00"""


def test_functional_names_around_their_row_are_whole() -> None:
    """Known names by the classification, unknown ones by the lines evenly around the code."""
    table = tables_of(*lines_of(FUNCTIONAL))["expenditure"]
    names = {row.key: row.name for row in table.rows}
    assert names["2080505"] == "机关事业单位基本养老保险缴费支出"
    assert names["20877"] == "未曾见过的新设科目名称其下属的各类业务补助支出"
    assert all(not row.key or texts(table, row.key)["total"] for row in table.rows)


def test_a_label_around_its_amount_keeps_both() -> None:
    text = """收入支出决算总表
单位：万元
收入 支出
项目 决算数 项目 决算数
一、一般公共预算财政拨款收入 98.00 一、一般公共服务支出
二、政府性基金预算财政拨款收入 八、社会保障和就业支出 60.00
三、国有资本经营预算财政拨款收入 二十二、灾害防治及应急管理支
38.00
出
本年收入合计 98.00 本年支出合计 98.00
使用非财政拨款结余 结余分配
年初结转和结余 年末结转和结余
总计 98.00 总计 98.00"""
    table = tables_of(*lines_of(text))["income_and_expenditure"]
    assert texts(table, "out.224") == {"amount": "38.00"}
    assert all(row.key for row in table.rows)


def test_labels_numbered_in_digits_are_no_amounts() -> None:
    text = """收入支出决算总表
单位：万元
项 目 决算数 项 目 决算数
1.一般公共预算财政拨款 86.52 1.一般公共服务支出
2.政府性基金预算财政拨款 2.外交支出
3.国有资本经营预算财政拨款 3.国防支出
4.上级补助收入 8.社会保障和就业支出 74.06
5.事业收入 19.住房保障支出 12.46
本年收入合计 86.52 本年支出合计 86.52
年初结转和结余 年末结转和结余
收入总计 86.52 支出总计 86.52"""
    table = tables_of(*lines_of(text))["income_and_expenditure"]
    assert texts(table, "in.general") == {"amount": "86.52"}
    assert texts(table, "in.fund") == {}
    assert texts(table, "out.221") == {"amount": "12.46"}


def test_basic_expenditure_split_into_personnel_and_operating() -> None:
    """A title with 按功能分类科目, and 人员经费 and 公用经费 as columns of basic expenditure."""
    text = """一般公共预算财政拨款支出决算表（按功能分类科目）
金额单位：万元
科目编码 科目名称 本年支出合计 基本支出 项目支出
小计 人员经费 公用经费
合计 186.52 166.52 148.30 18.22 20.00
210 卫生健康支出 155.20 135.20 116.98 18.22 20.00
221 住房保障支出 31.32 31.32 31.32"""
    table = tables_of(*lines_of(text))["general_budget_expenditure"]
    assert texts(table, "total") == {
        "total": "186.52",
        "basic": "166.52",
        "personnel": "148.30",
        "operating": "18.22",
        "project": "20.00",
    }
    assert texts(table, "221") == {"total": "31.32", "basic": "31.32", "personnel": "31.32"}


def test_basic_expenditure_with_its_total_first() -> None:
    text = """一般公共预算财政拨款基本支出决算表（按经济分类科目）
金额单位：万元
科目编码 科目名称 本年支出合计 人员经费 公用经费
合计 70.52 52.30 18.22
301 工资福利支出 52.30 52.30
30101 基本工资 30.30 30.30
30107 绩效工资 22.00 22.00
302 商品和服务支出 18.22 18.22
30201 办公费 18.22 18.22"""
    table = tables_of(*lines_of(text))["basic_expenditure"]
    assert texts(table, "total") == {"amount": "70.52"}
    assert texts(table, "30107") == {"amount": "22.00"}


def test_labels_of_the_head_among_the_amounts_leave_their_columns_blank() -> None:
    """A head merged into the row of totals: 0 2002.80 合计 基本支出 项目支出 0."""
    text = """政府性基金预算财政拨款收入支出决算表
单位：万元
年初结转和 年末结转和
本年收入 本年支出
结余 结余
科目编码 科目名称
合计 0 2002.80 合计 基本支出 项目支出 0
207 文化旅游体育与传媒支出 0 2.80 2.80 2.80 0
212 城乡社区支出 0 2,000.00 2,000.00 2,000.00 0"""
    table = tables_of(*lines_of(text))["government_fund"]
    assert texts(table, "total") == {"opening": "0", "income": "2002.80", "closing": "0"}
    row = texts(table, "212")
    assert (row["income"], row["total"]) == ("2,000.00", "2,000.00")


@pytest.mark.parametrize("where", ["income", "opening"])
def test_a_blank_cell_that_may_hold_the_amount_is_doubtful(where: str) -> None:
    """Carry-over or income: nothing tells in which of the two columns the one amount stands."""
    text = """政府性基金预算财政拨款收入支出决算表
单位：万元
科目编码 科目名称 年初结转和结余 本年收入 小计 基本支出 项目支出 年末结转和结余
合计 78.94 78.94 78.94
229 其他支出 78.94 78.94 78.94"""
    cell = tables_of(*lines_of(text))["government_fund"].cell("total", where)
    assert cell is not None
    assert cell.doubtful


def test_a_table_of_three_public_and_meetings_is_not_read_as_three_public() -> None:
    text = """一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表
金额单位：万元
项目 “三公”经费 会议费 培训费
小计 因公出国（境）费用 公务接待费 公务用车购置及运行维护费
预算数 决算数
1.00 1.00 0.50"""
    assert tables_of(*lines_of(text))["three_public"].state is TableState.UNREADABLE
