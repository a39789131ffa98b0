"""The demo's counter has cases in every state, once however often it is loaded."""

from __future__ import annotations

import pytest

from server.operations.conftest import register_employer
from shebao.operations.casework.states import State
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SpellStarted, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.models import Absence, Case
from shebao.server.operations.intake import demo
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import numbers
from shebao.server.operations.supervision import demo as supervision
from shebao.server.operations.supervision.models import Sample
from shebao.server.platform.people import demo as people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_ten() -> None:
    """Today is today."""


def staff(employer: int, number: int) -> None:
    from datetime import date

    from shebao.fields.identifiers.identity import check_character

    (key,) = numbers("subject", 1)
    body = f"42990619850{number:01d}07{100 + number}"
    since = Valid(date(1985, 1, 1))
    facts = {
        "name": f"测试{number}",
        "identity_number": body + check_character(body),
        "birth": "1985-03-07",
        "sex": "M",
    }
    stated = [FactStated(key, register, value, since) for register, value in facts.items()]
    spell = SpellStarted(key, "pension_employee", "employee", "429900", 1, employer, Valid(date(2015, 1, 1)), "111")
    order = Order(Authority(AuthorityKind.RUN, f"staff-{key}"))
    apply(order, [SubjectRegistered(key, SubjectKind.PERSON), *stated, spell])


def test_cases_in_every_state_and_nothing_the_second_time() -> None:
    people.load()
    employer = register_employer()
    for number in range(1, 9):
        staff(employer, number)
    demo.load()
    supervision.load()
    assert set(Case.objects.values_list("state", flat=True)) == {state.value for state in State}
    assert Sample.objects.exists()
    assert Absence.objects.count() == 1
    before = Case.objects.count()
    demo.load()
    supervision.load()
    assert (Case.objects.count(), Absence.objects.count()) == (before, 1)
