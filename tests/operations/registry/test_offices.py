"""Who does what up to which step is data, and every service finds somebody who finishes it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.data_files import DataFileError
from shebao.operations.registry.offices import division_of_work, read_division
from shebao.services.listing import catalogue

DAYS = st.dates(date(2000, 1, 1), date(2035, 1, 1))
WORK = division_of_work()
SERVICES = [(one.code, one.group) for one in catalogue().on(date(2026, 1, 1))]


@given(st.sampled_from(SERVICES), DAYS)
def test_every_service_is_finished_somewhere_and_asked_about_everywhere(service, day):
    assert WORK.does("city", *service, "approve", day)
    assert all(WORK.does(level, *service, "advise", day) for level in WORK.levels)


@given(st.sampled_from(SERVICES), st.sampled_from(list(WORK.levels)), DAYS)
def test_who_does_a_step_does_those_before_it(service, level, day):
    able = [WORK.does(level, *service, step, day) for step in WORK.steps]
    assert able == sorted(able, reverse=True)


def test_what_changed_with_a_day_changed_on_that_day():
    resident = ("SI-REG-007", "registration")
    assert WORK.lowest(*resident, "collect", date(2023, 11, 30)) == "district"
    assert WORK.lowest(*resident, "collect", date(2023, 12, 1)) == "community"
    assert WORK.lowest(*resident, "accept", date(2026, 1, 1)) == "street"
    assert WORK.lowest("SI-INF-007", "upkeep", "approve", date(2026, 1, 1)) == "city"


@pytest.mark.parametrize(
    ("change", "told"), [({"level": "village"}, "level"), ({"upto": "sign"}, "upto"), ({"extra": 1}, "extra")]
)
def test_a_mistake_in_the_file_is_named(change, told):
    rule = {
        "from": date(2000, 1, 1),
        "level": "city",
        "services": ["*"],
        "upto": "approve",
        "basis": "x",
        "confidence": "practice",
    }
    data = {"levels": {"city": "市"}, "steps": {"approve": "审批"}, "rules": [rule | change]}
    with pytest.raises(DataFileError, match=told):
        read_division("offices.yaml", data)
