"""A made city at the counter: employers and persons of the synthetic population in the record, cases in every state."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from shebao.fields.dates import Month, month_of
from shebao.operations.enrolment.staff import lines_of
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect, FactStated, SpellStarted, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.doing import move, start
from shebao.server.operations.cases.machine import Move
from shebao.server.operations.cases.models import Case
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.models import Subject
from shebao.server.operations.records.reading import numbers
from shebao.server.platform.people.demo import CITY_CENTRE, organisation, user
from shebao.services.listing import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shebao.server.platform.organisations.models import Organisation

PEOPLE = 400
_SEED = 20260
_PLACE = "429900"
_JOIN = "SI-REG-005"


def load() -> None:
    """Takes the synthetic persons and employers into the record and starts cases, unless that was done."""
    if Subject.objects.exists():
        return
    office = organisation(CITY_CENTRE)
    with transaction.atomic():
        employers = _take_in(office)
        _cases(office, employers)


def _take_in(office: Organisation) -> list[int]:
    from shebao.population.proportions import wuhan
    from shebao.population.write import DEFAULT_AS_OF, population_tables

    tables: dict[str, list[dict[str, Any]]] = {"persons": [], "employers": [], "insured": []}
    for name, table in population_tables(PEOPLE, _SEED, wuhan(), DEFAULT_AS_OF, tuple(tables)):
        tables[name] += table.to_pylist()
    keys = iter(numbers("subject", len(tables["employers"]) + len(tables["persons"])))
    employers = {row["employer"]: next(keys) for row in tables["employers"]}
    work = {row["person"]: row for row in tables["insured"]}
    effects = [effect for row in tables["employers"] for effect in _employer(employers[row["employer"]], row, office)]
    for row in tables["persons"]:
        effects += _person(next(keys), row, work.get(row["person"]), employers, office)
    apply(Order(Authority(AuthorityKind.RUN, "demo"), office=office), effects)
    return list(employers.values())


def _employer(key: int, row: dict[str, Any], office: Organisation) -> Iterator[Effect]:
    since = Valid(date(2015, 1, 1))
    yield SubjectRegistered(key, SubjectKind.EMPLOYER)
    facts = {"name": row["name"], "credit_code": row["credit_code"], "kind": "enterprise", "status": "registered"}
    facts |= {"injury_class": str(row["injury_class"]), "district": row["district"], "office": str(office.pk)}
    for register, value in facts.items():
        yield FactStated(key, register, value, since)


def _person(
    key: int, row: dict[str, Any], work: dict[str, Any] | None, employers: dict[int, int], office: Organisation
) -> Iterator[Effect]:
    since = Valid(row["birth"])
    yield SubjectRegistered(key, SubjectKind.PERSON)
    facts = {"name": row["name"], "identity_number": row["identity_number"], "identity_kind": "citizen"}
    facts |= {"birth": row["birth"].isoformat(), "sex": row["sex"]}
    for register, value in facts.items():
        yield FactStated(key, register, value, since)
    if row["death"]:
        yield FactStated(key, "death", row["death"].isoformat(), Valid(row["death"]))
    elif work is not None and work["employer"] in employers:
        begin = Valid(max(date(row["birth"].year + 20, 7, 1), date(2015, 1, 1)))
        for line in lines_of("enterprise", "employee", begin.start).lines:
            yield SpellStarted(key, line, "employee", _PLACE, office.pk, employers[work["employer"]], begin, "111")


def _cases(office: Organisation, employers: list[int]) -> None:
    """Some joiners: waiting for review, returned, refused, done."""
    from shebao.fields.identifiers.identity import check_character

    service = catalogue().version(_JOIN, timezone.localdate())
    if service is None or not service.available:
        return
    clerk, reviewer = user("guiyuan"), user("yewufuhe")
    now = timezone.now() - timedelta(days=3)
    month: Month = month_of(timezone.localdate()).plus(1)
    for number in range(8):
        body = f"4299061998{number % 12 + 1:02d}15{910 + number}"
        texts = {
            "identity_number": body + check_character(body),
            "name": f"演示{'甲乙丙丁戊己庚辛'[number]}",
            "staff": "employee",
            "start": month.plus(-1).iso,
            "reason": "111",
        }
        case = _started(clerk, service, office, employers[number % len(employers)], texts, month, now)
        if case is not None:
            _moved(case, reviewer, number)


def _started(
    clerk: Any, service: Any, office: Organisation, employer: int, texts: dict[str, str], later: Month, now: Any
) -> Case | None:
    from shebao.server.operations.cases.doing import Refused

    for month in (texts["start"], later.iso):
        try:
            with transaction.atomic():
                return start(clerk, service, office, employer, texts | {"start": month}, now)
        except Refused:
            continue
    return None


def _moved(case: Case, reviewer: Any, number: int) -> None:
    seen = {"seen_state": case.state, "seen_version": str(case.version)}
    if number < 3:
        move(reviewer, case, Move.REVIEW, seen)
    elif number == 3:
        move(reviewer, case, Move.RETURN, seen | {"reason": "姓名与证件不一致，请核对证件后重新提交。"})
    elif number == 4:
        move(reviewer, case, Move.REFUSE, seen | {"reason": "用人单位书面说明未建立劳动关系。"})
