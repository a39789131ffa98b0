"""Deferrals reach no month outside their policy, and every month inside what was applied for."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.operations.contributions.relief.deferrals import deferrals, deferred
from shebao.operations.contributions.relief.deferring import defer
from shebao.operations.handling.situation import Situation
from shebao.operations.record.record import CHINA, Record
from shebao.operations.record.rows import Fact, SubjectKind
from shebao.operations.record.valid import Valid

KNOWN = datetime(2026, 1, 5, tzinfo=CHINA)
EVERY = Valid(date(2010, 1, 1))


def situation(**facts: str) -> Situation:
    rows = tuple(
        Fact(number, 9, name, "", value, EVERY, KNOWN, None, 1, None)
        for number, (name, value) in enumerate(facts.items())
    )
    record = Record(9, SubjectKind.EMPLOYER, rows, ())
    return Situation(0, None, record, 1, "420100", date(2026, 2, 1), KNOWN, 9)


def facts_after(found) -> list[Fact]:
    return [
        Fact(number, 9, each.register, each.slot, each.value, each.valid, KNOWN, None, 1, None)
        for number, each in enumerate(found.effects)
    ]


months = st.integers(-15, 14).map(Month(2022, 12).plus)


@given(key=st.sampled_from(sorted(deferrals())), start=months, length=st.integers(0, 14))
def test_what_is_deferred_lies_in_policy_and_application(key: str, start: Month, length: int) -> None:
    end = start.plus(length)
    form = {"policy": key, "start": start, "end": end, "until": date(2023, 12, 31)}
    found = defer(situation(size="small", industry="6210"), form)
    facts = facts_after(found)
    policy = deferrals()[key]
    for line, (first, last) in policy.lines.items():
        for number in range(-2, length + 3):
            month = start.plus(number)
            inside = start <= month <= end and first <= month and (last is None or month <= last)
            got = deferred(facts, line, month)
            assert (got is not None) == (inside and not found.against)
    assert bool(found.effects) == (not found.against)


@pytest.mark.parametrize(
    ("form", "facts", "condition"),
    [
        ({"policy": "small_2022"}, {"size": "large"}, "size"),
        ({"policy": "hard_hit_2022", "end": Month(2023, 4)}, {}, "months_of_policy"),
        ({"policy": "hard_hit_2022", "start": Month(2022, 8), "end": Month(2022, 7)}, {}, "months_of_policy"),
        ({"policy": "hard_hit_2022", "until": date(2024, 1, 31)}, {}, "until"),
        ({"policy": "hard_hit_2022", "until": date(2022, 6, 29)}, {}, "until"),
        ({"policy": "hard_hit_2022"}, {"status": "closed"}, "employer_registered"),
    ],
)
def test_what_may_not_be_deferred_is_named(form, facts, condition) -> None:
    whole = {"start": Month(2022, 5), "end": Month(2022, 6), **form}
    assert [each.condition for each in defer(situation(**facts), whole).against] == [condition]


def test_an_industry_that_is_not_listed_is_for_the_reviewer() -> None:
    form = {"policy": "hard_hit_2022", "start": Month(2022, 5), "end": Month(2022, 6)}
    results = {
        code: {each.condition: each.result for each in defer(situation(industry=code), form).assessments}["industry"]
        for code in ("6210", "7291", "3011")
    }
    assert results == {"6210": "fulfilled", "7291": "fulfilled", "3011": "exception"}
