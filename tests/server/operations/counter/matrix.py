"""Who may call the views of the counter; persons and employers belong to the whole agency."""

from __future__ import annotations

from datetime import date

from server.access import views
from server.operations.conftest import register_employer
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import numbers

VIEWS = {
    **views("counter", VIEW_RECORDS, "search"),
    **views("counter", VIEW_RECORDS, "person open-number", "record_person", whole=False, agency_wide=True),
    **views("counter", VIEW_RECORDS, "employer", "record_employer", whole=False, agency_wide=True),
}


def _person(organisation):
    (key,) = numbers("subject", 1)
    effects = [SubjectRegistered(key, SubjectKind.PERSON), FactStated(key, "name", "甲", Valid(date(1990, 1, 1)))]
    apply(Order(Authority(AuthorityKind.RUN, f"person-{key}")), effects)
    return {"number": key}


OBJECTS = {
    "record_person": _person,
    "record_employer": lambda organisation: {"number": register_employer()},
}
