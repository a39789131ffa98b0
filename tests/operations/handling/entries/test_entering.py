"""Entries whatever is filled in: what they state is what the record takes, in the span and slot that the file says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.fields.field import Field, Kind
from shebao.operations.handling.declaring import declared_of
from shebao.operations.handling.entries.entering import PERSON, kind_of
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import FactEnded, FactStated
from shebao.operations.record.record import CHINA, Record, record_of
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Fact, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.operations.record.values import wrong_value
from shebao.services.listing import catalogue
from shebao.services.model import Service

TODAY = date(2026, 3, 10)
ENTRIES = [one for one in catalogue().on(date(2026, 11, 30)) if one.enters is not None]
DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
KNOWN = datetime(2026, 3, 10, 12, tzinfo=CHINA)


def values(field: Field) -> st.SearchStrategy[Any]:
    if field.choices:
        return st.sampled_from(sorted(field.choices.values()))
    if field.kind is Kind.DAY:
        return DAYS
    if field.kind is Kind.MONTH:
        return st.builds(Month, st.integers(2020, 2027), st.integers(1, 12))
    if field.kind is Kind.WHOLE:
        return st.integers(int(field.low or 0), int(field.high or 1000))
    return st.text("甲乙丙123", min_size=1, max_size=min(20, field.longest or 20))


def forms(service: Service) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: one.field for name, one in service.form.items() if name != PERSON}
    must = {name: values(field) for name, field in fields.items() if field.required}
    may = {name: values(field) for name, field in fields.items() if not field.required}
    return st.fixed_dictionaries(must, optional=may)


@st.composite
def records(draw: st.DrawFn, kind: SubjectKind, slots: list[str]) -> Record:
    """A record with some values in some registers, in the slots that forms name too."""
    known = registers(kind)
    chosen = draw(st.lists(st.sampled_from(sorted(known)), max_size=12, unique=True))
    rows = [
        Fact(
            number, 7, name, draw(st.sampled_from([*slots, ""])) if known[name].several else "",
            str(draw(values(known[name].field))), Valid(date(2000, 1, 1)), KNOWN - timedelta(days=9), None, 0, None,
        )
        for number, name in enumerate(chosen, 1)
        if known[name].field.kind in (Kind.TEXT, Kind.CHOICE)
    ]  # fmt: skip
    return record_of(
        7, kind, [*rows, Fact(99, 7, "birth", "", "1990-01-01", Valid(date(1990, 1, 1)), KNOWN, None, 0, None)]
    )


@pytest.mark.parametrize("service", ENTRIES, ids=lambda one: one.code)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_is_filled_in_the_record_takes_what_is_stated(service: Service, data: st.DataObject) -> None:
    entry = service.enters
    assert entry is not None
    form = data.draw(forms(service))
    kind = kind_of(service)
    slot = str(form.get(entry.slot, ""))
    own = data.draw(records(kind, [slot] if slot else ["a"]))
    of_person = own if kind is SubjectKind.PERSON else None
    employer = own if kind is SubjectKind.EMPLOYER else None
    situation = Situation(7, of_person, employer, 1, "420100", TODAY, KNOWN, 7 if employer else 0)
    found = declared_of(service).function(situation, form)
    if found.against:
        assert not found.effects
        assert not found.papers
        return
    for one in found.effects:
        assert isinstance(one, FactStated | FactEnded)
        assert one.subject == 7
        if isinstance(one, FactStated):
            assert wrong_value(kind, one) is None
            assert one.slot in ("", slot)
            assert one.value == entry.fixed.get(one.register, one.value)
    assert {one.title for one in found.papers} == ({entry.paper} if entry.paper else set())


def test_nobody_needs_a_line_of_python_for_what_is_entered_only() -> None:
    assert len(ENTRIES) >= 64
    assert {one.effect for one in ENTRIES} == {"entries.enter"}
