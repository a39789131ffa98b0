"""Probable duplicates of the whole record: found with reasons, judged by people, merged by nobody."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from server.operations.conftest import Counter, registered
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated
from shebao.operations.record.valid import Valid
from shebao.server.operations.counter import alike
from shebao.server.operations.counter.alike import NotCompared, compare
from shebao.server.operations.counter.doing import NotAsked, different
from shebao.server.operations.counter.models import Likeness
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.models import Act
from shebao.server.platform.decisions.models import Decision

pytestmark = pytest.mark.django_db

TELEPHONE = "13907120001"
TWICE = {
    "name": "欧阳甲木",
    "sex": "F",
    "birth": "1990-03-07",
    "telephone": TELEPHONE,
    "address": "武汉市江岸区某路一号",
}
NUMBERS = "429906199003070026", "429906199003070062"


@pytest.fixture
def pair() -> tuple[int, int]:
    """The same person under two numbers, and somebody else."""
    found = [registered(TWICE | {"identity_number": number, "identity_kind": "citizen"}) for number in NUMBERS]
    registered({"name": "丙丁", "sex": "M", "birth": "1971-11-20", "identity_number": "429906197111200039"})
    return found[0], found[1]


def test_the_same_person_twice_is_found_with_reasons_and_nobody_is_merged(pair: tuple[int, int]) -> None:
    acts = Act.objects.count()
    found = compare()
    (one,) = Likeness.objects.all()
    assert (found.persons, found.pairs, found.new, (one.first, one.second)) == (3, 1, 1, tuple(sorted(pair)))
    assert one.score >= alike.LOWEST
    assert "出生日期相同" in one.reasons
    told = "".join([one.likely, *one.reasons])
    assert not any(secret in told for secret in (*NUMBERS, TELEPHONE, *TWICE.values()))
    assert Act.objects.count() == acts
    assert compare().new == 0
    assert not list(Path("/dev/shm").glob("shebao-*/people.parquet"))


def test_what_people_judged_stays_judged_and_what_is_not_alike_any_more_is_gone(
    pair: tuple[int, int], counter: Counter
) -> None:
    compare()
    with pytest.raises(NotAsked):
        different(counter.clerk, Likeness.objects.get(), "")
    different(counter.clerk, Likeness.objects.get(), "看过两人的档案")
    with pytest.raises(NotAsked):
        different(counter.clerk, Likeness.objects.get(), "看过两人的档案")
    assert (compare().pairs, Likeness.objects.get().state) == (0, "different")
    assert Decision.objects.filter(action="counter_found_different").count() == 1
    Likeness.objects.update(state="open", judged_by=None, judged_at=None)
    merged = FactStated(pair[1], "merged_into", str(pair[0]), Valid(date(2020, 1, 1)))
    apply(Order(Authority(AuthorityKind.MESSAGE, "merged")), [merged])
    assert (compare().pairs, Likeness.objects.get().state) == (0, "gone")


def test_without_memory_for_files_nothing_is_compared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(alike, "_MEMORY", tmp_path / "none")
    with pytest.raises(NotCompared):
        compare()


def test_the_list_shows_numbers_and_reasons_and_a_clerk_judges(pair: tuple[int, int], counter: Counter, client) -> None:
    compare()
    client.force_login(counter.clerk)
    page = client.get(reverse("counter:alike"))
    text = page.content.decode()
    assert str(pair[0]) in text
    assert "出生日期相同" in text
    assert TWICE["name"] not in text
    answer = client.post(reverse("counter:judge-alike", args=[Likeness.objects.get().pk]), {"words": "看过两人的档案"})
    assert (answer.status_code, Likeness.objects.get().judged_by) == (302, counter.clerk)
    assert client.post(reverse("counter:compare-all")).status_code == 403
