"""Monthly payroll: the same as one person by the formulas, who is paid, and what is totalled."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batch_rosters import LAW, MONTH, identity, pensioner, results, write
from shebao.batch import run_batch
from shebao.batch.tasks.payroll import payroll
from shebao.policy.arithmetic import half_up
from shebao.policy.pensions.formulas import employee_pension, monthly_payment

TASK = payroll(LAW, MONTH)


@st.composite
def pensioners(draw):
    birth = draw(st.dates(date(1940, 1, 1), date(1965, 9, 28)))
    months = draw(st.integers(0, 300))
    return pensioner(
        draw(st.integers(1, 10**12)),
        birth=birth,
        retired=(birth.year + 60) * 100 + birth.month,
        base=draw(st.integers(1, 2_000_000)),
        index=draw(st.integers(1, 35_000)),
        months=months,
        deemed_months=draw(st.integers(0, months)),
        account=draw(st.integers(0, 2_000_000_000)),
        payout_months=draw(st.integers(560, 2330)),
        determined=draw(st.integers(0, 10**7)) if birth.year < 1946 else None,
        adjustment=draw(st.integers(0, 10**6)),
        arrears=draw(st.integers(0, 10**6)),
        deduction=draw(st.integers(0, 2 * 10**6)),
    )


def alone(row):
    """One person's payment by the formulas on plain integers."""
    years, deemed = half_up(row["months"] * 100, 12), half_up(row["deemed_months"] * 100, 12)
    parts = employee_pension(
        base=row["base"],
        index=row["index"],
        years=years,
        deemed_years=deemed,
        account=row["account"],
        payout_months=row["payout_months"],
        accrual=10,
        transition_rate=12,
    )
    by_formula = row["determined"] is None
    pension = (parts.total if by_formula else row["determined"]) + row["adjustment"]
    payment = monthly_payment(pension=pension, payable=True, arrears_due=row["arrears"], deduction=row["deduction"])
    return {
        "indexed_wage": parts.indexed_wage if by_formula else 0,
        "basic": parts.basic if by_formula else 0,
        "personal": parts.personal if by_formula else 0,
        "transition": parts.transition if by_formula else 0,
        "pension": pension,
        "payment": payment,
        "deduction": pension + row["arrears"] - payment,
    }


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pensioners(), min_size=1, max_size=30, unique_by=lambda row: row["person"]))
def test_one_person_is_the_batch_of_one_in_any_company(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("batch")
    outcome = run_batch(TASK, str(write(folder / "in", TASK, pensioners=rows)), folder / "out", part_rows=7)
    assert outcome.rejected == 0
    found = results(folder / "out")
    assert [row["person"] for row in found] == sorted(row["person"] for row in rows)
    by_person = {row["person"]: row for row in found}
    for row in rows:
        expected = alone(row)
        assert {name: by_person[row["person"]][name] for name in expected} == expected


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "normal"),
        ({"status": "terminated"}, "terminated"),
        ({"status": "suspended"}, "suspended"),
        ({"death": date(2025, 12, 1)}, "normal"),
        ({"death": date(2025, 11, 30)}, "deceased"),
        ({"verified": date(2024, 12, 1)}, "normal"),
        ({"verified": date(2024, 11, 30)}, "unproven"),
        ({"retired": 202512}, "normal"),
        ({"retired": 202601}, "not_yet"),
    ],
)
def test_who_is_paid(tmp_path, changes, state):
    source = write(tmp_path / "in", TASK, pensioners=[pensioner(arrears=500, **changes)])
    run_batch(TASK, str(source), tmp_path / "out")
    (row,) = results(tmp_path / "out")
    assert row["state"] == state
    assert row["payment"] == (row["pension"] if state == "normal" else 0) + 500


def test_a_deduction_never_takes_more_than_is_due(tmp_path):
    source = write(tmp_path / "in", TASK, pensioners=[pensioner(deduction=10**9)])
    run_batch(TASK, str(source), tmp_path / "out")
    (row,) = results(tmp_path / "out")
    assert (row["payment"], row["deduction"]) == (0, row["pension"])


def test_totals_are_what_is_paid_by_item_and_district(tmp_path):
    rows = [pensioner(1), pensioner(2, district="420111", status="suspended"), pensioner(3, arrears=7)]
    run_batch(TASK, str(write(tmp_path / "in", TASK, pensioners=rows)), tmp_path / "out")
    totals = json.loads((tmp_path / "out" / "totals.json").read_text(encoding="utf-8"))
    one = alone(pensioner(1))
    assert totals["total"]["count"] == 3
    assert totals["total"]["basic"] == 2 * one["basic"]
    assert totals["total"]["payment"] == 2 * one["payment"] + 7
    assert totals["districts"]["420111"]["pension"] == 0
    paid = totals["districts"]["420106"]
    parts = sum(paid[name] for name in ("basic", "personal", "transition", "determined", "adjustment"))
    assert parts == paid["pension"] == paid["payment"] - paid["arrears"] + paid["deduction"]


def test_identity_numbers_of_women_and_permits_are_accepted(tmp_path):
    birth = date(1964, 7, 8)
    rows = [
        pensioner(1, birth=birth, identity_number=identity(birth, 12)),
        pensioner(2, birth=birth, identity_number=identity(birth, 12, "810000")),
    ]
    outcome = run_batch(TASK, str(write(tmp_path / "in", TASK, pensioners=rows)), tmp_path / "out")
    assert outcome.rejected == 0
