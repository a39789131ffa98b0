"""What a person may need next follows from the record and the day, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.operations.record.record import View
from shebao.operations.record.rows import Fact, Spell
from shebao.operations.record.valid import Valid
from shebao.operations.upcoming.declared import declared
from shebao.operations.upcoming.needs import needs
from shebao.services.listing import catalogue

AT = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 3, 10)
BASE = {"birth": "1990-03-07", "sex": "M", "telephone": "13900000001", "identity_number": "429906199003070018"}


def view(*spells: Spell, **facts: str) -> View:
    held = BASE | facts
    rows = [
        Fact(n, 1, key, "", value, Valid(date(1950, 1, 1)), AT, None, 1, None)
        for n, (key, value) in enumerate(held.items())
        if value
    ]
    return View(tuple(rows), spells)


def spell(line: str, start: date = date(2015, 1, 1), end: date | None = None, reason: str = "111") -> Spell:
    return Spell(7, 1, line, "employee", "429900", 3, 801, Valid(start, end), reason, AT, None, 1, None)


WHOLE = (spell("pension_employee"), spell("injury"), spell("unemployment"))


def kinds(found: View, day: date = TODAY) -> set[str]:
    return {need.kind for need in needs(found, day)}


def test_whoever_is_insured_and_young_needs_nothing():
    assert needs(view(*WHOLE), TODAY) == ()


def test_retirement_is_mentioned_a_year_ahead_and_an_account_with_it():
    near = view(*WHOLE, birth="1966-01-20")
    assert kinds(near, date(2025, 1, 1)) == set()
    assert kinds(near) == {"retirement", "account_missing"}
    supposed = needs(view(*WHOLE, birth="1976-06-01", sex="F"), TODAY)
    assert "按女工人推算" in supposed[0].told
    assert kinds(view(*WHOLE, birth="1976-06-01", sex="F", retirement_category="female_55")) == set()


def test_a_gap_is_mentioned_when_it_lasts_and_not_where_the_line_ended():
    paused = spell("pension_employee", end=date(2025, 12, 1), reason="222")
    assert kinds(view(paused)) == {"gap"}
    assert kinds(view(paused), date(2026, 1, 10)) == set()
    assert kinds(view(paused, spell("pension_resident"))) == set()


def test_work_injury_that_is_missing_and_a_residents_age():
    assert kinds(view(spell("pension_employee"))) == {"injury_missing"}
    resident = replace(spell("pension_resident"), employer=None)
    assert kinds(view(resident, birth="1966-05-01", bank_account="x")) == {"resident_age"}


def test_after_death_nothing_is_mentioned_but_what_still_runs():
    assert kinds(view(*WHOLE, death="2026-01-02", telephone="")) == {"death_but_enrolled"}
    assert needs(view(spell("injury", end=date(2026, 2, 1)), death="2026-01-02"), TODAY) == ()


def test_what_is_not_registered_is_mentioned():
    assert kinds(view(*WHOLE, telephone="")) == {"telephone_missing"}
    assert kinds(view(*WHOLE, identity_number="429906900307001")) == {"old_number"}


@given(
    st.dates(date(2014, 3, 1), date(2040, 1, 1)), st.dates(date(1940, 1, 1), date(2010, 1, 1)), st.sampled_from("MF")
)
def test_what_is_due_stays_due_until_something_is_done(day, birth, sex):
    found = view(*WHOLE, birth=birth.isoformat(), sex=sex)
    assert "retirement" not in kinds(found, day) or "retirement" in kinds(found, date(2050, 1, 1))


@pytest.mark.parametrize("kind", list(declared()))
def test_every_kind_names_a_service_of_the_catalogue(kind):
    assert catalogue().version(declared()[kind].service, TODAY) is not None
