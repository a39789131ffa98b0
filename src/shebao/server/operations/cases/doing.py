"""Cases as they happen: accepted, moved, carried out, each in one transaction with its step and the log of decisions."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from shebao.fields.problem import Problem
from shebao.operations.handling.outcome import Outcome
from shebao.operations.handling.registry import Party, effects
from shebao.operations.handling.situation import Situation
from shebao.operations.handling.telling import told
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused
from shebao.server.operations.cases import machine
from shebao.server.operations.cases.clocks import due
from shebao.server.operations.cases.declares import CASE_MOVED, CASE_STARTED, START_CASES
from shebao.server.operations.cases.machine import TRANSITIONS, Move
from shebao.server.operations.cases.models import Case, Step
from shebao.server.operations.cases.reading import employer_by, person_by_number, situation
from shebao.server.operations.cases.states import FINAL, State
from shebao.server.operations.records.doing import AnotherAct, Order, Stale, apply
from shebao.server.operations.records.reading import numbers
from shebao.server.platform.decisions.log import record
from shebao.services.forms import read_form
from shebao.services.model import Service
from shebao.workflow import Refusal, Request, offered, refusals

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Refused(Exception):
    """Nothing happened; the reasons are for people."""

    def __init__(self, found: Sequence[Refusal]) -> None:
        super().__init__("；".join(refusal.message for refusal in found))
        self.refusals = tuple(found)


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
    return assessed(service, texts, values, situation(office, person, employer, other=values.get("other")))


def parties(service: Service, values: Mapping[str, Any], employer: int | None) -> tuple[int, int | None]:
    """Whom a form is about: the person by their number (0 for nobody and for who has no record), the employer that the counter
    has before it, or the one of the credit code where the service registers employers."""
    declared = effects()[service.effect]
    number = values.get("identity_number") if declared.person is not Party.NOBODY else None
    person = person_by_number(getattr(number, "text", number)) if number else None
    if declared.employer is Party.NOBODY:
        return person or 0, None
    if declared.employer is Party.NEW:
        code = values.get("credit_code")
        return person or 0, employer_by(code.text) if code else None
    return person or 0, employer


def assessed(service: Service, texts: Mapping[str, str], values: Mapping[str, Any], on: Situation) -> Prepared:
    """What a service comes to in a situation."""
    outcome = effects()[service.effect].function(on, values)
    kinds = {one.subject: one.kind for one in (on.record, on.employer) if one}
    spells = {spell.id: spell for spell in on.always.spells}
    return Prepared(service, texts, (), on, outcome, tuple(told(outcome.effects, kinds, spells)))


@transaction.atomic
def start(
    clerk: User, service: Service, office: Organisation, employer: int | None, texts: Mapping[str, str],
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """Accepts an application. Raises Refused with everything that stands against it, told at once."""
    if not clerk.has_permission_at(START_CASES, office):
        raise Refused([Refusal("not_permitted", f"您不能在{office}受理办件")])
    prepared = prepare(service, office, employer, texts)
    if prepared.problems:
        raise Refused([Refusal(one.code, str(one), one.field) for one in prepared.problems])
    _refuse_against(prepared)
    assert prepared.situation is not None
    at = now or timezone.now()
    person, employer = _drawn(service, prepared.situation)
    case = Case(
        number=_number(at),
        service=service.code,
        service_version=service.version,
        service_digest=service.digest,
        office=office,
        person=person,
        is_new=prepared.situation.record is None and person != 0,
        employer=employer,
        basis=list(prepared.situation.basis),
        state=State.REVIEW,
        eyes=service.flow.eyes,
        clerk=clerk,
        accepted_at=at,
        due_on=due(service.limit, timezone.localdate(at)),
    )
    setattr(case, "form", json.dumps(dict(texts), ensure_ascii=False))  # noqa: B010
    case.save(force_insert=True)
    _step(case, clerk, at, "受理", told=list(prepared.told))
    record(clerk, CASE_STARTED, case, service=service.code, version=service.version, number=case.number)
    if service.flow.eyes < 2:
        _carry_out(case, at)
        case.save()
    return case


def _drawn(service: Service, on: Situation) -> tuple[int, int | None]:
    """The numbers of the person and the employer; of who gets a record they are drawn now, so that all of the case name them."""
    declared = effects()[service.effect]
    person, employer = on.person, on.employer_number or None
    if person == 0 and declared.person is not Party.NOBODY:
        person = numbers("subject", 1)[0]
    if employer is None and declared.employer is Party.NEW:
        employer = numbers("subject", 1)[0]
    return person, employer


def offered_to(person: User, case: Case) -> list[Move]:
    """What this person may try now."""
    found = offered(TRANSITIONS.values(), _situation(case), person.permissions_at(case.office))
    alone = [t for t in found if not _stands_against(t, person, case)]
    return [Move(transition.action) for transition in alone]


def _stands_against(transition: Any, person: User, case: Case) -> bool:
    """Whether it is theirs to do at all; a reason that is not written yet is no matter."""
    request = _request(person, case, case.state, case.version, {"reason": "-"})
    return bool(refusals(transition, _situation(case), request))


@transaction.atomic
def move(person: User, case: Case, wanted: Move, seen: Mapping[str, str], now: datetime | None = None) -> Case:
    """Moves a case; what is decided is carried out at once. Raises Refused with every reason."""
    at = now or timezone.now()
    locked: Case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    inputs = {"reason": seen.get("reason", "").replace("\x00", "").strip()}
    version = seen.get("seen_version", "")
    request = _request(
        person,
        locked,
        seen.get("seen_state", ""),
        int(version) if version.isascii() and version.isdigit() else -1,
        inputs,
    )
    against = refusals(TRANSITIONS[wanted], _situation(locked), request)
    if against:
        raise Refused(against)
    _take(locked, person, wanted)
    locked.state = machine.target(wanted, _situation(locked))
    locked.version += 1
    if wanted is Move.RESUBMIT:
        _pin_again(locked)
    if locked.state == State.DONE:
        _carry_out(locked, at)
    elif locked.state in FINAL:
        locked.ended_at = at
    locked.save()
    _step(locked, person, at, TRANSITIONS[wanted].label, inputs["reason"])
    record(person, CASE_MOVED, locked, step=TRANSITIONS[wanted].label, number=locked.number)
    return locked


def reassessed(case: Case) -> Prepared:
    """What the case comes to on what is known now."""
    service = case.declared
    values, problems = read_form(service, case.texts)
    if problems:
        return Prepared(service, case.texts, tuple(problems))
    return assessed(
        service, case.texts, values, situation(case.office, case.person, case.employer, other=values.get("other"))
    )


def changed_since(case: Case, now: Situation) -> bool:
    """Whether the rows that the case was put together on are others now."""
    return list(now.basis) != list(case.basis)


def _take(case: Case, person: User, wanted: Move) -> None:
    if wanted is Move.REVIEW:
        case.reviewer = person
    elif wanted is Move.APPROVE:
        case.approver = person
    elif wanted is Move.RESUBMIT:
        case.reviewer = case.approver = None


def _pin_again(case: Case) -> None:
    found = reassessed(case)
    _refuse_against(found)
    assert found.situation is not None
    case.basis = list(found.situation.basis)


def _carry_out(case: Case, at: datetime) -> None:
    """The effects on the record, on the rows that the case was put together on and no others."""
    found = reassessed(case)
    assert found.situation is not None
    if changed_since(case, found.situation):
        raise Refused(
            [Refusal("changed", "受理以后这个人或单位的记录已有变化，没有办理；请退回，由受理人看过最新记录后重新提交")]
        )
    _refuse_against(found)
    assert found.outcome is not None
    order = Order(
        Authority(AuthorityKind.CASE, case.number),
        by=case.clerk,
        checked_by=case.reviewer,
        approved_by=case.approver,
        eyes=case.eyes,
        service=case.service,
        service_version=case.service_version,
        corrects=found.outcome.corrects,
        office=case.office,
    )
    try:
        case.act = apply(order, found.outcome.effects, at).act
    except (EffectsRefused, AnotherAct, Stale) as error:
        raise Refused([Refusal("record", str(error))]) from error
    case.state, case.ended_at = State.DONE, at
    case.receipt = "".join(secrets.choice(_RECEIPT_LETTERS) for _ in range(12))


def _refuse_against(found: Prepared) -> None:
    assert found.outcome is not None
    if found.outcome.against:
        raise Refused([Refusal(one.condition, f"{one.label}：{one.told}", one.field) for one in found.outcome.against])


def _situation(case: Case) -> machine.Situation:
    return machine.Situation(State(case.state), case.version, case.clerk_id, case.reviewer_id, case.eyes)


def _request(person: User, case: Case, state: str, version: int, inputs: Mapping[str, str]) -> Request:
    known = State(state) if state in set(State) else None
    return Request(person.pk, person.permissions_at(case.office), known, version, timezone.localdate(), inputs)


def _number(at: datetime) -> str:
    """The next number of a case: the day and a running number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_numbers')")
        found = cursor.fetchone()
    assert found is not None
    return f"{timezone.localtime(at):%Y%m%d}{found[0]:08d}"


def _step(case: Case, by: User, at: datetime, label: str, reason: str = "", told: list[str] | None = None) -> None:
    Step.objects.create(
        case=case,
        number=case.steps.count() + 1,
        label=label,
        state=case.state,
        by=by,
        at=at,
        reason=reason,
        told=told or [],
    )
