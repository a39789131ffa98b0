"""An employer's declaration: who declared, who did not and what their base is, within the base year and at this employer only."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from server.operations.contributions.made import MARCH, PLACE, computed, do, employed, employer, moved
from shebao.fields.dates import Month
from shebao.operations.record.effects import FactEnded, FactStated, SpellRestated
from shebao.operations.record.valid import Valid
from shebao.server.operations.contributions.declared import How, declaration
from shebao.server.operations.contributions.machine import Move
from shebao.server.operations.records.reading import holdings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, settings):
    settings.DATA = tmp_path


def undeclared(person: int, at: int) -> None:
    """Takes the declared wage of 2025 back to the year before."""
    do(FactStated(person, "declared_wage", "6000.00", Valid(date(2024, 1, 1), date(2025, 1, 1)), str(at)))


def test_everybody_on_the_staff_with_what_was_declared(member, tree, client) -> None:
    at, other = employer(), employer()
    plain, low, high = employed(at), employed(at, "1000.00"), employed(at, "90000.00")
    gone, elsewhere = employed(at), employed(other)
    for spell in holdings([gone]).spells[gone].values():
        do(SpellRestated(gone, spell.id, Valid(spell.valid.start, date(2025, 3, 1)), "221"))
    undeclared(plain, at)
    maker, checker = (member(f"contribution_{role}", tree.unit, role) for role in ("clerk", "reviewer"))
    moved(checker, computed(maker, tree.unit, MARCH), Move.APPROVE)
    found = declaration(at, PLACE, MARCH, MARCH)
    how = {each.person: (each.how, each.wage_before) for each in found.members}
    assert how == {plain: (How.DECLARED, 600_000), low: (How.FLOOR, None), high: (How.CEILING, None)}
    assert elsewhere not in how
    assert (found.first, found.last, found.deadline) == (Month(2025, 1), Month(2025, 12), Month(2025, 6))
    client.force_login(maker)
    page = client.get(reverse("contributions:declared", args=[at])).content.decode()
    assert "在职人员都已申报" in page
    assert "90,000.00" in page


def test_who_has_not_declared_is_told_with_the_base_that_holds(member, tree, client) -> None:
    at = employer()
    employed(at)
    silent = employed(at, since=date(2024, 6, 1))
    do(FactEnded(silent, "declared_wage", date(2025, 1, 1), str(at)))
    maker, checker = (member(f"contribution_{role}", tree.unit, role) for role in ("clerk", "reviewer"))
    moved(checker, computed(maker, tree.unit, MARCH), Move.APPROVE)
    found = declaration(at, PLACE, MARCH, MARCH)
    assert [each.person for each in found.undeclared] == [silent]
    assert found.undeclared[0].how is How.MISSING
    later = declaration(at, PLACE, Month(2026, 1), MARCH)
    assert [(each.how, each.base) for each in later.members] == [(How.NOT_YET, None)] * 2
    client.force_login(maker)
    address = reverse("contributions:declared", args=[at])
    page = client.get(address, {"month": "2025-03", "show": "missing"}).content.decode()
    assert "还有 1 人没有申报" in page
    assert f">{silent}<" in page
    assert client.get(address, {"month": "x"}).status_code == 200
