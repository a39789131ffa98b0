"""The gradual delay of the retirement age: every row of the annex tables, windows, minimum years."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import add_months, month_of, parse_month
from shebao.policy.errors import MissingParameter
from shebao.policy.parameters import law
from shebao.policy.retirement.schedule import GROUPS, minimum_contribution_months, statutory, window

NATION = law("national")
with (Path(__file__).parent / "data" / "delayed_retirement.csv").open(encoding="utf-8") as file:
    ANNEX = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ANNEX, ids=lambda row: f"{row['group']}-{row['birth_month']}")
def test_every_row_of_the_annex_tables(row):
    result = statutory(NATION, row["group"], parse_month(row["birth_month"]).first_day)
    assert result.delay == int(row["delay_months"])
    assert result.age == int(row["age_years"]) * 12 + int(row["age_months"])
    assert result.month == parse_month(row["retire_month"])


def test_the_annex_tables_are_complete():
    assert len(ANNEX) == 144 + 144 + 120


@pytest.mark.parametrize(
    ("group", "last"), [("male", "1964-12"), ("female_cadre", "1969-12"), ("female_worker", "1974-12")]
)
def test_who_reached_the_original_age_before_2025_is_not_delayed(group, last):
    result = statutory(NATION, group, parse_month(last).first_day)
    assert (result.delay, result.month.year) == (0, 2024)
    assert window(NATION, result) is None


def test_the_date_keeps_the_day_of_birth_or_the_last_day_of_a_shorter_month():
    assert statutory(NATION, "male", date(1967, 5, 12)).day == date(2028, 1, 12)
    assert statutory(NATION, "male", date(1965, 1, 31)).day == date(2025, 2, 28)


@given(st.sampled_from(GROUPS), st.dates(date(1950, 1, 1), date(2005, 12, 31)))
def test_the_window_is_three_years_each_way_and_never_below_the_original_age(group, birth):
    result = statutory(NATION, group, birth)
    flexible = window(NATION, result)
    if flexible is None:
        assert result.day < date(2025, 1, 1)
        return
    assert add_months(result.birth, result.original_age) <= flexible.earliest <= result.day < flexible.latest
    assert month_of(result.day).since(month_of(flexible.earliest)) <= 36
    assert month_of(flexible.latest).since(result.month) == 36


@given(st.sampled_from(GROUPS), st.dates(date(1950, 1, 1), date(2005, 12, 31)), st.integers(0, 400))
def test_who_is_born_later_never_retires_earlier_or_younger(group, birth, days):
    later = date.fromordinal(birth.toordinal() + days)
    first, second = statutory(NATION, group, birth), statutory(NATION, group, later)
    assert first.age <= second.age
    assert first.day <= second.day


@pytest.mark.parametrize(
    ("year", "months"), [(2012, 180), (2029, 180), (2030, 186), (2031, 192), (2038, 234), (2039, 240), (2060, 240)]
)
def test_minimum_contribution_months_rise_from_2030(year, months):
    assert minimum_contribution_months(NATION, date(year, 6, 1)).integer == months


def test_minimum_contribution_months_before_the_first_rule_are_refused():
    with pytest.raises(MissingParameter, match="最早的值自 1998-01-01 起"):
        minimum_contribution_months(NATION, date(1995, 1, 1))
