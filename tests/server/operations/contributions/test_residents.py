"""A resident's year beside the monthly run: left alone by it, one row among the person's months."""

from __future__ import annotations

from datetime import date

import pytest

from server.operations.conftest import registered
from server.operations.contributions.made import MARCH, PLACE, computed, do, moved
from shebao.fields.dates import Month
from shebao.operations.contributions.residents.tiers import owed_in, tiers_of
from shebao.operations.record.effects import LiabilityStated, SpellStarted
from shebao.operations.record.valid import Valid
from shebao.server.operations.contributions.machine import Move
from shebao.server.operations.contributions.reading import months_of
from shebao.server.operations.records.reading import liabilities_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, settings):
    settings.DATA = tmp_path


def test_a_run_leaves_a_residents_year_alone(member, tree) -> None:
    person = registered({"name": "甲某"})
    rule = tiers_of(PLACE, 2025)
    assert rule is not None
    do(SpellStarted(person, "pension_resident", "resident", PLACE, 1, None, Valid(date(2024, 6, 1)), "111"))
    for year in (2024, 2025):
        do(LiabilityStated(person, "pension_resident", None, owed_in(year), rule.owed(50_000, "", False)))
    before = liabilities_of([person])[person]
    maker, checker = (member(f"contribution_{role}", tree.unit, role) for role in ("clerk", "reviewer"))
    run = moved(checker, computed(maker, tree.unit, MARCH), Move.APPROVE)
    assert (run.state, run.rejected) == ("done", 0)
    after = liabilities_of([person])[person]
    assert after == before
    found = months_of(after, Month(2025, 3))
    assert [(each.month.iso, each.unit, each.person, each.missing) for each in found] == [
        ("2025-01", 6_000, 50_000, False), ("2024-01", 6_000, 50_000, False)
    ]  # fmt: skip
