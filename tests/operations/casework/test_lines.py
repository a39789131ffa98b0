"""Lines of services: what the file names exists, and who is limited acts on what lies within."""

from __future__ import annotations

from datetime import date

from shebao.operations.casework.lines import barred, lines_of, named, within
from shebao.operations.record.lines import insurance_lines
from shebao.services.listing import catalogue
from shebao.services.words import words

SERVICES = catalogue().on(date(2026, 12, 1))


def test_groups_and_services_that_are_named_exist() -> None:
    groups, codes = named()
    assert groups <= set(words()["groups"])
    assert codes <= {one.code for one in SERVICES}


def test_more_lines_bar_less_and_all_lines_bar_nothing() -> None:
    for line in insurance_lines():
        wider = {line, "injury"}
        assert set(barred(SERVICES, wider)) <= set(barred(SERVICES, {line}))
    assert barred(SERVICES, set(insurance_lines())) == []
    assert all(within(one, None) for one in SERVICES)
    assert {one.group for one in SERVICES if one.code in barred(SERVICES, {"injury"})} >= {
        "unemployment",
        "employee_pension",
    }
    assert all(within(one, ()) for one in SERVICES if not lines_of(one))
