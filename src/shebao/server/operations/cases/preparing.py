"""An application read and assessed: what it would come to on what is known now. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from shebao.fields.problem import Problem
from shebao.operations.handling.declaring import declared_of
from shebao.operations.handling.known import number_of
from shebao.operations.handling.outcome import Outcome
from shebao.operations.handling.registry import Party
from shebao.operations.handling.situation import Situation
from shebao.operations.handling.telling import told_in
from shebao.operations.registry.merging import merged_into
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.reading import employer_by, person_by_number, situation
from shebao.server.operations.cases.refusing import Refused, refused
from shebao.services.forms import read_form
from shebao.services.model import Service
from shebao.workflow import Refusal

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation


_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True)
class Prepared:
    """An application read and assessed: what is wrong with the form, or the outcome on what is known now."""

    service: Service
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]
    situation: Situation | None = None
    outcome: Outcome | None = None
    told: tuple[str, ...] = ()


def prepare(service: Service, office: Organisation, employer: int | None, texts: Mapping[str, str]) -> Prepared:
    """Reads a form and shows what it would come to; changes nothing. The person is found by their identity number."""
    values, problems = read_form(service, texts)
    if problems:
        return Prepared(service, texts, tuple(problems))
    person, employer = parties(service, values, employer)
    return assessed(service, texts, values, situation(office, person, employer, other=_other(values)))


def parties(service: Service, values: Mapping[str, Any], employer: int | None) -> tuple[int, int | None]:
    """Whom a form is about: the person by their number (0 for nobody and for who has no record), the employer that the counter
    has before it, or the one of the credit code where the service registers employers."""
    declared = declared_of(service)
    number = number_of(values) if declared.person is not Party.NOBODY else ""
    person = person_by_number(number) if number else None
    if declared.employer is Party.NOBODY:
        return person or 0, None
    if declared.employer is Party.NEW:
        code = values.get("credit_code")
        return person or 0, employer_by(code.text) if code else None
    return person or 0, employer


def _other(values: Mapping[str, Any]) -> int | None:
    """The second subject of a form: named by its number, or whoever has the new identity number."""
    number = values.get("new_number")
    if number is not None:
        return person_by_number(getattr(number, "text", number))
    return values.get("other")


def assessed(service: Service, texts: Mapping[str, str], values: Mapping[str, Any], on: Situation) -> Prepared:
    """What a service comes to in a situation."""
    outcome = declared_of(service).function(on, values)
    return Prepared(service, texts, (), on, outcome, tuple(told_in(outcome.effects, on)))


def reassessed(case: Case) -> Prepared:
    """What the case comes to on what is known now. Raises Refused where its service's file was changed."""
    service = version_of(case)
    values, problems = read_form(service, case.texts)
    if problems:
        return Prepared(service, case.texts, tuple(problems))
    if case.accepted_at is None:
        return prepare(service, case.office, case.employer, case.texts)
    on = situation(case.office, case.person or 0, case.employer, other=_other(values))
    if on.record is not None and (into := merged_into(on.record.known(on.known))) is not None:
        return Prepared(service, case.texts, (_merged(on.record.subject, into),))
    return assessed(service, case.texts, values, on)


def _merged(number: int, into: int) -> Problem:
    return Problem(
        "merged",
        f"个人编号 {number} 受理以后已合并到 {into}",
        f"请撤回这件，按个人编号 {into} 重新受理",
        field="person",
    )


def as_decided(case: Case) -> Prepared:
    """What a decided case came to, on the record as it was known just before: the documents that it gives are made from it.
    Raises Refused where its service's file was changed."""
    assert case.act is not None
    service = version_of(case)
    values, _ = read_form(service, case.texts)
    known = case.act.at - _BEFORE
    day = timezone.localdate(case.act.at)
    on = situation(case.office, case.person or 0, case.employer, day, known, other=_other(values))
    return assessed(service, case.texts, values, on)


def version_of(case: Case) -> Service:
    """The service in the version that the case began with. Raises Refused where its file is gone or was changed."""
    try:
        return case.declared
    except LookupError as error:
        raise refused("service_changed", f"{error}；请系统管理员恢复原文件，改动应写成新的一版") from error


def changed_since(case: Case, now: Situation) -> bool:
    """Whether the rows that the case was put together on are others now."""
    return list(now.basis) != list(case.basis)


def refuse_against(found: Prepared) -> None:
    """Raises Refused with everything that stands against an application, told at once."""
    if found.problems:
        raise Refused([Refusal(one.code, str(one), one.field) for one in found.problems])
    assert found.outcome is not None
    if found.outcome.against:
        raise Refused([Refusal(one.condition, f"{one.label}：{one.told}", one.field) for one in found.outcome.against])
