"""Joiners and leavers: each condition assessed with its law; what may be in what together, by month and kind of employer."""

from __future__ import annotations

import copy
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shared_files import shared
from shebao.fields.dates import Month, month_of
from shebao.fields.identifiers import read_identity_number
from shebao.operations.enrolment.joining import join
from shebao.operations.enrolment.leaving import leave
from shebao.operations.enrolment.reasons import reasons
from shebao.operations.enrolment.staff import lines_of, staff_of
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.outcome import Result
from shebao.operations.handling.situation import Situation
from shebao.operations.handling.trying import try_service
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import changes
from shebao.operations.record.effects import SpellRestated, SpellWithdrawn
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.record import CHINA, record_of
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Fact, Spell, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.services.listing import catalogue, read_file
from shebao.services.model import Service

EXAMPLES = Path(__file__).parents[3] / "examples/services"
CATALOGUE = Path(__file__).parents[3] / "src/shebao/services/catalogue"
NUMBER = "429906199003070018"
SPELL = {"line": "pension_employee", "kind": "employee", "employer": 2000000002, "from": date(2020, 1, 1)}
KNOWN_PERSON = {"number": 1000000007, "facts": {"name": "甲某", "birth": "1990-03-07"}, "spells": [SPELL]}


@pytest.fixture(scope="module")
def service() -> Service:
    return read_file(CATALOGUE / "registration/SI-REG-005.yaml")


@pytest.fixture
def case() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((EXAMPLES / "SI-REG-005.yaml").read_text("utf-8"))
    return copy.deepcopy(found)


AGAINST = [
    ({"employer": None}, ["employer_active", "staff_fits_employer"]),
    ({"employer": {"number": 1, "facts": {"kind": "enterprise", "status": "closed"}}}, ["employer_active"]),
    ({"form": {"staff": "编制内人员"}}, ["staff_fits_employer"]),
    ({"form": {"start": "2026-04"}}, ["month_open"]),
    ({"day": date(2026, 3, 28)}, ["month_open"]),
    ({"form": {"identity_number": "429906201201010016"}}, ["of_working_age"]),
    ({"person": KNOWN_PERSON}, ["not_in.pension_employee"]),
    ({"person": {"number": 7, "facts": {"birth": "1990-03-07", "death": "2025-01-01"}}}, ["alive"]),
    (
        {"person": KNOWN_PERSON | {"spells": [SPELL | {"line": "pension_resident", "employer": None}]}},
        ["not_in.pension_employee"],
    ),
    ({"form": {"start": "三月"}}, ["not_a_month"]),
    ({"form": {"name": ""}}, ["missing"]),
]
CHANGES = [
    ({"change": "减员", "month": "2026-03", "reason": "辞职"}, ["enrolled_here"]),
    ({"change": "减员", "month": "2026-03", "reason": "新参保"}, ["reason_fits"]),
    ({"change": "增员", "month": "2026-03", "reason": "新参保"}, ["staff_given"]),
    ({"change": "增员", "month": "2026-03", "reason": "新参保", "staff": "职工"}, []),
]


@pytest.mark.parametrize(("changed", "against"), AGAINST)
def test_what_stands_against_it_is_named(
    service: Service, case: dict[str, Any], changed: dict[str, Any], against: list[str]
) -> None:
    form = case["form"] | changed.get("form", {})
    tried = try_service(service, case | changed | {"form": form}, "case")
    assert tried.against == against
    assert tried.told == ()


@pytest.mark.parametrize(("form", "against"), CHANGES)
def test_joiners_and_leavers_go_by_one_form(case: dict[str, Any], form: dict[str, str], against: list[str]) -> None:
    declared = catalogue().version("SI-CON-001", date(2026, 3, 10))
    assert declared is not None
    asked = {"identity_number": NUMBER, "name": "甲某", **form}
    assert try_service(declared, case | {"form": asked}, "case").against == against


@pytest.mark.parametrize(
    "changed",
    [
        {"person": KNOWN_PERSON | {"spells": [SPELL | {"to": date(2026, 3, 1)}]}},
        {"person": KNOWN_PERSON | {"spells": [SPELL | {"line": "injury"}]}},
        {"day": date(2026, 3, 28), "form": {"start": "2026-04"}},
        {"form": {"start": "2025-11"}},
    ],
)
def test_what_does_not_stand_against_it(service: Service, case: dict[str, Any], changed: dict[str, Any]) -> None:
    tried = try_service(service, case | changed | {"form": case["form"] | changed.get("form", {})}, "case")
    assert tried.against == []
    assert any("工伤" in line for line in tried.told)


def test_backdating_is_told_with_its_months(service: Service, case: dict[str, Any]) -> None:
    tried = try_service(service, case | {"form": case["form"] | {"start": "2025-11"}}, "case")
    assert tried.outcome is not None
    assert any("4 个月" in notice for notice in tried.outcome.notices)


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_the_window_never_counts_back_and_at_most_one_month_ahead(day: date) -> None:
    for place in ("420100", "429005", "110000"):
        month = window(place, day).month(day)
        assert month in (month_of(day), month_of(day).plus(1))
        assert (month == month_of(day)) == (day.day <= window(place, day).last)


def test_every_kind_of_employer_has_staff_and_established_staff_have_an_annuity() -> None:
    kinds = registers(SubjectKind.EMPLOYER)["kind"].field.choices.values()
    for kind in kinds:
        staff = staff_of(kind, date(2026, 1, 1))
        assert staff, kind
        for one in staff:
            lines = lines_of(kind, one, date(2026, 1, 1)).lines
            assert ("annuity" in lines) == (one == "established")
            assert "unemployment" not in lines or (kind, one) != ("agency", "established")


START = date(2026, 3, 10)
SINCE = datetime(2000, 1, 1, tzinfo=CHINA)
EMPLOYER = record_of(
    2,
    SubjectKind.EMPLOYER,
    [
        Fact(number, 2, register, "", value, Valid(date(2000, 1, 1)), SINCE, None, 0, None)
        for number, (register, value) in enumerate({"kind": "enterprise", "status": "registered"}.items())
    ],
)


def situation(day: date, rows: list[Spell], known: int) -> Situation:
    instant = datetime.combine(day, time(9), CHINA) + timedelta(seconds=known)
    record = record_of(7, SubjectKind.PERSON, rows) if rows else None
    return Situation(7, record, EMPLOYER, 1, "420100", day, instant)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=8))
def test_joining_and_leaving_in_any_order_never_doubles_a_line(moves: list[tuple[bool, int]]) -> None:
    """A history of joiners and leavers month by month: refused or done, no line is held twice at one employer in a month."""
    holdings, rows, ids, day = Holdings(), {}, count(1), START
    form = {"identity_number": read_identity_number(NUMBER), "name": "甲", "staff": "employee", "reason": "111"}
    for number, (joins, back) in enumerate(moves, 1):
        now = situation(day, list(rows.values()), 0)
        asked = form | {"start": month_of(day).plus(-back), "last": month_of(day).plus(-back)}
        found = join(now, asked) if joins else leave(now, asked | {"reason": "221"})
        act = Act(number, now.known, 1, Authority(AuthorityKind.CASE, str(number)))
        for change in changes(holdings, act, found.effects, ids):
            if isinstance(change.row, Spell):
                rows[change.row.id] = change.row
        current = [row for row in rows.values() if row.known_to is None]
        for month in range(24):
            first = Month(2025, 1).plus(month).first_day
            held = [row.line for row in current if first in row.valid]
            assert len(held) == len(set(held))
        day = month_of(day).plus(1).first_day + timedelta(days=9)


def test_a_leaver_who_never_worked_is_withdrawn_and_told() -> None:
    form = {"identity_number": read_identity_number(NUMBER), "last": Month(2026, 2), "reason": "221"}
    known = datetime.combine(START, time(8), CHINA)
    begun = Spell(1, 7, "injury", "employee", "420100", 1, 2, Valid(date(2026, 3, 1)), "111", known, None, 1, None)
    found = leave(situation(START, [begun], 0), form)
    assert found.effects == (SpellWithdrawn(7, 1),)
    assert any("误登" in notice for notice in found.notices)
    later = leave(situation(START, [begun], 0), form | {"last": Month(2026, 3)})
    assert later.effects == (SpellRestated(7, 1, Valid(date(2026, 3, 1), date(2026, 4, 1)), "221"),)
    nobody = leave(situation(START, [], 0), form)
    assert [one.result for one in nobody.assessments] == [Result.NOT_FULFILLED, Result.FULFILLED]


def test_the_codes_of_reasons_are_those_of_the_field() -> None:
    listed = yaml.safe_load(shared("reference/codes.yaml").read_text("utf-8"))
    codes = next(one["values"] for one in listed["lists"] if one["field"] == "AAE160")
    assert set(reasons()) <= set(codes)
