"""The key by which people are found by their numbers is replaced while the server works, also when the work is killed anywhere.

Throughout everybody is found, no number belongs to two, and what cannot be asked for is an error, never an empty answer."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import DatabaseError, connection, transaction

from server.operations.conftest import registered
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.records.doing import Order, Stale, apply, apply_rows
from shebao.server.operations.records.models import Fact
from shebao.server.operations.records.reading import numbers, subjects_by, subjects_with
from shebao.server.platform.people.models import Contact
from shebao.server.platform.secrets import index_renewal, indexing, renewal, ring
from shebao.server.platform.secrets.fields import holds
from shebao.server.platform.secrets.models import VALUES, DataKey, IndexRenewal
from shebao.server.platform.secrets.source import KeyProblem
from shebao.server.platform.secrets.tokens import parsed

_STEPS = ("read", "written", "committed", "marked", "step taken")
_serial = count(100)


@pytest.fixture(autouse=True)
def _keys(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(index_renewal, "KNOWN_EVERYWHERE", timedelta(0))
    ring.forget()
    yield
    ring.forget()


def _number() -> str:
    """An identity number that nobody has."""
    body = f"42990619900307{next(_serial)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def _person() -> tuple[int, str]:
    number = _number()
    return registered({"name": "甲某", "identity_number": number, "telephone": "13900139000"}), number


def _killed(label: str, work: Callable[[Callable[[str], None]], object]) -> bool:
    """Whether a process of its own that does the work was killed at the label."""
    child = os.fork()
    if not child:
        connection.connection = None  # the parent's stays the parent's
        try:
            work(lambda what: os.kill(os.getpid(), signal.SIGKILL) if what == label else None)
        finally:
            os._exit(0)
    _child, status = os.waitpid(child, 0)
    ring.ask_again()
    return os.WIFSIGNALED(status)


def _finish() -> None:
    """Goes on until the change is over. A step waits for every transaction of the whole server, those of tests beside it too."""
    for _ in range(3000):
        if not index_renewal.advance(batch=2).under_way:
            return
        time.sleep(0.05)
    raise AssertionError(index_renewal.word())


def _everybody_is_found(people: dict[int, str]) -> None:
    assert all(subjects_with("identity_number", number.lower()) == [key] for key, number in people.items())
    assert subjects_by("identity_number", people) == {key: key for key in people}
    assert Contact.objects.filter(holds(Contact, "telephone", "0086 138-0013-8000")).count() == 1
    assert subjects_with("identity_number", _number()) == []


def _texts() -> dict[object, str]:
    return {row.pk: row.secret.open() for row in Fact.objects.filter(secret__isnull=False)}


def _slots() -> set[tuple[int, ...]]:
    rows = [row.secret.token for row in Fact.objects.filter(secret__isnull=False)]
    rows += [row.telephone.token for row in Contact.objects.all()]
    return {tuple(sorted(parsed(token).slots)) for token in rows}


@pytest.mark.django_db(transaction=True)
def test_everybody_is_found_whenever_the_process_is_killed(tree, member) -> None:
    Contact.objects.create(user=member("counter_clerk", tree.unit), telephone="13800138000")
    people = dict(_person() for _ in range(3))
    for others in ((1,), (0,)):
        texts, number = _texts(), indexing.begin()
        with pytest.raises(indexing.UnderWay):
            indexing.begin()
        for label in _STEPS * 2:
            _killed(label, lambda tell: index_renewal.advance(batch=2, tell=tell))
            _everybody_is_found(people)
            assert _texts().items() >= texts.items()
            with pytest.raises(Stale, match="已属于另一个编号"):
                registered({"name": "乙某", "identity_number": people[min(people)]})
            people |= [_person()]
        _finish()
        assert _slots() == {others}, "the old index is gone"
        _everybody_is_found(people)
        assert IndexRenewal.objects.get(pk=number).ended_at
    assert DataKey.objects.filter(kind="indexes").count() == 3


@pytest.mark.django_db(transaction=True)
def test_values_are_renewed_wherever_the_process_is_killed(tree, member) -> None:
    Contact.objects.create(user=member("counter_clerk", tree.unit), telephone="13800138000")
    people = dict(_person() for _ in range(3))
    texts, number = _texts(), ring.renew(VALUES)
    for label in ("read", "written", "committed"):
        assert _killed(label, lambda tell: renewal.renew_values(batch=2, tell=tell)), label
        assert _texts() == texts
        _everybody_is_found(people)
    renewal.renew_values(batch=2)
    assert {key for each in renewal.holdings() for key in each.by_key} == {str(number)}
    assert _texts() == texts
    _everybody_is_found(people)


@pytest.mark.django_db(transaction=True)
def test_no_step_is_taken_while_somebody_may_still_write_as_before() -> None:
    indexing.begin()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
        for _ in range(3):
            assert index_renewal.advance().under_way
        assert IndexRenewal.objects.get(open=True).closing_at is None
    finally:
        other.close()
    _finish()


def test_a_step_waits_until_every_process_knows_it(monkeypatch) -> None:
    monkeypatch.setattr(index_renewal, "KNOWN_EVERYWHERE", timedelta(minutes=2))
    indexing.begin()
    assert index_renewal.advance().under_way
    assert IndexRenewal.objects.get().mark is None


def test_without_the_next_key_nothing_is_looked_up_or_written() -> None:
    key, number = _person()
    DataKey.objects.filter(pk=indexing.begin()).update(wrapped="m-0.AAAA")
    ring.forget()
    for work in (lambda: subjects_with("identity_number", number), _person, index_renewal.advance):
        with pytest.raises(KeyProblem):
            work()
    assert "打不开" in indexing.problem() or "没有主密钥" in indexing.problem()
    assert Fact.objects.filter(subject=key, register="name").exists()


def test_what_waited_for_its_seal_gets_the_index_that_came_meanwhile() -> None:
    (key,) = numbers("subject", 1)
    number = _number()
    effects = [
        SubjectRegistered(key, SubjectKind.PERSON),
        FactStated(key, "name", "甲某", Valid(date(2020, 1, 1))),
        FactStated(key, "identity_number", number, Valid(date(2020, 1, 1))),
    ]
    begun: list[int] = []

    def meanwhile(what: str, _many: int) -> None:
        if what == "staged" and not begun:
            begun.append(indexing.begin())
            ring.ask_again()

    done = apply_rows(Order(Authority(AuthorityKind.RUN, "waited")), lambda: iter(effects), tell=meanwhile)
    assert _slots() == {(0, 1)}
    assert subjects_with("identity_number", number) == [key]
    again = apply(Order(Authority(AuthorityKind.RUN, "waited")), effects)
    assert again.known_before
    assert again.act == done.act, "known by what it came to under the key of then"


def test_the_database_lets_no_index_become_another(tree) -> None:
    key, _number = _person()
    row = Fact.objects.get(subject=key, register="identity_number")
    first, *rest = row.secret.token.split(".")
    for other in (".".join([first, "AAAA", *rest[1:]]), ".".join([first, "", *rest[1:]])):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE records_fact SET secret = %s WHERE id = %s", [other, row.pk])
