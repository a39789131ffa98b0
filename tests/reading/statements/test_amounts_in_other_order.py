"""Amounts whose words stand elsewhere: shares before them, budgets with brackets, rates that name their base again."""

import pytest

from reading.statements.sentences import facts, statements
from shebao.report.statements import Change, Completion, Parts, Share


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
