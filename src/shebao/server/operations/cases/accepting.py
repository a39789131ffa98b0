"""Acceptance: the case has a clerk, a number of its person, facts that it rests on, and its clock runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from shebao.operations.casework import machine
from shebao.operations.casework.machine import Move
from shebao.operations.casework.states import State
from shebao.operations.handling.declaring import declared_of
from shebao.operations.handling.registry import Party
from shebao.operations.handling.situation import Situation
from shebao.server.operations.cases.carrying import carry_out
from shebao.server.operations.cases.checking import check_off, refuse_lacking
from shebao.server.operations.cases.models import Case, Step
from shebao.server.operations.cases.noticing import new_code, notify
from shebao.server.operations.cases.preparing import Prepared, refuse_against
from shebao.server.operations.cases.timing import pause, settle
from shebao.server.operations.records.reading import numbers
from shebao.services.model import Service
from shebao.services.needed import Held

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def accept(case: Case, prepared: Prepared, clerk: User, at: datetime, held: Sequence[Held]) -> None:
    """Accepts what nothing stands against, its materials checked off; what nobody else decides is carried out at once. Saves the
    case. Raises Refused."""
    refuse_against(prepared)
    assert prepared.situation is not None
    day = timezone.localdate(at)
    on = prepared.situation
    case.clerk, case.accepted_at = clerk, at
    person, case.employer = _drawn(case, prepared.service, on)
    case.person, case.is_new = person or None, on.record is None and person != 0
    case.basis = list(on.basis)
    refuse_lacking(case, prepared.service, prepared.texts, held)
    flow = prepared.service.flow
    situation = machine.Situation(State.SUBMITTED, case.version, None, None, machine.course(flow), flow.serves)
    case.state = machine.target(Move.ACCEPT, situation)
    settle(case, prepared.service, day)
    if State(case.state) in (State.DONE, State.DECIDED):
        decide(case, at)
    case.save()
    check_off(case, prepared.service, held, clerk, at)
    step(case, clerk, at, "受理", by_clerk=True, told=list(prepared.told))
    if State(case.state) is State.OUTSIDE:
        pause(case, "appraisal", day)
        settle(case, prepared.service, day)
        case.save()
    if case.act_id is None:
        notify(case, "accepted", clerk, at, until=case.due_on)
    else:
        tell_completed(case, prepared, clerk, at)


def _drawn(case: Case, service: Service, on: Situation) -> tuple[int, int | None]:
    """The numbers of the person and the employer; of who gets a record they are drawn now, so that all of the case name them.
    The cases of one application name the same new person."""
    declared = declared_of(service)
    person, employer = on.person, on.employer_number or None
    if person == 0 and declared.person is not Party.NOBODY:
        same = case.application.cases.filter(is_new=True).first() if case.application else None
        person = (same.person if same else None) or numbers("subject", 1)[0]
    if employer is None and declared.employer is Party.NEW:
        employer = numbers("subject", 1)[0]
    return person, employer


def decide(case: Case, at: datetime) -> Prepared:
    """The decision carried out; the case is to be saved, and its completion told. Raises Refused."""
    found = carry_out(case, at)
    case.receipt = new_code()
    if State(case.state) is State.DONE:
        case.ended_at = at
    return found


def tell_completed(case: Case, found: Prepared, by: User, at: datetime) -> None:
    """The notice of completion, with what changed in the record; its code is the receipt's."""
    notify(case, "completed", by, at, lines=found.told, code=case.receipt or "")


def step(
    case: Case, by: User, at: datetime, label: str, reason: str = "", *, by_clerk: bool = False,
    told: list[str] | None = None,
) -> None:  # fmt: skip
    """Writes down what happened to a case."""
    Step.objects.create(
        case=case, number=case.steps.count() + 1, label=label, state=case.state, by=by, by_clerk=by_clerk, at=at,
        reason=reason, told=told or [],
    )  # fmt: skip
