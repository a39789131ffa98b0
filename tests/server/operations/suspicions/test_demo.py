"""The demo's suspicions: in every state, loaded once however often it is asked."""

from __future__ import annotations

import pytest

from shebao.server.operations.suspicions import demo
from shebao.server.operations.suspicions.models import Listed, Reply, Step, Suspicion
from shebao.server.operations.suspicions.states import STANDINGS
from shebao.server.platform.people import demo as people

pytestmark = pytest.mark.django_db


def test_it_has_suspicions_in_every_state_and_loads_once() -> None:
    people.load()
    demo.load()
    assert {each.standing for each in Suspicion.objects.all()} == set(STANDINGS)
    assert set(Listed.objects.values_list("state", flat=True)) == {"accepted", "quarantined"}
    assert (Reply.objects.get().answered, Reply.objects.get().open) == (4, 8)
    assert {each.present for each in Suspicion.objects.filter(state="corrected")} == {True, False}
    before = Step.objects.count()
    demo.load()
    assert Step.objects.count() == before
