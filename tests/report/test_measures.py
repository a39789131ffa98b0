"""The measures' data file: what names mean, and which mistakes the loader rejects."""

import pytest

from shebao.report.measures import measure_named, measures, parse_measures


@pytest.mark.parametrize(
    ("name", "topic", "under", "expected"),
    [
        ("基本支出", "expenditure", (), "expenditure.basic"),
        ("基本支出", "general", (), "general.basic"),
        ("基本支出", "procurement", (), None),
        ("基本支出", "performance", ("overall",), "overall.basic"),
        ("收支总计", "totals", (), "grand_total"),
        ("收支总计", "appropriation", (), "appropriation_grand_total"),
        ("财政拨款支出", "general", (), "general"),
        ("财政拨款支出", "appropriation", (), "appropriation_expenditure"),
        ("机关运行经费", "", (), "running_costs"),
        ("没有的名称", "general", (), None),
    ],
)
def test_a_name_means_one_measure_or_none(name: str, topic: str, under: tuple[str, ...], expected: str | None) -> None:
    """The two scopes are told apart by section and by what the sentence is about."""
    found = measure_named(name, topic, under)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"nams": ["收入"]}, "未知的键"),
        ({"names": ["因公出国（境）费"]}, "全角括号"),
        ({"cells": {"actual": ["income:total"]}}, "表:行:栏"),
        ({"cells": {"actual": ["income:total:amount"]}}, "没有栏"),
        ({"cells": {"actual": ["budget:total:amount"]}}, "九张表"),
        ({"parent": "nothing"}, "没有指标"),
        ({"partitions": [["nothing"]]}, "没有指标"),
    ],
)
def test_mistakes_are_rejected_with_measure_and_reason(entry: dict[str, object], reason: str) -> None:
    """A mistake in the data file names the measure and says what is wrong."""
    with pytest.raises(ValueError, match=reason) as raised:
        parse_measures({"spending": entry})
    assert "spending" in str(raised.value)


def test_what_a_measure_is_within_never_leads_back_to_it() -> None:
    """`within` has no cycle."""
    for measure in measures().values():
        open_, seen = list(measure.within), set()
        while open_:
            name = open_.pop()
            assert name != measure.id
            if name not in seen:
                seen.add(name)
                open_ += measures()[name].within
