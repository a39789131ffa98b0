"""What a supervisor sees: workload, lateness and quality by person and by week, counted by the database in a fixed number of queries;
what waits to be checked afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from shebao.operations.casework.states import FINAL, OPEN, State
from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.cases.declares import REVIEW_CASES, START_CASES, SUPERVISE_CASES
from shebao.server.operations.cases.models import Absence, Case, CaseQuerySet, LineLimit, Promise
from shebao.server.operations.cases.reading import cases_in_scope
from shebao.server.operations.supervision.models import Draw, Sample, Undoing
from shebao.services.listing import catalogue

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

WEEKS = 8
_PEOPLE = 60
_MOST = 50
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


def promises_in_scope(person: User) -> QuerySet[Promise]:
    """The promises that somebody may check."""
    return Promise.objects.filter(case__in=cases_in_scope(person, REVIEW_CASES))


def samples_in_scope(person: User) -> QuerySet[Sample]:
    """The samples that somebody may check."""
    found: QuerySet[Sample] = Sample.objects.in_scope(person, REVIEW_CASES)
    return found


def promises_due(person: User) -> QuerySet[Promise]:
    """Promises in scope that nobody has checked and that this person may: not their own."""
    open_ones = promises_in_scope(person).filter(checked_at=None).exclude(by=person)
    return open_ones.select_related("case__office", "by").order_by("due_on", "pk")


def broken_promises(person: User) -> QuerySet[Promise]:
    """Broken promises in the scope of a supervisor after which trust was not restored, the latest first."""
    found = Promise.objects.filter(case__in=scope_of(person), kept=False, restoring=None)
    return found.select_related("case", "checked_by").order_by("-checked_at")


def samples_due(person: User) -> QuerySet[Sample]:
    """Samples in scope that nobody has checked and that this person may: not their own."""
    found = samples_in_scope(person).filter(checked_at=None).exclude(clerk=person)
    return found.select_related("case__office", "clerk", "draw").order_by("due_on", "pk")


def clerks_of(supervisor: User) -> list[User]:
    """The clerks of the offices that somebody supervises."""
    from shebao.server.platform.people.models import User as Users

    offices = supervisor.organisations(SUPERVISE_CASES)
    found = Users.objects.filter(memberships__organisation__in=offices, is_active=True).distinct().order_by("pk")
    return [one for one in found[:_MOST] if one.has_permission(START_CASES)]


def undoing_of(case: Case) -> Undoing | None:
    """How the decision was taken back; None where it was not."""
    return Undoing.objects.filter(case=case).select_related("by").first()


def changed_services() -> str:
    """Open cases whose service's file was changed or is gone; "" where there are none."""
    begun = Case.objects.exclude(state__in=FINAL).order_by("service")
    used = begun.values_list("service", "service_version", "service_digest").annotate(number=Count("pk"))
    known = catalogue()
    wrong = []
    for code, version, digest, number in used:
        found = known.version(code, date.fromisoformat(version))
        if found is None or found.digest != digest:
            wrong.append(f"{code} 的 {version} 版已被改动，{number} 件在办件不能继续办理")
    return "；".join(wrong)


def decided_alone(office: Organisation, first: date, last: date) -> CaseQuerySet:
    """The cases of an office that one person decided from a day to a day."""
    done = Case.objects.filter(office=office, eyes=1, state=State.DONE)
    found: CaseQuerySet = done.filter(decided_at__date__gte=first, decided_at__date__lte=last)
    return found


def line_limits(person: User) -> list[tuple[str, str]]:
    """Who of the clerks in scope is limited to which lines, in words."""
    latest: dict[int, LineLimit] = {}
    people = [one.pk for one in clerks_of(person)]
    for limit in LineLimit.objects.filter(person__in=people).select_related("person").order_by("pk"):
        latest[limit.person_id] = limit
    lines = insurance_lines()
    return [(str(one.person), "、".join(lines[key].short for key in one.lines)) for one in latest.values() if one.lines]


def overdue(person: User, today: date) -> CaseQuerySet:
    """Cases past the last day of their stage, the oldest first."""
    late: CaseQuerySet = scope_of(person).filter(act_by__lt=today).order_by("act_by")
    return late
