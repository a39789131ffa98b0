"""Interest against a plain year-by-year ledger; a city's column job against one person; policy's own account step against both."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.batch.run import run_batch
from shebao.fields.data_files import DataFileError
from shebao.fields.dates import Month
from shebao.operations.personal_accounts.columns import closed, history_years
from shebao.operations.personal_accounts.crediting import Moved, PaidMonth, Years, account, account_year, flows
from shebao.operations.personal_accounts.history import history
from shebao.operations.personal_accounts.schemes import read_schemes, schemes
from shebao.policy.computed import fen_of
from shebao.policy.nearest import law_of
from shebao.policy.pensions.history import Spell, account_step

PLACE = "420100"
EMPLOYEE, RESIDENT, ANNUITY = (schemes()[line] for line in ("pension_employee", "pension_resident", "annuity"))
FIRST, LAST = 2006, 2025
RATES = {year: EMPLOYEE.rate(PLACE, year) for year in range(FIRST, LAST + 1)}
CREDITS = {year: EMPLOYEE.credit(PLACE, year) for year in RATES}
months = st.builds(Month, st.integers(FIRST, LAST), st.integers(1, 12))
paid = st.lists(
    st.builds(PaidMonth, months, st.integers(1, 5_000_000), st.just(0), st.integers(0, 400_000)),
    max_size=40,
    unique_by=lambda each: each.month,
)
moved = st.lists(st.builds(Moved, months, transfer_in=st.integers(0, 9_000_000)), max_size=3)


def cents(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def plain(paid, moved, retired=None):
    """A ledger as a bookkeeper would keep it: opening, each month's entry, interest by the calendar, no formula of ours."""
    balance = Decimal(0)
    for year in range(FIRST, LAST + 1):
        rate, until = Decimal(RATES[year]) / 1_000_000, 12
        if retired and retired.year == year:
            until = retired.month
        came, interest_months = Decimal(0), Decimal(0)
        for month in range(1, 13):
            for each in paid:
                if each.month == Month(year, month):
                    credit = cents(Decimal(each.base) * Decimal("0.08"))
                    came += credit
                    interest_months += credit * max(until - month + 1, 0)
            for each in moved:
                if each.month == Month(year, month):
                    came += each.transfer_in
                    interest_months += each.transfer_in * max(until - month + 1, 0)
        balance += cents(balance * until * rate / 12) + cents(interest_months * rate / 12) + came
    return int(balance)


@given(paid, moved, st.none() | months)
def test_an_account_is_a_plain_ledger(paid, moved, retired):
    found = account(EMPLOYEE, Years(RATES, CREDITS, retired), (FIRST - 1, 0), paid, moved, LAST)
    assert found[-1].closing == plain(paid, moved, retired)
    for before, after in pairwise(found):
        assert after.opening == before.closing


@given(paid)
def test_the_account_at_retirement_is_the_one_that_a_pension_reads(paid):
    retire = Month(LAST, 12)
    spells = [Spell(each.month, each.month, each.base, None, False) for each in paid]
    step = account_step(law_of(PLACE), spells, (FIRST - 1, 0), retire)
    rates = {**RATES, LAST: None}  # not published yet in the year of retirement
    found = account(EMPLOYEE, Years(rates, CREDITS), (FIRST - 1, 0), paid, [], LAST)
    assert found[-1].closing == fen_of(step)


def test_the_year_of_retirement_earns_up_to_its_month_once_the_rate_is_published():
    by = Years({2025: 15_000}, {2025: 80_000}, Month(2025, 6))
    own = [PaidMonth(Month(2025, month), 1_000_000, 0, 80_000) for month in range(1, 7)]
    unpublished = account(EMPLOYEE, Years({}, by.credits, by.retired), (2024, 12_000_000), own, [], 2025)[0]
    assert (unpublished.interest, unpublished.rate, unpublished.closing) == (0, None, 12_480_000)
    published = account(EMPLOYEE, by, (2024, 12_000_000), own, [], 2025)[0]
    assert published.interest == 90_000 + 80_000 * 21 * 15 // 12_000
    assert published.closing == unpublished.closing + published.interest


def test_what_leaves_earns_until_it_leaves():
    own = flows(EMPLOYEE, 80_000, [], [Moved(Month(2024, 7), transfer_out=1_200_000)])
    assert account_year(2024, 1_200_000, own, 20_000).interest == 12_000
    gone = account_year(2024, 1_200_000, own, 20_000)
    assert gone.closing == 12_000


def test_residents_earn_nothing_on_what_came_this_year_and_annuity_has_no_published_rate():
    own = [PaidMonth(Month(2024, 3), 0, 6_000, 40_000)]
    found = account(RESIDENT, Years({2024: 21_200}, {}), (2023, 100_000), own, [], 2024)[0]
    assert (found.credited, found.interest, found.closing) == (46_000, 2_120, 148_120)
    assert RESIDENT.rate(PLACE, 2024) == 21_200
    assert RESIDENT.rate(PLACE, 2010) is None
    assert ANNUITY.rate(PLACE, 2024) is None


def lives(count: int) -> list[tuple[int, list[PaidMonth], list[Moved]]]:
    """Openings, months paid and transfers of so many people in 2024, drawn by a seed."""
    drawn = random.Random(18)
    found = []
    for _ in range(count):
        own = [
            PaidMonth(
                Month(2024, month), drawn.randrange(1, 5_000_000), drawn.randrange(9_000), drawn.randrange(400_000)
            )
            for month in sorted(drawn.sample(range(1, 13), drawn.randrange(13)))
        ]
        other = [
            Moved(Month(2024, drawn.randrange(1, 13)), drawn.randrange(9_000_000)) for _ in range(drawn.randrange(3))
        ]
        found.append((drawn.randrange(10**8), own, other))
    return found


def ran(folder, task, **inputs):
    """The rows of a job over inputs by name."""
    for each in task.inputs:
        pq.write_table(pa.Table.from_pylist(inputs[each.name], each.schema), folder / f"{each.name}.parquet")
    run_batch(task, str(folder), folder / "out")
    parts = sorted((folder / "out" / "results").glob("*.parquet"))
    return [row for part in parts for row in pq.read_table(part).to_pylist()]


@pytest.mark.parametrize(("line", "until"), [(EMPLOYEE, 12), (RESIDENT, 12), (EMPLOYEE, 5)])
def test_everybodys_year_is_each_ones(tmp_path, line, until):
    rate, credit = 26_200, line.credit(PLACE, 2024)
    accounts, stretches, expected = [], [], []
    for number, (opening, own, other) in enumerate(lives(200), 1):
        expected.append(account_year(2024, opening, flows(line, credit, own, other, until), rate, until))
        came = {
            "transfer_in": sum(each.transfer_in for each in other),
            "in_products": sum(each.transfer_in * line.weight(each.month.month, until) for each in other),
        }
        nothing = dict.fromkeys(("transfer_out", "paid_out", "left_products", "adjusted"), 0)
        accounts.append({"person": number, "district": PLACE, "opening": opening, "until": until, **came, **nothing})
        for each in own:
            amounts = {"base": each.base, "unit": each.unit, "person_share": each.person}
            weight = line.weight(each.month.month, until)
            stretches.append({"person": number, **amounts, "months": 1, "weights": weight})
    rows = ran(tmp_path, closed(line, 2024, rate, credit), accounts=accounts, paid=stretches)
    names = (
        "opening",
        "credited",
        "interest",
        "rate",
        "transfer_in",
        "transfer_out",
        "paid_out",
        "adjusted",
        "closing",
    )
    found = [tuple(row[name] for name in names) for row in rows]
    assert found == [tuple(getattr(each, name) for name in names) for each in expected]


def test_years_and_index_of_everybody_are_each_ones(tmp_path):
    drawn = random.Random(3)
    averages = {year: 300_000 + year for year in range(FIRST, LAST)}
    rows, expected = [], []
    for number in range(1, 101):
        at = {Month(drawn.randrange(FIRST, LAST + 1), drawn.randrange(1, 13)) for _ in range(drawn.randrange(1, 40))}
        own = [PaidMonth(month, drawn.randrange(1, 5_000_000), 0, 0) for month in at]
        for each in history(own, averages):
            expected.append((number, each.year, each.months, each.base, each.average, each.index))
            wages = sum(month.base for month in own if month.month.year == each.year)
            values = {"year": each.year, "months": each.months, "wages": wages, "average": each.average}
            rows.append({"person": number, "district": PLACE, **values})
    names = ("person", "year", "months", "base", "average", "index")
    assert [tuple(row[name] for name in names) for row in ran(tmp_path, history_years(), history=rows)] == expected


def test_a_file_of_schemes_says_what_is_wrong():
    good = {"credited": "base", "credit_rate": "x", "interest_rate": "", "within_year": "none", "basis": ""}
    assert read_schemes({"injury": good})["injury"].credit_rate == "x"
    for wrong, told in (({"credited": "all"}, "credited"), ({"credit_rate": ""}, "credit_rate"), ({"more": 1}, "more")):
        with pytest.raises(DataFileError, match=told):
            read_schemes({"injury": good | wrong})
