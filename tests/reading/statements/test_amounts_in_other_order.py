"""Amounts whose words stand elsewhere: shares before them, budgets with brackets, rates that name their base again."""

import pytest

from reading.statements.sentences import facts, statements
from shebao.report.statements import Change, Completion, Listing, Parts, Share


@pytest.mark.parametrize("part", ["{}占{}，为{}万元", "{}占{}，金额{}万元", "{}占{}（{}万元）", "{}占比{}，即{}万元"])
def test_a_share_before_its_amount(part: str) -> None:
    listed = "；".join([part.format("基本支出", "80%", "80.00"), part.format("项目支出", "20%", "20.00")])
    found = statements("narrative.expenditure", f"本年支出合计100.00万元，构成为：{listed}。")
    assert facts(found)[1:] == [
        ("expenditure.basic", "actual", "80.00万元"),
        ("expenditure.project", "actual", "20.00万元"),
    ]
    shares = [claim for claim in found.claims if isinstance(claim, Share)]
    assert [(s.part.figure.text, s.whole_measure, s.rate.text) for s in shares] == [
        ("80.00", "expenditure_total", "80"),
        ("20.00", "expenditure_total", "20"),
    ]


@pytest.mark.parametrize("word", ["比重", "比例为", "其比重为", "占比", "所占比例为"])
def test_a_share_by_another_word(word: str) -> None:
    found = statements("narrative.expenditure", f"本年支出合计100元，其中：基本支出80元，{word}80%；项目支出20元。")
    assert [(c.part.figure.text, c.rate.text) for c in found.claims if isinstance(c, Share)] == [("80", "80")]


@pytest.mark.parametrize("budget", ["支出预算（年初）为", "年初安排", "年初预算数（批复）", "年初预算（含追加）"])
@pytest.mark.parametrize("actual", ["决算为", "年度执行", "实际执行"])
def test_budgets_that_are_called_so_in_brackets_or_by_a_verb(budget: str, actual: str) -> None:
    found = statements(
        "narrative.general.total", f"一般公共预算财政拨款支出{budget}3.00万元，{actual}2.00万元，完成年初预算的66.67%。"
    )
    assert facts(found) == [("general", "initial_budget", "3.00万元"), ("general", "actual", "2.00万元")]
    assert [c.rate.text for c in found.claims if isinstance(c, Completion)] == ["66.67"]


@pytest.mark.parametrize("again", ["同比", "比上年", "较2022年", "与上年相比"])
def test_a_rate_that_names_its_base_again_belongs_to_the_same_comparison(again: str) -> None:
    found = statements(
        "narrative.running_costs", f"机关运行经费支出12.00万元，比2022年度增加2.00万元，{again}增长20%。"
    )
    (change,) = (c for c in found.claims if isinstance(c, Change))
    assert change.difference is not None
    assert change.rate is not None
    assert (change.difference.text, change.rate.text) == ("2.00", "20")


def test_a_rate_against_another_base_is_another_comparison() -> None:
    found = statements(
        "narrative.running_costs", "机关运行经费支出12.00万元，比2022年度增加2.00万元，比2021年增长20%。"
    )
    assert len([c for c in found.claims if isinstance(c, Change)]) == 2


def test_kinds_behind_a_full_stop_are_parts_of_the_number_before() -> None:
    found = statements("narrative.assets", "本单位共有车辆3辆。其中：机要通信用车1辆、应急保障用车0辆、其他用车2辆。")
    (parts,) = (c for c in found.claims if isinstance(c, Parts))
    assert (parts.whole.figure.text, [part.figure.text for part in parts.parts]) == ("3", ["1", "0", "2"])


@pytest.mark.parametrize("kind", ["一般公共预算支出", "一般公共预算项目支出", "政府性基金预算支出"])
def test_what_projects_involve_is_not_all_of_its_kind(kind: str) -> None:
    found = statements("narrative.performance", f"纳入绩效自评的项目共3个，涉及{kind}154.00万元，占{kind}总额的50%。")
    assert ("performance.amount", "actual", "154.00万元") in facts(found)
    assert not any(fact[0].startswith(("general", "fund")) for fact in facts(found))


@pytest.mark.parametrize("link", ["完成年初预算", "为年初预算", "占年初预算", "达到年初预算"])
def test_a_rate_of_the_budget_that_stands_before_it(link: str) -> None:
    found = statements(
        "narrative.general.total",
        f"一般公共预算财政拨款支出决算2.00万元，{link}3.00万元的66.67%。决算数小于年初预算数。",
    )
    assert facts(found) == [("general", "actual", "2.00万元"), ("general", "initial_budget", "3.00万元")]
    completions = [c for c in found.claims if isinstance(c, Completion)]
    assert [(c.actual.figure.text, c.budget and c.budget.figure.text, c.rate.text) for c in completions] == [
        ("2.00", "3.00", "66.67")
    ]


def test_a_share_of_the_amount_that_stands_before_it() -> None:
    found = statements(
        "narrative.expenditure", "本年支出合计100.00万元。其中，基本支出80.00万元，占支出合计100.00万元的80%。"
    )
    (share,) = (c for c in found.claims if isinstance(c, Share))
    assert share.whole is not None
    assert (share.part.figure.text, share.whole.figure.text, share.rate.text) == ("80.00", "100.00", "80")


@pytest.mark.parametrize("sides", ["收入、支出决算总计分别为", "收支总计各为", "收入和支出总计分别是"])
def test_both_sides_are_one_amount(sides: str) -> None:
    found = statements("narrative.totals", f"2023年度{sides}9.00万元和9.00万元，较上年增加1.00万元，增长12.5%。")
    assert facts(found) == [("grand_total", "actual", "9.00万元")] * 2
    assert [c.difference and c.difference.text for c in found.claims if isinstance(c, Change)] == ["1.00"]


@pytest.mark.parametrize("reaches", ["为", "达到", "总额为"])
def test_an_amount_behind_its_comparison(reaches: str) -> None:
    found = statements("narrative.totals", f"与2022年度相比，收支总计均增加1.00万元，增长12.5%，{reaches}9.00万元。")
    assert facts(found) == [("grand_total", "actual", "9.00万元")]
    (change,) = (c for c in found.claims if isinstance(c, Change))
    assert change.current is not None
    assert change.current.figure.text == "9.00"


@pytest.mark.parametrize(
    "said",
    [
        "人员经费6.00万元，主要用于：基本工资、维修（护）费、奖金；公用经费4.00万元，主要用于：水费、电费。",
        "人员经费为6.00万元（含基本工资、维修（护）费、奖金），公用经费为4.00万元（含水费、电费）。",
        "人员经费6.00万元，主要包括基本工资、维修（护）费、奖金；公用经费4.00万元，具体包含水费、电费。",
    ],
)
def test_names_listed_for_what_they_are_used_and_in_brackets(said: str) -> None:
    found = statements("narrative.basic", f"一般公共预算财政拨款基本支出10.00万元，{said}")
    listings = [c for c in found.claims if isinstance(c, Listing)]
    assert [(c.measure, [name.quote for name in c.names]) for c in listings] == [
        ("personnel", ["基本工资", "维修（护）费", "奖金"]),
        ("operating", ["水费", "电费"]),
    ]
    assert ("operating", "actual", "4.00万元") in facts(found)
