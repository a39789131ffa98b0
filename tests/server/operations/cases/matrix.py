"""Who may call the views of the counter and of cases; persons and employers belong to the whole agency."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from server.operations.cases.conftest import register_employer
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.models import Case
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import numbers
from shebao.server.platform.people.models import User
from shebao.services.listing import catalogue

VIEWS = {
    **views("cases", VIEW_RECORDS, "counter services cases"),
    **views("cases", START_CASES, "start", "service_file", whole=False, agency_wide=True),
    **views("cases", VIEW_RECORDS, "person open-number", "record_person", whole=False, agency_wide=True),
    **views("cases", VIEW_RECORDS, "employer", "record_employer", whole=False, agency_wide=True),
    **views("cases", VIEW_RECORDS, "case", "case"),
    **views("cases", VIEW_RECORDS, "move receipt", "case", whole=False),
}


def _person(organisation):
    (key,) = numbers("subject", 1)
    effects = [SubjectRegistered(key, SubjectKind.PERSON), FactStated(key, "name", "甲", Valid(date(1990, 1, 1)))]
    apply(Order(Authority(AuthorityKind.RUN, f"person-{key}")), effects)
    return {"number": key}


def _case(organisation):
    found = Case.objects.filter(office=organisation).first()
    if found is None:
        service = catalogue().version("SI-REG-005", date(2026, 1, 1))
        found = Case(
            number=f"20260101{organisation.pk:08d}", service=service.code, service_version=service.version,
            service_digest=service.digest, office=organisation, person=numbers("subject", 1)[0], is_new=True,
            employer=register_employer(), state="withdrawn", eyes=2, clerk=User.objects.first(), accepted_at=timezone.now(),
        )  # fmt: skip
        found.form = '{"name": "甲"}'
        found.save()
    return {"number": found.number}


OBJECTS = {
    "service_file": lambda organisation: {"code": "SI-REG-005"},
    "record_person": _person,
    "record_employer": lambda organisation: {"number": register_employer()},
    "case": _case,
}
