"""Contribution histories: spells, average index, yearly crediting of the personal account."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.policy.casefile import parse_cases
from shebao.policy.errors import CaseError
from shebao.policy.parameters import law
from shebao.policy.pensions.compute import compute
from shebao.policy.pensions.history import Spell, account_step, average_index, contribution_months

CASE = """
{id: 赵某, city: 武汉, sex: 女, birth: 1975-11, retire: 2025-11, deemed_years: 1, base: 9112,
 opening: {year: 2022, balance: 70000}, history: [%s]}
"""
ROWS = (
    "{year: 2023, base: 5000, average: 7040}, {from: 2024-01, to: 2024-10, base: 5000, average: 7489},"
    "{from: 2025-01, to: 2025-10, base: 3000, average: 7496}"
)
WUHAN = law("wuhan")


def one(rows):
    (raw,) = parse_cases(CASE % rows, "x.yaml")
    return compute(raw)


def fails(rows):
    with pytest.raises(CaseError) as error:
        one(rows)
    return str(error.value)


def test_years_index_and_account_come_out_of_the_history():
    explanation = one(ROWS).explanation
    assert explanation.step("total_years").quantity.value == Decimal("3.67")
    # 2023: 0.7102 × 12, 2024: 0.6676 × 10, 2025: 0.4002 → 0.6000 × 10, deemed 1.0000 × 12
    assert explanation.step("index").quantity.value == Decimal("0.7545")
    # 2023: (70000 + 400 × 78 ÷ 12) × 3.97 % + 4800; 2024: … × 2.62 % + 4000; 2025: + 240 × 10, principal only
    first = 7_000_000 + 277_900 + 10_322 + 480_000
    second = first + round(first * 262 / 10_000) + round(40_000 * 75 * 262 / 120_000) + 400_000
    assert explanation.step("account").quantity.value == second + 240_000
    assert explanation.step("account").mark == "known"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ROWS + ", {from: 2024-10, to: 2024-12, base: 5000, average: 7489}", "重叠，同一月只能缴费一次"),
        ("{year: 1970, base: 50, average: 60}", "1970年1月的缴费早于出生年月1975年11月"),
        ("{year: 2025, base: 5000, average: 7496}", "2025年12月的缴费晚于退休或死亡时间2025年11月"),
        ("{from: 2023-05, to: 2024-05, base: 5000, average: 7040}", "跨年，请按年分列"),
        ("{from: 2023-05, to: 2023-01, base: 5000, average: 7040}", "早于起始年月"),
        ("{from: 2023-05, base: 5000, average: 7040}", "应写起始与截止年月"),
        ("{year: 2023, base: -5000, average: 7040}", "赵某：缴费记录第 1 项：月缴费基数：-5,000 元为负"),
        ("{year: 2023, base: 5000}", "平均缴费工资指数：缺少；缴费记录中每项都写月社会平均工资"),
        ("{year: 2023, base: 5000, average: 0}", "应大于 0"),
    ],
)
def test_a_wrong_history_is_refused_with_its_place_and_rule(rows, expected):
    assert expected in fails(rows)


def test_a_year_without_a_published_rate_is_refused():
    (raw,) = parse_cases((CASE % ROWS).replace("2025-11, deemed", "2028-11, deemed"), "x.yaml")
    with pytest.raises(CaseError, match=r"个人账户记账利率.*最后一个值到 2026-12-31 为止"):
        compute(raw)


def test_what_the_sheet_states_goes_before_what_can_be_worked_out():
    (raw,) = parse_cases((CASE % ROWS).replace("base: 9112,", "base: 9112, index: 1.1, total_years: 30,"), "x.yaml")
    explanation = compute(raw).explanation
    assert "total_years" not in [step.name for step in explanation.steps]
    assert explanation.step("account").quantity.value > 7_000_000


spells = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(100_000, 3_000_000)), min_size=1, max_size=12
)


def build(rows):
    built = [
        (Month(2010 + number, min(a, b)), Month(2010 + number, max(a, b)), base)
        for number, (a, b, base) in enumerate(rows)
    ]
    return [Spell(start, end, base, 500_000, False) for start, end, base in built]


@given(spells, st.integers(0, 2000))
def test_the_average_index_lies_between_floor_and_ceiling_and_needs_no_order(rows, deemed):
    found = build(rows)
    value = average_index(WUHAN, found, deemed, Month(2025, 1)).quantity.value
    assert Decimal("0.6") <= value <= Decimal("3")
    assert average_index(WUHAN, found[::-1], deemed, Month(2025, 1)).quantity.value == value


@given(spells, st.integers(0, 10**8), st.integers(1, 10**6))
def test_an_account_grows_with_its_opening_and_is_at_least_what_was_paid_in(rows, opening, more):
    found = build(rows)
    balance = account_step(WUHAN, found, (2009, opening), Month(2025, 5)).quantity.value
    paid = sum((spell.base * 8 + 50) // 100 * spell.months for spell in found)
    assert balance >= opening + paid
    assert account_step(WUHAN, found, (2009, opening + more), Month(2025, 5)).quantity.value >= balance + more
    assert contribution_months(found) == sum(spell.months for spell in found)
