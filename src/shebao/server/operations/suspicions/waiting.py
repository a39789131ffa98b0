"""What of the suspicions waits for whom: rulings to check, suspicions to examine and to take, by class."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils import timezone

from shebao.server.operations.suspicions.declares import CHECK_RULINGS, MANAGE_SUSPICIONS, WORK_SUSPICIONS
from shebao.server.operations.suspicions.models import Absence, Listed, Reply, Ruling, Suspicion
from shebao.server.operations.suspicions.states import AbsenceState, RulingState, State
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.reading import holders_of

if TYPE_CHECKING:
    from shebao.server.operations.suspicions.models import SuspicionQuerySet
    from shebao.server.platform.people.models import User

_UNDECIDED = (State.NEW, State.CHECKING)


def waiting(person: User, today: date) -> Waiting:
    """What waits for a person, and the rulings of theirs that wait for another."""
    rulings = Ruling.objects.filter(state=RulingState.WAITING).select_related("organisation")
    to_check = rulings.in_scope(person, CHECK_RULINGS).exclude(proposed_by=person)
    shown = list(to_check.order_by("proposed_at")[:SHOWN])
    more = to_check.count() - SHOWN if len(shown) == SHOWN else 0
    own = list(rulings.filter(proposed_by=person).order_by("proposed_at")[:SHOWN])
    holders = holders_of(CHECK_RULINGS, [each.organisation for each in own])
    mine = (
        *(_ruling(each, "") for each in shown),
        *_to_be_confirmed(person),
        *_to_be_answered(person),
        *_examining(person),
        *_to_be_taken(person),
    )
    return Waiting(mine, tuple(_ruling(each, holders[each.organisation_id]) for each in own), more)


def _ruling(each: Ruling, holder: str) -> Work:
    return Work(
        "复核处理决定",
        f"{each.organisation}：{each}",
        each.get_absolute_url(),
        each.proposed_at,
        None,
        each.reason[:80],
        holder,
    )


def _to_be_confirmed(person: User) -> Iterator[Work]:
    """Suspicions about money that a run of somebody else found no more."""
    found = Absence.objects.in_scope(person, CHECK_RULINGS).filter(state=AbsenceState.WAITING)
    for each in found.exclude(brought_by=person).select_related("agency", "run")[:SHOWN]:
        yield Work("确认消除", f"{each.agency}：{each}", each.get_absolute_url(), each.run.at, None, number=each.count)


def _to_be_answered(person: User) -> Iterator[Work]:
    """Lists of which no answer says that all is settled."""
    whole = Reply.objects.filter(listed=OuterRef("pk"), open=0)
    found = Listed.objects.in_scope(person, MANAGE_SUSPICIONS).exclude(run=None).filter(~Exists(whole))
    for each in found.select_related("agency").order_by("due_on")[:SHOWN]:
        yield Work("反馈名单", f"{each.agency}：{each}", each.get_absolute_url(), each.at, each.due_on)


def _examining(person: User) -> Iterator[Work]:
    found = Suspicion.objects.in_scope(person, WORK_SUSPICIONS).filter(assignee=person)
    return _by_class(found, "核查疑点", "mine=1")


def _to_be_taken(person: User) -> Iterator[Work]:
    """Those that nobody has: clerks take them, who only manages gives them to somebody."""
    for permission, task in ((WORK_SUSPICIONS, "领取疑点"), (MANAGE_SUSPICIONS, "分派疑点")):
        if person.has_permission(permission):
            found = Suspicion.objects.in_scope(person, permission).filter(assignee=None)
            return _by_class(found, task, "mine=nobody")
    return iter(())


def _by_class(found: SuspicionQuerySet, task: str, query: str) -> Iterator[Work]:
    rows = (
        found.filter(present=True, state__in=_UNDECIDED)
        .order_by()
        .values("rule", "rule__code", "rule__title")
        .annotate(number=Count("pk"), since=Min("opened_on"), until=Min("due_on"))
        .order_by("until", "rule__code")[:SHOWN]
    )
    for row in rows:
        address = f"{reverse('suspicions:suspicions')}?rule={row['rule']}&standing=undecided&{query}"
        since = timezone.make_aware(datetime.combine(row["since"], time(8)))
        subject = f"{row['rule__code']} {row['rule__title']}"
        yield Work(task, subject, address, since, row["until"], number=row["number"])
