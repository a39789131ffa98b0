"""Workload, lateness and quality by person and by week, for whoever supervises: counted by the database, a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from shebao.server.operations.cases.declares import SUPERVISE_CASES
from shebao.server.operations.cases.models import Absence, Case, CaseQuerySet, Draw, Promise, Sample
from shebao.server.operations.cases.states import OPEN

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

WEEKS = 8
_PEOPLE = 60
_AGAIN = Q(rounds__gt=1)


@dataclass(frozen=True)
class Totals:
    """How many: open, past the last day of their stage or of the law, asked for corrections again, promises and samples that
    wait, samples that were wrong, decisions taken back."""

    open: int
    late: int
    late_by_law: int
    again: int
    promises: int
    promises_late: int
    samples: int
    samples_late: int
    wrong: int
    undone: int


@dataclass(frozen=True)
class Load:
    """What one person has and did."""

    person: int
    name: str
    open: int
    late: int
    accepted: int
    done: int
    again: int


@dataclass(frozen=True)
class Week:
    """Accepted and ended in a week that begins on a Monday."""

    monday: date
    accepted: int
    ended: int

    @property
    def label(self) -> str:
        """The Monday, shortly."""
        return f"{self.monday:%m-%d}"


def scope_of(person: User) -> CaseQuerySet:
    """The cases that somebody supervises."""
    found: CaseQuerySet = Case.objects.in_scope(person, SUPERVISE_CASES)
    return found


def totals(person: User, today: date) -> Totals:
    """The figures of the scope today."""
    scope = scope_of(person)
    cases = scope.aggregate(
        open=Count("pk", Q(state__in=OPEN)),
        late=Count("pk", Q(act_by__lt=today)),
        late_by_law=Count("pk", Q(state__in=OPEN, law_due_on__lt=today)),
        again=Count("pk", _AGAIN & Q(state__in=OPEN)),
        undone=Count("pk", Q(undoing__isnull=False, undoing__at__date__gte=today - timedelta(days=30))),
    )
    promises = Promise.objects.filter(case__in=scope, checked_at=None)
    samples = Sample.objects.in_scope(person, SUPERVISE_CASES).aggregate(
        samples=Count("pk", Q(checked_at=None)),
        samples_late=Count("pk", Q(checked_at=None, due_on__lt=today)),
        wrong=Count("pk", Q(right=False)),
    )
    due = promises.aggregate(promises=Count("pk"), promises_late=Count("pk", Q(due_on__lt=today)))
    return Totals(**cases, **samples, **due)


def by_person(person: User, today: date) -> list[Load]:
    """Everybody who has open cases or accepted some within the last week, those with most open ones first."""
    since = today - timedelta(days=6)
    rows = (
        scope_of(person)
        .filter(clerk__isnull=False)
        .values("clerk", "clerk__display_name", "clerk__username")
        .annotate(
            open=Count("pk", Q(state__in=OPEN)),
            late=Count("pk", Q(act_by__lt=today)),
            accepted=Count("pk", Q(accepted_at__date__gte=since)),
            done=Count("pk", Q(ended_at__date__gte=since)),
            again=Count("pk", _AGAIN & Q(made_at__date__gte=today - timedelta(days=90))),
        )
        .filter(Q(open__gt=0) | Q(accepted__gt=0) | Q(done__gt=0))
        .order_by("-open", "clerk")[:_PEOPLE]
    )
    return [
        Load(
            row["clerk"], row["clerk__display_name"] or row["clerk__username"], row["open"], row["late"], row["accepted"],
            row["done"], row["again"],
        )
        for row in rows
    ]  # fmt: skip


def by_week(person: User, today: date) -> list[Week]:
    """The last weeks, the present one last."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    accepted, ended = (_weekly(person, field, first) for field in ("accepted_at", "ended_at"))
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    return [Week(each, accepted.get(each, 0), ended.get(each, 0)) for each in mondays]


def _weekly(person: User, field: str, first: date) -> dict[date, int]:
    rows = (
        scope_of(person)
        .filter(**{f"{field}__date__gte": first})
        .annotate(week=TruncWeek(field))
        .values("week")
        .annotate(number=Count("pk"))
        .order_by("week")
    )
    return {row["week"].date(): row["number"] for row in rows}


def draws(person: User) -> QuerySet[Draw]:
    """The latest drawings of the offices that somebody supervises."""
    offices = person.organisations(SUPERVISE_CASES)
    return Draw.objects.filter(office__in=offices).select_related("office", "by")[:10]


def absences(person: User, today: date) -> QuerySet[Absence]:
    """Absences that last or are to come."""
    offices = person.organisations(SUPERVISE_CASES)
    found = Absence.objects.filter(office__in=offices, last__gte=today, ended_on=None)
    return found.select_related("office", "person", "deputy").order_by("first")
