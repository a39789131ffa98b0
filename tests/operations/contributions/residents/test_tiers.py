"""A resident's year: every yuan of the tier is paid by the person or for them, once, and an earlier year without subsidy."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.operations.contributions.residents.choosing import choose_tier
from shebao.operations.contributions.residents.tiers import HARDSHIP, tiers_of
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import LiabilityStated
from shebao.operations.record.record import CHINA, Record
from shebao.operations.record.rows import Fact, Spell, SubjectKind
from shebao.operations.record.valid import Valid

KNOWN = datetime(2026, 1, 5, tzinfo=CHINA)
DAY = date(2025, 6, 1)
EVERY = Valid(date(2000, 1, 1))


def situation(*facts: tuple[str, str, Valid], since: date = date(2020, 1, 1), end: date | None = None) -> Situation:
    rows = tuple(
        Fact(number, 7, name, "", value, valid, KNOWN, None, 1, None)
        for number, (name, value, valid) in enumerate([("name", "甲某", EVERY), *facts])
    )
    spell = Spell(
        1, 7, "pension_resident", "resident", "420100", 1, None, Valid(since, end), "111", KNOWN, None, 1, None
    )
    return Situation(7, Record(7, SubjectKind.PERSON, rows, (spell,)), None, 1, "420100", DAY, KNOWN)


def chosen(now: Situation, year: int = 2025, tier: int = 300):
    return choose_tier(now, {"name": "甲某", "identity_number": "", "year": year, "tier": tier})


def owed(found):
    return next(each for each in found.effects if isinstance(each, LiabilityStated))


@given(
    year=st.integers(2014, 2030),
    tier=st.integers(0, 250_000),
    category=st.sampled_from(["", "011", "021", "061"]),
    late=st.booleans(),
)
def test_a_tier_is_paid_by_the_person_or_for_them(year: int, tier: int, category: str, late: bool) -> None:
    rule = tiers_of("420100", year)
    assert rule is not None
    found = rule.owed(tier, category, late)
    subsidy = 0 if late else rule.subsidy(tier)
    assert found.person_share + found.unit - subsidy == tier == found.base
    assert found.person_share >= 0
    assert (found.policy == HARDSHIP) == (found.unit > subsidy)
    assert found.unit == 0 or not late


@pytest.mark.parametrize(
    ("tier", "person", "unit"),
    [(100, 10_000, 3_000), (400, 40_000, 3_000), (500, 50_000, 6_000), (2000, 200_000, 6_000)],
)
def test_the_subsidy_follows_the_tier(tier: int, person: int, unit: int) -> None:
    found = owed(chosen(situation(), tier=tier))
    assert (found.owed.person_share, found.owed.unit) == (person, unit)
    assert (found.valid.start, found.valid.end) == (date(2025, 1, 1), date(2025, 2, 1))


def test_an_earlier_year_is_made_up_once_and_without_subsidy() -> None:
    first = chosen(situation(), year=2023)
    assert (owed(first).owed.unit, owed(first).owed.person_share) == (0, 30_000)
    stated = ("resident_tier", "300", Valid(date(2023, 1, 1), date(2024, 1, 1)))
    assert [each.condition for each in chosen(situation(stated), year=2023, tier=500).against] == ["year_open"]


def test_this_years_tier_may_be_changed() -> None:
    stated = ("resident_tier", "300", Valid(date(2025, 1, 1), date(2026, 1, 1)))
    assert owed(chosen(situation(stated), tier=1000)).owed.person_share == 100_000


@pytest.mark.parametrize(
    ("year", "since", "end", "condition"),
    [
        (2026, date(2020, 1, 1), None, "year_open"),
        (2019, date(2020, 1, 1), None, "enrolled"),
        (2025, date(2020, 1, 1), date(2025, 1, 1), "enrolled"),
        (2012, date(2010, 1, 1), None, "tier"),
    ],
)
def test_years_outside_are_named(year: int, since: date, end: date | None, condition: str) -> None:
    assert [each.condition for each in chosen(situation(since=since, end=end), year=year).against] == [condition]
