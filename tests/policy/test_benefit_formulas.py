"""Contribution, injury, unemployment and survivor formulas: properties, and integers against columns."""

from itertools import pairwise

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.policy.arithmetic import tier
from shebao.policy.contributions import formulas as contributions
from shebao.policy.injury import formulas as injury
from shebao.policy.survivors import formulas as survivors
from shebao.policy.unemployment import formulas as unemployment

FEN = st.integers(0, 10**8)
RATE = st.integers(0, 300_000)
MONTHS = st.integers(0, 600)
UNEMPLOYED = ((12, 12), (60, 18), (120, 24))
SURVIVORS = ((0, 3), (60, 6), (120, 9))


@given(FEN, FEN, FEN, FEN)
def test_a_base_lies_within_its_bounds_and_grows_with_the_wage(low, width, wage, more):
    base = contributions.bounded_base(wage=wage, floor=low, ceiling=low + width)
    assert low <= base <= low + width
    assert base <= contributions.bounded_base(wage=wage + more, floor=low, ceiling=low + width)
    assert contributions.bounded_base(wage=base, floor=low, ceiling=low + width) == base


@given(FEN, RATE, RATE)
def test_the_payers_parts_differ_from_the_undivided_amount_by_a_fen_at_most(base, employer, employee):
    parts = contributions.contribution(base, employer) + contributions.contribution(base, employee)
    assert abs(parts - contributions.contribution(base, employer + employee)) <= 1


@given(st.integers(0, 10**9), st.integers(-100, 5000), st.integers(0, 5000))
def test_late_fees_grow_by_the_day_and_never_run_backwards(arrears, days, more):
    fee = contributions.late_fee(arrears=arrears, days=days, daily_rate=500)
    assert 0 <= fee <= contributions.late_fee(arrears=arrears, days=days + more, daily_rate=500)
    assert contributions.late_fee(arrears=arrears, days=2000, daily_rate=500) == arrears


@pytest.mark.parametrize(
    ("benchmark", "floating", "reduction", "rate"),
    [(2000, 100, 0, 2000), (9000, 120, 0, 10800), (9000, 80, 20, 5760), (19000, 150, 50, 14250), (2000, 50, 50, 500)],
)
def test_the_injury_rate_floats_and_is_reduced(benchmark, floating, reduction, rate):
    assert (
        contributions.injury_rate(benchmark=benchmark, floating_percent=floating, reduction_percent=reduction) == rate
    )


@given(FEN, st.integers(0, 100))
def test_relief_and_remainder_make_the_whole(amount, percent):
    assert 0 <= contributions.relieved(amount, percent) <= amount
    assert contributions.relieved(amount, 0) == amount
    assert contributions.relieved(amount, 100) == 0


@pytest.mark.parametrize(
    ("paid", "months"), [(0, 0), (11, 0), (12, 12), (59, 12), (60, 18), (119, 18), (120, 24), (480, 24)]
)
def test_months_of_unemployment_benefit(paid, months):
    assert unemployment.benefit_months(paid_months=paid, carried_months=0, tiers=UNEMPLOYED, longest=24) == months


@given(MONTHS, MONTHS, st.integers(0, 24), st.integers(0, 24))
def test_unemployment_months_grow_and_stay_within_two_years(paid, more, carried, further):
    months = unemployment.benefit_months(paid_months=paid, carried_months=carried, tiers=UNEMPLOYED, longest=24)
    assert 0 <= months <= 24
    assert months <= unemployment.benefit_months(
        paid_months=paid + more, carried_months=carried + further, tiers=UNEMPLOYED, longest=24
    )


@pytest.mark.parametrize(
    ("paid", "months"),
    [(1, 3), (59, 3), (60, 6), (119, 6), (120, 9), (180, 9), (181, 10), (192, 10), (193, 11), (360, 24), (481, 24)],
)
def test_months_of_the_survivors_lump_sum(paid, months):
    assert survivors.lump_sum_months(paid_months=paid, tiers=SURVIVORS, extra_after=180, longest=24) == months


@given(MONTHS, MONTHS, MONTHS)
def test_a_pensioners_lump_sum_shrinks_with_receipt_but_not_below_nine(paid, received, more):
    months = max(9, survivors.lump_sum_months(paid_months=paid, tiers=SURVIVORS, extra_after=180, longest=24))
    left = survivors.retired_months(months=months, received_months=received, floor=9)
    assert 9 <= survivors.retired_months(months=months, received_months=received + more, floor=9) <= left <= months


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=8), st.integers(0, 10**7))
def test_dependants_shares_fill_the_cap_to_the_fen_and_keep_their_order(shares, cap):
    parts = injury.capped_shares(shares, cap)
    assert sum(parts) == min(sum(shares), cap)
    assert all(0 <= part <= share for part, share in zip(parts, shares, strict=True))
    ranked = sorted(zip(shares, parts, strict=True))
    assert all(small[1] <= large[1] + 1 for small, large in pairwise(ranked))


@given(st.integers(1, 10**8), st.integers(1, 12), st.integers(10**5, 10**7))
def test_the_injured_workers_wage_stays_within_its_bounds(total, months, average):
    wage = injury.own_wage(total=total, months=months, average_wage=average, floor_percent=60, ceiling_percent=300)
    assert injury.percent_of(average, 60) <= wage <= injury.percent_of(average, 300)


ONE_COLUMN = {
    "base": lambda x: contributions.bounded_base(wage=x, floor=449_800, ceiling=2_248_800),
    "contribution": lambda x: contributions.contribution(x, 160_000),
    "injury_rate": lambda x: contributions.injury_rate(benchmark=x, floating_percent=120, reduction_percent=50),
    "relieved": lambda x: contributions.relieved(x, 50),
    "late_fee": lambda x: contributions.late_fee(arrears=x, days=31, daily_rate=500),
    "late_days": lambda x: contributions.late_fee(arrears=100_000, days=x - 500, daily_rate=500),
    "unreported": lambda x: contributions.unreported_contribution(x, 110),
    "own_wage": lambda x: injury.own_wage(
        total=x, months=12, average_wage=749_600, floor_percent=60, ceiling_percent=300
    ),
    "percent": lambda x: injury.percent_of(x, 85),
    "shortfall": lambda x: injury.shortfall(x, 221_000),
    "months": lambda x: unemployment.benefit_months(paid_months=x, carried_months=3, tiers=UNEMPLOYED, longest=24),
    "share": lambda x: unemployment.share_of(x, 7_000),
    "lump_sum": lambda x: survivors.lump_sum_months(paid_months=x, tiers=SURVIVORS, extra_after=180, longest=24),
    "retired": lambda x: survivors.retired_months(months=24, received_months=x, floor=9),
    "income": lambda x: survivors.monthly_income_multiple(x, 2),
    "tier": lambda x: tier(x, UNEMPLOYED),
}


@pytest.fixture(scope="module")
def duckdb_column():
    connection = ibis.duckdb.connect()

    def evaluate(formula, values):
        table = ibis.memtable({"place": list(range(len(values))), "x": values}, schema={"place": "int64", "x": "int64"})
        expression = table.select("place", y=formula(table.x)).order_by("place")
        return [int(value) for value in connection.to_pyarrow(expression)["y"].to_pylist()]

    return evaluate


@settings(max_examples=5, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 500), FEN), min_size=1, max_size=40))
def test_a_column_gives_what_integers_give(duckdb_column, values):
    for name, formula in ONE_COLUMN.items():
        assert duckdb_column(formula, values) == [formula(value) for value in values], name
