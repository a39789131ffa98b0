"""Forms as other provinces print them: numbered rows, a second score, budget execution as a row of the indicators."""

from collections.abc import Sequence

import pytest

from reading.forms.made import grid, lines, report
from reading.forms.test_form_rules import violated
from shebao.reading.document import Block
from shebao.reading.forms import read_forms

TOP = (("项目名称", "系统运维费"), ("全年预算数（万元）", "120.00", "全年执行数（万元）", "90.00"))
HEAD = ("序号", "一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "自评得分", "复评得分")
ROWS = (
    ("1", "预算执行", "预算执行率", "预算执行率", "100%", "75%", "10", "7.5", "7.5"),
    ("2", "产出指标", "数量指标", "维护系统数量", "≥8套", "8套", "30", "30", "30"),
    ("3", "产出指标", "数量指标", "巡检次数", "≥12次", "9次", "20", "15", "15"),
    ("4", "效益指标", "社会效益指标", "系统稳定程度", "优", "优", "40", "40", "38"),
)
TOTAL = ("合计", "", "", "", "", "", "100", "92.5", "90.5")
TITLE = "2022年度系统运维费项目支出绩效自评表"


def printed(rows: Sequence[Sequence[str]], way: str) -> tuple[Block, ...]:
    if way == "grid":
        return (*lines(TITLE), grid([(*row, *[""] * (len(HEAD) - len(row))) for row in rows], 2))
    mark = {"spaces": " ", "tabs": "\t"}[way]
    return lines("\n".join([TITLE, *(mark.join(cell for cell in row if cell or mark == "\t") for row in rows)]))


def whole(rows: Sequence[Sequence[str]] = ROWS) -> list[Sequence[str]]:
    return [*TOP, HEAD, *rows, TOTAL]


@pytest.mark.parametrize("way", ["grid", "tabs", "spaces"])
def test_rows_behind_their_numbers_are_read_with_the_first_of_two_scores(way: str) -> None:
    (form,), _ = read_forms(printed([*TOP, HEAD, *ROWS[1:], TOTAL], way))
    assert [(i.name, i.weight and i.weight.text, i.score and i.score.text) for i in form.indicators] == [
        ("维护系统数量", "30", "30"), ("巡检次数", "20", "15"), ("系统稳定程度", "40", "40")
    ]  # fmt: skip
    assert not form.unread


@pytest.mark.parametrize("way", ["grid", "tabs"])
def test_budget_execution_among_the_indicators_is_the_execution_line(way: str) -> None:
    (form,), _ = read_forms(printed(whole(), way))
    (line,) = form.executions
    assert [f and f.text for f in (line.budget, line.actual, line.rate, line.weight, line.score)] == [
        "120.00", "90.00", "75", "10", "7.5"
    ]  # fmt: skip
    assert "预算执行率" not in [item.name for item in form.indicators]


def told(old: str, new: str, of: int) -> list[str]:
    rows = list(ROWS)
    rows[of] = tuple(new if cell == old else cell for cell in rows[of])
    return [code for code, _ in violated(report(printed(whole(rows), "grid")))]


def test_a_form_that_holds_raises_nothing_and_one_that_does_not_is_found() -> None:
    assert told("", "", 0) == []
    assert "P01" in told("75%", "85%", 0)
    assert "P02" in told("7.5", "8.5", 0)
    assert "P18" in told("40", "45", 3)


def test_a_level_that_no_list_knows_is_a_heading_where_its_column_says_so() -> None:
    rows = [tuple(cell.replace("产出指标", "履职成果").replace("数量指标", "任务规模") for cell in row) for row in ROWS]
    (form,), _ = read_forms(printed(whole(rows), "grid"))
    assert not form.unread
    assert {"履职成果", "任务规模"} <= {group.name for group in form.groups}
