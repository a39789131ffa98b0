"""What of the cases waits for whom: to review, to approve, returned to its clerk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shebao.server.operations.cases.declares import APPROVE_CASES, REVIEW_CASES, START_CASES
from shebao.server.operations.cases.models import Case, CaseQuerySet
from shebao.server.operations.cases.states import State
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.reading import holders_of

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def waiting(person: User, today: date) -> Waiting:
    """Cases that wait for a person, and their own that wait for another."""
    mine: list[Work] = []
    more = 0
    for found, task in _asked(person):
        shown = list(found.order_by("accepted_at")[:SHOWN])
        more += max(found.count() - SHOWN, 0) if len(shown) == SHOWN else 0
        mine += [_work(case, task, "") for case in shown]
    own = Case.objects.filter(clerk=person, state__in=(State.REVIEW, State.APPROVAL)).select_related("office")
    listed = list(own.order_by("accepted_at")[:SHOWN])
    holders = {
        state: holders_of(permission, [case.office for case in listed if case.state == state])
        for state, permission in ((State.REVIEW, REVIEW_CASES), (State.APPROVAL, APPROVE_CASES))
    }
    others = tuple(_work(case, State(case.state).label, holders[State(case.state)][case.office_id]) for case in listed)
    return Waiting(tuple(mine), others, more)


def _asked(person: User) -> list[tuple[CaseQuerySet, str]]:
    cases = Case.objects.select_related("office")
    found = (
        [(cases.filter(clerk=person, state=State.RETURNED), "补正办件")] if person.has_permission(START_CASES) else []
    )
    if person.has_permission(REVIEW_CASES):
        scope = cases.in_scope(person, REVIEW_CASES).filter(state=State.REVIEW).exclude(clerk=person)
        found.append((scope, "复核办件"))
    if person.has_permission(APPROVE_CASES):
        scope = cases.in_scope(person, APPROVE_CASES).filter(state=State.APPROVAL)
        found.append((scope.exclude(clerk=person).exclude(reviewer=person), "审批办件"))
    return found


def _work(case: Case, task: str, holder: str) -> Work:
    return Work(task, str(case), case.get_absolute_url(), case.accepted_at, case.due_on, str(case.office), holder)
