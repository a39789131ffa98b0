"""X50, X51, X53: projects that the narrative lists in its own ways, with and without their forms."""

import pytest

from reading.forms.made import report
from shebao.auditing.context import Context
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Violated

COUNTED = "我单位对3个项目开展了绩效自评，涉及一般公共预算项目支出资金 205 万元。"
LISTED = (
    "1.甲类业务经费全年预算数为 40 万元，执行数为 34 万元，完成预算的85%，自评得分94分。"
    "2.“乙类业务经费”自评得分98分，全年预算数为 91 万元，执行数为 81 万元，完成预算的89%。"
    "3.丙类业务经费绩效自评综述：全年预算数为 95 万元，执行数为 90 万元，完成预算的94.7%。"
)


def found(narrative: str) -> list[tuple[str, str, str]]:
    made = Context(report(narrative=narrative))
    return [
        (rule.code, verdict.stated, verdict.expected)
        for rule in all_rules()
        if rule.code in {"X50", "X51", "X52", "X53"}
        for verdict in rule.check(made)
        if isinstance(verdict, Violated)
    ]


@pytest.mark.parametrize("way", ["我单位对3个项目开展了绩效自评，", "共有3个项目完成自评，", "共涉及项目3个，"])
def test_what_agrees_raises_nothing(way: str) -> None:
    assert found(f"{way}金额 205 万元。{LISTED}") == []


def test_a_count_is_wrong_where_the_stated_sum_is_that_of_those_listed() -> None:
    assert found(COUNTED.replace("3个", "5个") + LISTED) == [("X50", "5", "3")]


def test_more_projects_may_be_published_elsewhere() -> None:
    assert found(COUNTED.replace("3个", "5个").replace("205", "905") + LISTED) == []


def test_the_stated_sum_is_that_of_the_summaries_where_there_are_no_forms() -> None:
    assert found(COUNTED.replace("205", "250") + LISTED) == [("X53", "250", "205")]


def test_a_count_of_projects_outside_an_evaluation_is_none() -> None:
    assert found("全年开工5个项目。" + COUNTED + LISTED) == []
