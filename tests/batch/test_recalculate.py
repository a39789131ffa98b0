"""Recalculation: arrears are what was owed less what was paid and corrected before."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_rosters import LAW, recalculation, results, write
from shebao.batch import run_batch
from shebao.batch.tasks.recalculate import recalculate

TASK = recalculate(LAW)


def recalculated(tmp_path, rows, payments):
    source = write(tmp_path / "in", TASK, recalculations=rows, payments=payments)
    outcome = run_batch(TASK, str(source), tmp_path / "out")
    assert outcome.rejected == 0
    return results(tmp_path / "out")


def paid(person, period, amount, kind="regular"):
    return {"person": person, "period": period, "kind": kind, "amount": amount}


def test_arrears_of_a_year_by_hand(tmp_path):
    row = recalculation(determined=300_000, adjustment=10_000)
    payments = [paid(1, 202500 + month, 290_000) for month in range(1, 13)]
    payments += [paid(1, 202503, 5_000, "correction"), paid(1, 202412, 290_000)]
    (found,) = recalculated(tmp_path, [row], payments)
    assert (found["owed_months"], found["adjusted_months"]) == (12, 6)
    assert found["entitled"] == 12 * 300_000 + 6 * 10_000
    assert (found["payments"], found["paid"], found["corrected"]) == (14, 12 * 290_000, 5_000)
    assert found["arrears"] == 12 * 10_000 + 60_000 - 5_000


@pytest.mark.parametrize(
    ("changes", "owed", "adjusted"),
    [
        ({}, 12, 6),
        ({"death": date(2025, 8, 9)}, 8, 2),
        ({"death": date(2025, 3, 1)}, 3, 0),
        ({"death": date(2024, 3, 1)}, 0, 0),
        ({"adjusted_from": 202301}, 12, 12),
        ({"from_period": 202512}, 1, 1),
    ],
)
def test_months_that_are_owed(tmp_path, changes, owed, adjusted):
    (found,) = recalculated(tmp_path, [recalculation(**changes)], [])
    assert (found["owed_months"], found["adjusted_months"]) == (owed, adjusted)
    assert found["arrears"] == found["entitled"] == (found["pension"] - 12_345) * owed + 12_345 * adjusted


def test_an_overpayment_is_negative_arrears(tmp_path):
    (found,) = recalculated(tmp_path, [recalculation(determined=100, adjustment=0)], [paid(1, 202501, 9_999)])
    assert found["arrears"] == 1200 - 9_999


amounts = st.lists(st.integers(0, 10**6), min_size=12, max_size=12)


@settings(max_examples=3, deadline=None)
@given(st.lists(amounts, min_size=1, max_size=5), st.integers(1, 11))
def test_arrears_of_parts_of_a_year_add_up(tmp_path_factory, ledgers, cut):
    people = range(1, len(ledgers) + 1)
    payments = [
        paid(person, 202501 + month, amount)
        for person, ledger in zip(people, ledgers, strict=True)
        for month, amount in enumerate(ledger)
    ]

    def arrears(first, last):
        rows = [recalculation(person, from_period=202500 + first, through_period=202500 + last) for person in people]
        found = recalculated(tmp_path_factory.mktemp("part"), rows, payments)
        return [row["arrears"] for row in found]

    halves = zip(arrears(1, cut), arrears(cut + 1, 12), strict=True)
    assert [sum(half) for half in halves] == arrears(1, 12)
