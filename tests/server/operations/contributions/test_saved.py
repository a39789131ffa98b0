"""What an employer saved, from the record: the page adds up and names its documents; nothing assessed, nothing claimed."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from server.operations.contributions.made import APRIL, MARCH, computed, do, employed, employer, moved
from shebao.fields.dates import Month
from shebao.operations.record.effects import FactStated
from shebao.operations.record.valid import Valid
from shebao.server.operations.contributions.machine import Move
from shebao.server.operations.contributions.reading import bill
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
    assert "人社部发〔2024〕40号" in page
    assert "未经核对" in page
    assert "468.00" in page
    other = client.get(reverse("contributions:savings", args=[at]), {"year": "abc"})
    assert other.status_code == 200


def test_a_bill_says_what_is_deferred_until_when(member, tree, client) -> None:
    at = employer()
    employed(at)
    maker, checker = (member(f"contribution_{role}", tree.unit, role) for role in ("clerk", "reviewer"))
    moved(checker, computed(maker, tree.unit), Move.APPROVE)
    span = Valid(MARCH.first_day, APRIL.first_day)
    do(
        FactStated(at, "deferral", "in_need_2025", span, "pension_employee"),
        FactStated(at, "deferral_until", "2025-12-31", span, "pension_employee"),
    )
    assert {line.label: line.deferred and line.deferred.until for line in bill(at, MARCH).lines} == {
        "职工养老": date(2025, 12, 31), "失业": None, "工伤": None
    }  # fmt: skip
    assert not any(line.deferred for line in bill(at, APRIL).lines)
    client.force_login(maker)
    page = client.get(reverse("contributions:bill", args=[at]), {"month": "2025-03"}).content.decode()
    assert "单位部分缓缴" in page
    assert "2025-12-31 前补缴" in page
