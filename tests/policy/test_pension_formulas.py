"""The pension formulas and payout months."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.policy.arithmetic import INDEX_SCALE, between, greatest, half_up, least, scaled, unscaled
from shebao.policy.errors import PolicyError
from shebao.policy.parameters import law
from shebao.policy.pensions.formulas import annual_adjustment, arrears, employee_pension, monthly_payment
from shebao.policy.pensions.payout import payout_months

HUBEI = law("hubei")
with (Path(__file__).parent / "data" / "payout_months.csv").open(encoding="utf-8") as file:
    TABLE = list(csv.DictReader(file))

bases = st.integers(100_000, 2_000_000)
indexes = st.integers(1, 35_000)
years = st.integers(0, 6_000)
accounts = st.integers(0, 2_000_000_000)
payouts = st.integers(560, 2330)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['age_years']}岁{row['age_months']}个月")
def test_every_row_of_the_payout_table(row):
    age = int(row["age_years"]) * 12 + int(row["age_months"])
    assert payout_months(HUBEI, age, date(2025, 6, 1)).step.quantity.value == Decimal(row["payout_months"])


def test_before_2025_the_whole_age_counts():
    found = payout_months(HUBEI, 50 * 12 + 7, date(2024, 12, 1))
    assert found.tenths == 1950
    assert found.step.mark == "known"


def test_an_age_below_the_table_is_refused_and_one_above_takes_its_last_row():
    with pytest.raises(PolicyError, match="39岁11个月低于计发月数表的最低年龄 40 岁"):
        payout_months(HUBEI, 39 * 12 + 11, date(2025, 6, 1))
    assert payout_months(HUBEI, 72 * 12 + 5, date(2025, 6, 1)).tenths == 560


@given(st.integers(480, 860))
def test_payout_months_never_rise_with_age(age):
    first, second = (payout_months(HUBEI, a, date(2025, 6, 1)).tenths for a in (age, age + 1))
    assert first >= second


def pension(base, index, total, deemed, account, payout):
    return employee_pension(
        base=base,
        index=index,
        years=total,
        deemed_years=deemed,
        account=account,
        payout_months=payout,
        accrual=10,
        transition_rate=12,
    )


@given(bases, indexes, years, years, accounts, payouts, st.integers(0, 1000))
def test_a_pension_never_falls_with_years_index_deemed_years_or_balance(
    base, index, total, deemed, account, payout, more
):
    lower = pension(base, index, total, deemed, account, payout).total
    assert pension(base, index + more, total, deemed, account, payout).total >= lower
    assert pension(base, index, total + more, deemed, account, payout).total >= lower
    assert pension(base, index, total, deemed + more, account, payout).total >= lower
    assert pension(base, index, total, deemed, account + more, payout).total >= lower
    assert pension(base, index, total, deemed, account, payout + more).total <= lower


@given(bases, indexes, years, st.integers(0, 5_000), accounts, payouts)
def test_doubled_numerators_stay_exact_in_doubles(base, index, total, deemed, account, payout):
    bound = 2**53
    wage = half_up(base * index, INDEX_SCALE)
    assert 2 * (base + wage) * total * 10 + 2 * 10**5 < bound
    assert 2 * base * index * deemed * 12 + 10**9 < bound
    assert 2 * account * 10 + payout < bound


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_half_up_is_nearest(numerator, denominator):
    result = half_up(numerator, denominator)
    assert -denominator <= 2 * (numerator - result * denominator) < denominator


@given(st.integers(), st.integers(), st.integers())
def test_least_greatest_between(a, b, c):
    assert (least(a, b, c), greatest(a, b, c)) == (min(a, b, c), max(a, b, c))
    low, high = min(b, c), max(b, c)
    assert low <= between(a, low, high) <= high


@given(st.integers(0, 10**9))
def test_scaling_is_exact_both_ways(value):
    assert scaled(unscaled(value, INDEX_SCALE), INDEX_SCALE) == value
    with pytest.raises(ValueError, match="精度超过"):
        scaled(Decimal("0.00001"), INDEX_SCALE)


def test_an_adjustment_in_its_parts():
    parts = annual_adjustment(pension=300_050, whole_years=25, fixed=3000, per_year=150, percent=10_000, tilt=4000)
    assert parts == (3000, 3750, 3001, 4000, 13751)


@given(accounts, accounts, st.integers(0, 240), st.integers(-(10**8), 10**8))
def test_arrears_and_earlier_corrections_make_up_the_difference(entitled, paid, months, corrected):
    assert (
        arrears(entitled=entitled, paid=paid, months=months, corrected=corrected) + corrected + paid * months
        == entitled * months
    )


@given(accounts, st.booleans(), st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_a_payment_is_never_negative(amount, payable, due, deduction):
    assert monthly_payment(pension=amount, payable=payable, arrears_due=due, deduction=deduction) >= 0
