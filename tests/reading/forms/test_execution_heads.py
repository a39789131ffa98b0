"""Budget execution under heads that no list knows, and rates printed without their sign."""

from __future__ import annotations

import pytest

from shebao.auditing.audit import audit_report
from shebao.reading.files import read_document
from shebao.reading.report import interpret

_REST = "一级指标\t二级指标\t三级指标\t年初目标值\t实际完成值\t分值\t得分\n产出指标\t数量指标\t走访户数\t≥80户\t90户\t80\t80\n总分\t\t\t\t\t100\t99.5\n"


def _form(heads: str, row: str, mark: str):
    above = f"2023年度甲项目绩效自评表\n项目名称{mark}甲项目\n预算执行情况{mark}{mark.join(heads.split())}\n年度资金总额{mark}{mark.join(row.split())}\n"
    return interpret(read_document((above + _REST).encode(), "甲.txt"))


@pytest.mark.parametrize("mark", ["\t", "|", ";", " "])
@pytest.mark.parametrize(
    ("heads", "row"),
    [
        ("预算安排 支出完成 使用率 核定分", "120.50 114.48 95% 19"),
        ("下达预算 实际使用 评定得分 支出进度", "120.50 114.48 19 95%"),
        ("核定预算 已支付金额 满分值 执行进度 打分", "120.50 114.48 20 95% 19"),
    ],
)
def test_roles_follow_from_stems(heads: str, row: str, mark: str) -> None:
    (form,) = _form(heads, row, mark).forms
    (line,) = form.executions
    assert [each and each.text for each in (line.budget, line.actual, line.rate, line.score)] == [
        "120.50",
        "114.48",
        "95",
        "19",
    ]


def test_a_number_under_a_head_that_says_nothing_is_not_read_by_order() -> None:
    report = _form("预算数 执行数 丙栏 执行率", "120.50 114.48 19 95%", "|")
    assert [f.rule for f in audit_report(report).findings if f.rule == "P01"] == []


@pytest.mark.parametrize(("head", "rate", "missing"), [("执行率", "95", 1), ("执行率（%）", "95", 0), ("执行率", "95%", 0), ("执行率", "0.95", 0)])  # fmt: skip
def test_a_rate_without_its_sign_is_said(head: str, rate: str, missing: int) -> None:
    report = _form(f"预算数 执行数 {head} 得分", f"120.50 114.48 {rate} 19", "\t")
    findings = audit_report(report).findings
    assert sum(f.rule == "L07" for f in findings) == missing
    assert [f for f in findings if f.rule == "P01"] == []


@pytest.mark.parametrize(
    "label", ["总评分", "综合评分", "得分总计", "评价总分", "自评合计得分", "考评总分", "综合得分（100分）"]
)
def test_the_total_is_found_under_other_labels(label: str) -> None:
    above = "2023年度甲项目绩效自评表\n项目名称\t甲项目\n"
    report = interpret(read_document((above + _REST.replace("总分\t", f"{label}\t")).encode(), "甲.txt"))
    assert [form.total and form.total.text for form in report.forms] == ["99.5"]
