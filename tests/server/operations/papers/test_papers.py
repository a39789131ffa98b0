"""Certificates: made from the record as it was known when the case was decided, with a code, and each a look that is logged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest

from server.operations.conftest import NUMBER, Counter, registered
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SpellStarted
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.doing import as_decided, start
from shebao.server.operations.cases.models import Case
from shebao.server.operations.records.doing import Order, apply
from shebao.server.platform.access.models import Look
from shebao.services.listing import catalogue

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten o'clock on the tenth of March 2026, whatever the day of the test."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def person(counter: Counter) -> int:
    key = registered({"name": "甲某", "identity_number": NUMBER, "birth": "1990-03-07", "sex": "M"})
    spell = SpellStarted(
        key, "unemployment", "employee", "429900", 1, counter.employer, Valid(date(2020, 1, 1), date(2024, 7, 1)), "111"
    )
    apply(Order(Authority(AuthorityKind.RUN, f"papers-{key}")), [spell])
    return key


def given(counter: Counter, code: str, employer: int | None = None, **texts: str) -> Case:
    found = start(counter.clerk, catalogue().version(code, date(2026, 3, 10)), counter.office, employer, texts)
    return Case.objects.select_related("act", "office").get(pk=found.pk)


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_bounded() for page in pages)


def test_a_voucher_says_what_the_record_holds_and_what_it_does_not(counter: Counter, person: int, client) -> None:
    case = given(counter, "SI-QRY-009", identity_number=NUMBER)
    client.force_login(counter.clerk)
    looks = Look.objects.filter(kind=Look.Kind.OPENED).count()
    answer = client.get(f"/papers/{case.number}/0/")
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content).replace("\n", "").replace("\r", "")
    for words in ("失业保险参保凭证", "甲某", NUMBER, "2020-01", "2024-06", "54", "缴费核定尚未开办", case.receipt):
        assert words in text, words
    assert Look.objects.filter(kind=Look.Kind.OPENED).count() == looks + 1
    assert client.get(f"/papers/{case.number}/1/").status_code == 404


def test_a_paper_stays_what_it_was_whatever_becomes_known_later(counter: Counter, person: int) -> None:
    case = given(counter, "SI-QRY-002", identity_number=NUMBER)
    before = as_decided(case).outcome
    changed = FactStated(person, "name", "乙某", Valid(date(2015, 1, 1)))
    apply(Order(Authority(AuthorityKind.RUN, "later")), [changed], NOW + timedelta(days=1))
    assert as_decided(case).outcome == before
    assert ("姓名", "甲某") in before.papers[0].about


def test_an_employers_certificate_names_no_person(counter: Counter, client) -> None:
    case = given(counter, "SI-QRY-001", employer=counter.employer)
    client.force_login(counter.clerk)
    looks = Look.objects.count()
    text = text_of(client.get(f"/papers/{case.number}/0/").content)
    assert "单位参保证明" in text
    assert Look.objects.count() == looks
