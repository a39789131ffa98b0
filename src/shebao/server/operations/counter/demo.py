"""The counter of the demo: names can be found, one person has two numbers, a restriction waits for a second person."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.counter.doing import ask
from shebao.server.operations.counter.following import catch_up
from shebao.server.operations.counter.models import Asked, KnownName
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import numbers, present, whole_record
from shebao.server.platform.people.demo import CITY, organisation, user

_COPIED = ("name", "birth", "sex", "identity_kind")


def load() -> None:
    """Takes in the names of the demo's city; makes a duplicate and asks for a restriction, unless that was done."""
    catch_up(None)
    people = list(KnownName.objects.filter(employer=False).order_by("subject").values_list("subject", flat=True)[:2])
    if Asked.objects.exists() or len(people) < 2:
        return
    with transaction.atomic():
        _twice(people[0])
        ask(user("neikong"), people[1], organisation(CITY), "guarded", "本机构工作人员的亲属，办理须回避")
    catch_up(None)


def _twice(person: int) -> None:
    """The same person under another number, as a transfer from elsewhere leaves them."""
    record = whole_record(person)
    assert record is not None
    view = record.known(present())
    (key,) = numbers("subject", 1)
    stated = [FactStated(key, name, value, Valid(date(2010, 1, 1))) for name in _COPIED if (value := view.value(name))]
    apply(Order(Authority(AuthorityKind.RUN, "demo-twice")), [SubjectRegistered(key, SubjectKind.PERSON), *stated])
