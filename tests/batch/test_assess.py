"""Assessment of contributions: bases within bounds, every line by its rate, the sums."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_rosters import LAW, MONTH, insured, results, write
from shebao.batch import BatchError, run_batch
from shebao.batch.tasks.assess import FLOATING, assess
from shebao.fields.dates import Month
from shebao.money import divide_half_up
from shebao.policy.contributions.lines import LINES

TASK = assess(LAW, MONTH)
FLOOR, CEILING = 449_800, 2_248_800


def assessed(tmp_path, rows, task=TASK):
    run_batch(task, str(write(tmp_path / "in", task, insured=rows)), tmp_path / "out")
    return results(tmp_path / "out")


@pytest.mark.parametrize(
    ("wage", "base"), [(100, FLOOR), (FLOOR, FLOOR), (812_345, 812_345), (CEILING + 1, CEILING), (10**9, CEILING)]
)
def test_the_base_stays_within_its_bounds(tmp_path, wage, base):
    (row,) = assessed(tmp_path, [insured(wage=wage)])
    assert row["base"] == base


def test_an_employee_by_hand(tmp_path):
    (row,) = assessed(tmp_path, [insured(wage=812_345, injury_class=3, floating="up_one")])
    assert (row["pension_employer"], row["pension_employee"]) == (129_975, 64_988)
    assert (row["unemployment_employer"], row["unemployment_employee"]) == (5_686, 2_437)
    assert (row["injury_rate"], row["injury_employer"]) == (8_400, 6_824)
    assert (row["annuity_employer"], row["annuity_employee"]) == (0, 0)


def test_the_flexible_pay_for_their_pension_only(tmp_path):
    (row,) = assessed(tmp_path, [insured(kind="flexible", employer=None, injury_class=None, floating=None)])
    assert (row["pension_employee"], row["employer_total"]) == (162_469, 0)
    assert row["total"] == 162_469


def test_an_agency_is_outside_unemployment_insurance_and_an_institution_is_not(tmp_path):
    agency, institution = assessed(tmp_path, [insured(kind="agency"), insured(2, kind="institution")])
    assert (agency["unemployment_employer"], agency["unemployment_employee"]) == (0, 0)
    assert institution["unemployment_employer"] > 0
    assert agency["annuity_employer"] == institution["annuity_employer"] > 0


def test_a_phased_cut_of_the_injury_rate(tmp_path):
    (row,) = assessed(tmp_path, [insured()], assess(LAW, MONTH, "balance_24_months"))
    assert row["injury_rate"] == 4_200


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 5_000_000), st.sampled_from(tuple(LINES)), st.integers(2, 8), st.sampled_from(FLOATING)
        ),
        min_size=1,
    )
)
def test_lines_are_base_times_rate_and_the_split_adds_up(tmp_path_factory, people):
    rows = [
        insured(number, wage=wage, kind=kind, injury_class=injury_class, floating=floating)
        for number, (wage, kind, injury_class, floating) in enumerate(people, start=1)
    ]
    for row, (_, kind, _, _) in zip(assessed(tmp_path_factory.mktemp("assess"), rows), people, strict=True):
        rate = 200_000 if kind == "flexible" else 80_000
        assert row["pension_employee"] == divide_half_up(row["base"] * rate, 1_000_000)
        assert row["injury_employer"] == divide_half_up(row["base"] * row["injury_rate"], 1_000_000)
        employer = sum(row[f"{line}_employer"] for line in ("pension", "annuity", "unemployment", "injury"))
        employee = sum(row[f"{line}_employee"] for line in ("pension", "annuity", "unemployment"))
        assert (row["employer_total"], row["employee_total"]) == (employer, employee)
        assert row["total"] == employer + employee


def test_a_month_without_a_rate_is_refused():
    with pytest.raises(BatchError, match="没有值"):
        assess(LAW, Month(2026, 6))


def test_an_unknown_reduction_is_refused():
    with pytest.raises(BatchError, match="balance_18_months、balance_24_months"):
        assess(LAW, MONTH, "half")
