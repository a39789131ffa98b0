"""The demo's city has people, employers, months behind it, and cases at its counter; loading again changes nothing."""

from __future__ import annotations

import pytest

from shebao.server.operations.cases.models import Case
from shebao.server.operations.city import demo
from shebao.server.operations.intake import demo as cases
from shebao.server.operations.records.models import Act, Spell, Subject
from shebao.server.platform.people import demo as people

from ..conftest import register_employer

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_city_with_cases_and_loading_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "PEOPLE", 300)
    for each in (people, demo, cases):
        each.load()
    assert Subject.objects.filter(kind="person").count() >= 300
    assert Spell.objects.filter(known_to=None, valid__endswith=None).exists()
    assert Act.objects.filter(authority_id__startswith="city-month-").count() == 2
    assert set(Case.objects.values_list("state", flat=True)) >= {"done", "review", "returned", "refused"}
    before = Act.objects.count(), Case.objects.count()
    for each in (people, demo, cases):
        each.load()
    assert (Act.objects.count(), Case.objects.count()) == before


def test_a_record_that_was_filled_before_the_city_is_left_as_it_is() -> None:
    people.load()
    register_employer()
    before = Act.objects.count(), Subject.objects.count()
    demo.load()
    assert (Act.objects.count(), Subject.objects.count()) == before
