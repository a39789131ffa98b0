"""Employers that are not registered and staff who are not insured, by district, fewer when the record says so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from server.operations.conftest import registered
from server.operations.contributions.made import do
from server.operations.coverage.made import KEYS, PLACE, delivered, number, resident
from shebao.fields.identifiers.credit_code import check_character
from shebao.operations.record.effects import SpellStarted
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.coverage.doing import decide, measure_again, receive_list
from shebao.server.operations.coverage.models import Gap
from shebao.server.operations.coverage.reading import gaps_of, measured

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 10, 2, tzinfo=UTC)
KNOWN, UNKNOWN, CLOSED, YOUNG = (
    body + check_character(body) for body in (f"91420106MA4K0000{serial}" for serial in "1234")
)


@pytest.fixture(autouse=True)
def in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def clerk(member, tree):
    return member("coverage_clerk", tree.unit, "receives")


def employer(code: str, status: str = "registered") -> int:
    return registered({"name": "合成企业", "credit_code": code, "status": status}, SubjectKind.EMPLOYER)


def test_an_entity_is_registered_closed_too_young_or_missing(tree, clerk) -> None:
    employer(KNOWN)
    employer(CLOSED, "closed")
    rows = [
        (code, "合成企业", "202503", "420106", day)
        for code, day in ((KNOWN, "2020-01-01"), (UNKNOWN, "2020-01-01"), (CLOSED, "2019-01-01"), (YOUNG, "2025-03-20"))
    ]
    found = receive_list(tree.unit, delivered(tree.unit, "market_entities", "税务", rows), clerk, KEYS)
    (count,) = measured(found)
    assert (found.state, count.kind, count.reached, count.gap, count.open) == ("taken", "registered", 1, 2, 1)
    employer(UNKNOWN)
    assert measure_again(clerk, found) == 1
    assert Gap.objects.get(list=found, version=2, standing="gap").row.code == CLOSED
    with pytest.raises(Exception, match="不在待确认"):
        decide(clerk, found, True)


def test_who_has_wages_is_insured_there_or_on_the_districts_work_list(tree, clerk) -> None:
    at = employer(KNOWN)
    insured, _flexible = resident(61, enrolled=False), resident(62, "乙某")
    do(SpellStarted(insured, "pension_employee", "employee", PLACE, 1, at, Valid(date(2024, 1, 1)), "111"))
    rows = [
        (number(61), "甲某", "202503", KNOWN, "420106"),
        (number(62), "乙某", "202503", KNOWN, "420106"),
        (number(63), "丙某", "202503", UNKNOWN, "420102"),
        (number(61), "甲某", "202503", UNKNOWN, "420102"),
        (number(64, date(1950, 1, 1)), "丁某", "202503", KNOWN, "420106"),
    ]
    found = receive_list(tree.unit, delivered(tree.unit, "wage_withholdings", "税务", rows), clerk, KEYS)
    (count,) = measured(found)
    assert (count.kind, count.reached, count.gap, count.open) == ("staff", 1, 2, 2)
    assert gaps_of(found, count.version) == {"420102": 1, "420106": 1}
    told = dict(Gap.objects.filter(list=found, standing="gap").values_list("row__line_no", "told"))
    assert "城乡居民" in told[3]
    assert "没有参保登记" in told[4]


def test_a_wrong_code_or_district_refuses_the_whole_list_with_its_place(tree, clerk) -> None:
    rows = [(number(61), "甲某", "202503", KNOWN, "420106"), (number(62), "乙某", "202503", KNOWN[:-1] + "Z", "武昌区")]
    found = receive_list(tree.unit, delivered(tree.unit, "employment_records", "税务", rows), clerk, KEYS)
    assert (found.state, found.listed.count()) == ("quarantined", 0)
    assert [reason.split("：")[0] for reason in found.reasons] == ["第 3 行 统一社会信用代码", "第 3 行 行政区划代码"]
