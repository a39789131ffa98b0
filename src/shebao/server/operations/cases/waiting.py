"""What of the cases waits for whom: to accept, review, approve, hand over; returned."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shebao.operations.casework.states import STANDING_STILL, State
from shebao.server.operations.cases.declares import APPROVE_CASES, REVIEW_CASES, START_CASES
from shebao.server.operations.cases.models import Case, CaseQuerySet
from shebao.server.operations.cases.reading import acted_for
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.reading import holders_of

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_ELSEWHERE = {State.REVIEW: REVIEW_CASES, State.APPROVAL: APPROVE_CASES}


def waiting(person: User, today: date) -> Waiting:
    """Cases that wait for a person, and their own that wait for another."""
    mine: list[Work] = []
    more = 0
    for found, task in _asked(person, today):
        shown = list(found.order_by("act_by", "begun_at")[:SHOWN])
        more += max(found.count() - SHOWN, 0) if len(shown) == SHOWN else 0
        mine += [_work(case, task, "") for case in shown]
    own = Case.objects.filter(clerk=person, state__in=_ELSEWHERE).select_related("office")
    listed = list(own.order_by("accepted_at")[:SHOWN])
    holders = {
        state: holders_of(permission, [case.office for case in listed if case.state == state])
        for state, permission in _ELSEWHERE.items()
    }
    others = tuple(_work(case, State(case.state).label, holders[State(case.state)][case.office_id]) for case in listed)
    return Waiting(tuple(mine), others, more)


def _asked(person: User, today: date) -> list[tuple[CaseQuerySet, str]]:
    cases = Case.objects.select_related("office")
    found: list[tuple[CaseQuerySet, str]] = []
    if person.has_permission(START_CASES):
        own = cases.filter(clerk__in=[person.pk, *acted_for(person, today)])
        found += [
            (cases.in_scope(person, START_CASES).filter(state=State.SUBMITTED), "受理申请"),
            (own.filter(state=State.RETURNED), "补正办件"),
            (own.filter(state=State.DECIDED), "送达决定"),
            (own.filter(state__in=(*STANDING_STILL, State.DRAFT), act_by__lt=today), "到期处理"),
        ]
    if person.has_permission(REVIEW_CASES):
        scope = cases.in_scope(person, REVIEW_CASES).filter(state=State.REVIEW).exclude(clerk=person)
        found.append((scope, "复核办件"))
    if person.has_permission(APPROVE_CASES):
        scope = cases.in_scope(person, APPROVE_CASES).filter(state=State.APPROVAL)
        found.append((scope.exclude(clerk=person).exclude(reviewer=person), "审批办件"))
    return found


def _work(case: Case, task: str, holder: str) -> Work:
    since = case.accepted_at or case.begun_at or case.made_at
    return Work(task, str(case), case.get_absolute_url(), since, case.act_by, str(case.office), holder)
