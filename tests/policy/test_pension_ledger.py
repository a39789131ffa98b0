"""Annual adjustments, recalculation and arrears as operations on a ledger."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from shebao.cli import app
from shebao.fields.dates import Month
from shebao.policy.adjustments.rule import AdjustmentRule
from shebao.policy.casefile import parse_cases
from shebao.policy.errors import CaseError
from shebao.policy.pensions.compute import compute
from shebao.policy.pensions.ledger import Fixing, Payment, PaymentLedger

RETIRED = Month(2020, 6)
START = Month(2020, 7)
amounts = st.integers(50_000, 2_000_000)
rules = st.builds(
    AdjustmentRule,
    effective=st.integers(2021, 2026).map(lambda year: Month(year, 1)),
    retired_by=st.sampled_from([Month(2019, 12), Month(2020, 12), Month(2025, 12)]),
    fixed=st.integers(0, 10_000),
    per_year=st.integers(0, 500),
    percent=st.integers(0, 60_000),
    part_year_up=st.booleans(),
)
yearly = st.lists(rules, max_size=5, unique_by=lambda rule: rule.effective)


def ledger(amount, years=3050):
    return PaymentLedger(RETIRED, Month(1950, 3)).fixed(Fixing(START, RETIRED, amount, years))


@given(amounts, amounts, yearly)
def test_adjust_then_recalculate_is_recalculate_then_adjust(first, second, rules):
    correction = Fixing(START, Month(2024, 5), second, 3100)
    adjusted = ledger(first)
    for rule in rules:
        adjusted = adjusted.adjusted(rule)
    adjusted = adjusted.fixed(correction)
    recalculated = ledger(first).fixed(correction)
    for rule in reversed(rules):
        recalculated = recalculated.adjusted(rule)
    for year in range(2020, 2027):
        assert adjusted.standard(Month(year, 12)) == recalculated.standard(Month(year, 12))
    assert [change.standard for change in adjusted.changes()] == [change.standard for change in recalculated.changes()]


@given(amounts, amounts, yearly)
def test_arrears_of_a_recalculation_sum_to_the_difference_of_entitlements(first, second, rules):
    before = replace(ledger(first), rules=tuple(rules))
    after = before.fixed(Fixing(START, Month(2024, 5), second, 3050))
    months = [START.plus(offset) for offset in range(60)]
    paid = [Payment(month, before.standard(month)) for month in months]
    found = after.paid(paid).arrears(START, months[-1])
    assert found.due == sum(after.standard(month) - before.standard(month) for month in months)
    settled = after.paid([*paid, Payment(months[-1], found.due)])
    assert settled.arrears(START, months[-1]).due == 0


@given(amounts, yearly, st.integers(1, 500))
def test_a_standard_never_falls_by_adjustment_and_grows_with_the_pension_and_its_years(amount, rules, more):
    found = replace(ledger(amount), rules=tuple(rules))
    standards = [change.standard for change in found.changes()]
    assert standards == sorted(standards)
    last = Month(2026, 12)
    assert replace(ledger(amount + more), rules=tuple(rules)).standard(last) >= found.standard(last) + more
    assert replace(ledger(amount, 3050 + more), rules=tuple(rules)).standard(last) >= found.standard(last)


def test_one_adjustment_in_its_parts():
    rule = AdjustmentRule(Month(2021, 1), Month(2020, 12), fixed=3000, per_year=150, percent=10_000)
    found = ledger(300_050, 2550).adjusted(rule)
    assert found.standard(Month(2020, 12)) == 300_050
    assert found.standard(Month(2021, 1)) == 300_050 + 3000 + 150 * 25 + 3001
    up = ledger(300_050, 2550).adjusted(replace(rule, part_year_up=True))
    assert up.standard(Month(2021, 1)) == found.standard(Month(2021, 1)) + 150


def test_who_retired_after_the_cut_is_not_adjusted():
    rule = AdjustmentRule(Month(2021, 1), Month(2020, 5), fixed=3000)
    assert ledger(300_000).adjusted(rule).standard(Month(2021, 1)) == 300_000


def test_the_highest_age_tier_reached_at_the_end_of_the_year_before_counts():
    tiers = ((70, 1500), (75, 2500))
    rule = AdjustmentRule(Month(2021, 1), Month(2020, 12), tilts=tiers)
    assert rule.tilt_of(Month(1950, 12)) == 1500
    assert rule.tilt_of(Month(1951, 1)) == 0
    assert rule.tilt_of(Month(1945, 12)) == 2500
    assert ledger(300_000).adjusted(rule).standard(Month(2021, 1)) == 301_500


def test_a_later_determination_with_effect_from_later_leaves_the_months_before():
    found = ledger(300_000).fixed(Fixing(Month(2022, 1), Month(2022, 3), 310_000, 3050))
    assert (found.standard(Month(2021, 12)), found.standard(Month(2022, 1))) == (300_000, 310_000)
    again = found.fixed(Fixing(START, Month(2023, 1), 305_000, 3050))
    assert again.standard(Month(2022, 6)) == 305_000


def test_overpayment_is_negative_and_a_recovery_counts():
    found = ledger(300_000).paid([Payment(START, 310_000)])
    assert found.arrears(START, START).due == -10_000
    assert found.paid([Payment(START, -10_000)]).arrears(START, START).due == 0


CASE = """
{id: 钱某, city: 武汉, sex: 男, birth: 1965-06, retire: 2025-08, base: 9022, index: 1, total_years: 30, deemed_years: 0,
 account: 137800, %s}
"""
LEDGER = """
 adjustments: [{执行年月: 2026-01, 定额: 30, 每满1年: 1.5, 比例: 1%, 文号: 示例}],
 payments: [{from: 2025-09, to: 2026-02, monthly: 3700}, {from: 2026-01, monthly: 12.34}, {from: 2026-02, amount: 5, 退回: 是}],
 through: 2026-02
"""


def one(section):
    (raw,) = parse_cases((CASE % section).replace("\n", " "), "x.yaml")
    return compute(raw)


def test_a_case_with_adjustments_and_payments_is_explained_with_its_arrears():
    result = one(LEDGER)
    assert str(result.row["total"]) == "3706.60"
    assert str(result.row["standard"]) == "3818.67"
    owed = result.row["total"] * 4 + result.row["standard"] * 2
    assert result.row["arrears"] == owed - 3700 * 6 - Decimal("12.34") + 5
    assert result.explanation.step("arrears").label == "应补发"
    assert result.explanation.step("adjustment_2026-01").bases == ("社会保险法第十八条", "示例")


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("payments: [{from: 2025-09, monthly: 1}]", "钱某：计算至：缺少"),
        ("payments: [{from: 2025-08, monthly: 1}], through: 2026-01", "2025年8月早于待遇起始2025年9月"),
        ("payments: [{from: 2025-09, monthly: -1}], through: 2026-01", "为负"),
        ("payments: [{from: 2025-09, monthly: 1}], through: 2025-01", "应不早于待遇起始"),
        ("adjustments: [{执行年月: 2026-01, 定额: 1}], through: 2026-01", "文号：缺少"),
        ("adjustments: 30元, through: 2026-01", "应是年度调整的列表"),
        (
            "adjustments: [{执行年月: 2026-01, 文号: a}, {执行年月: 2026-01, 文号: b}], through: 2026-01",
            "同一执行年月有两次调整",
        ),
    ],
)
def test_a_wrong_ledger_is_refused(section, expected):
    with pytest.raises(CaseError) as error:
        one(section)
    assert expected in str(error.value)


def test_the_examples_are_computed():
    examples = Path(__file__).parents[2] / "examples" / "policy"
    for command in ("pension", "retirement"):
        result = CliRunner().invoke(app, [command, str(examples / f"{command}.yaml"), "--format", "json"])
        assert result.exit_code == 0, result.stderr
        assert len(json.loads(result.stdout)) >= 4
