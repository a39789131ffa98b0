"""Who may call the views of the counter; persons and employers belong to the whole agency."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from server.operations.conftest import register_employer
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.declares import START_CASES, SUPERVISE_CASES, VIEW_RECORDS
from shebao.server.operations.counter.models import Asked, Likeness
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import numbers
from shebao.server.platform.access.declares import RESTRICT_PERSONS, VIEW_LOOKS
from shebao.server.platform.people.models import User

VIEWS = {
    **views("counter", VIEW_RECORDS, "search"),
    **views("counter", VIEW_RECORDS, "person explained open-number", "record_person", whole=False, agency_wide=True),
    **views("counter", VIEW_LOOKS, "looks", "record_person", whole=False, agency_wide=True),
    **views("counter", VIEW_RECORDS, "employer", "record_employer", whole=False, agency_wide=True),
    **views("counter", VIEW_RECORDS, "alike"),
    **views("counter", SUPERVISE_CASES, "compare-all"),
    **views("counter", START_CASES, "judge-alike", "likeness", whole=False, agency_wide=True),
    **views("counter", RESTRICT_PERSONS, "restrictions"),
    **views("counter", RESTRICT_PERSONS, "decide-restriction", "asked_restriction", whole=False),
}


def _person(organisation):
    (key,) = numbers("subject", 1)
    effects = [SubjectRegistered(key, SubjectKind.PERSON), FactStated(key, "name", "甲", Valid(date(1990, 1, 1)))]
    apply(Order(Authority(AuthorityKind.RUN, f"person-{key}")), effects)
    return {"number": key}


def _asked(organisation):
    found = Asked.objects.filter(organisation=organisation).first() or Asked.objects.create(
        person=_person(organisation)["number"], organisation=organisation, tier="guarded", reason="工作人员",
        asked_by=User.objects.first(), asked_at=timezone.now(),
    )  # fmt: skip
    return {"key": found.pk}


def _likeness(organisation):
    first, second = sorted(_person(organisation)["number"] for _each in range(2))
    found = Likeness.objects.create(
        first=first, second=second, score=1, likely="可能是同一人", reasons=["姓名相同"], found_at=timezone.now()
    )
    return {"key": found.pk}


OBJECTS = {
    "likeness": _likeness,
    "asked_restriction": _asked,
    "record_person": _person,
    "record_employer": lambda organisation: {"number": register_employer()},
}
