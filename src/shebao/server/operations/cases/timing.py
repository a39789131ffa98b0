"""The clocks of a stored case: pauses begun and ended, deadlines set anew after every move."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from shebao.operations.casework.clocks import act_by
from shebao.operations.casework.states import FINAL, State
from shebao.server.operations.cases.models import Case, Pause
from shebao.services.limits import Due, after, due
from shebao.services.model import Service
from shebao.services.stages import stages
from shebao.workflow import Suspension


def pause(case: Case, reason: str, day: date) -> Pause:
    """The clock stands still from the day after this one."""
    until = after(stages().pauses[reason].limit, day)
    found: Pause = Pause.objects.create(
        case=case, number=case.pauses.count() + 1, reason=reason, since=day, until=until
    )
    return found


def prolong(case: Case, day: date) -> date:
    """The pause goes on; the day on which it is looked at again."""
    running = case.pauses.get(ended_on=None)
    running.until = after(stages().pauses[running.reason].limit, day)
    running.save(update_fields=("until",))
    return running.until


def go_on(case: Case, day: date) -> None:
    """The clock runs again after this day."""
    case.pauses.filter(ended_on=None).update(ended_on=day)


def settle(case: Case, service: Service, day: date) -> None:
    """Sets the deadlines of a case that came into its state on a day."""
    found = Due(None, None)
    if case.accepted_at is not None:
        found = due(service.limit, timezone.localdate(case.accepted_at), _suspensions(case))
        if State(case.state) not in (*FINAL, State.DECIDED):
            case.due_on, case.law_due_on = found.promised, found.statutory
    if State(case.state) in FINAL:
        case.act_by = None
    elif State(case.state) is not State.SUSPENDED:
        case.act_by = act_by(State(case.state), day, found)


def _suspensions(case: Case) -> list[Suspension]:
    return [Suspension(one.reason, one.since + timedelta(days=1), one.ended_on) for one in case.pauses.all()]
