"""What an employer saved, from the record: the page adds up and names its documents; nothing assessed, nothing claimed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from server.operations.contributions.made import APRIL, MARCH, computed, employed, employer, moved
from shebao.fields.dates import Month
from shebao.server.operations.contributions.machine import Move
from shebao.server.operations.contributions.saved import year_saved, years_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, settings):
    settings.DATA = tmp_path


def test_an_employer_sees_what_it_saved_by_document(member, tree, client) -> None:
    at = employer(district="420106")
    employed(at), employed(at, "10000.00")
    maker, checker = (member(f"contribution_{role}", tree.unit, role) for role in ("clerk", "reviewer"))
    for month in (MARCH, APRIL):
        moved(checker, computed(maker, tree.unit, month), Move.APPROVE)
    found = year_saved(at, 2025, APRIL)
    lines = {row.cut.line: (row.months, row.heads, row.unit, row.person) for row in found.rows}
    assert lines["unemployment"] == (2, 4, 2 * (10_400 + 13_000), 2 * (5_600 + 7_000))
    assert sum(unit for _month, unit, _person in found.by_month) == found.unit
    assert (years_of(at, APRIL), years_of(at, Month(2024, 1))) == ([2025], [])
    assert year_saved(at, 2024, APRIL).rows == ()
    client.force_login(maker)
    page = client.get(reverse("contributions:savings", args=[at])).content.decode()
    assert "人社部发〔2024〕40号" in page and "未经核对" in page and "468.00" in page
    other = client.get(reverse("contributions:savings", args=[at]), {"year": "abc"})
    assert other.status_code == 200
