"""What of the yearly accounts waits for whom: unit-years by their state, opinions to answer, entries to rectify."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, Exists, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from shebao.server.accountability.review.machine import Action
from shebao.server.accountability.review.models import Comment, Explanation, Rectification, Step, Thread
from shebao.server.accountability.unit_years.declares import (
    APPROVE,
    EDIT_UNIT_YEAR,
    PUBLISH,
    REVIEW,
    SUBMIT,
    TAKING_PART,
)
from shebao.server.accountability.unit_years.models import Contribution, UnitYear
from shebao.server.accountability.unit_years.states import EDITABLE, State
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.reading import holders_of
from shebao.server.platform.scope import at_or_below

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shebao.server.platform.declarations import Permission
    from shebao.server.platform.people.models import User

_NEXT: Mapping[State, tuple[Permission, str]] = {
    State.DRAFT: (EDIT_UNIT_YEAR, "编制并完成自查"),
    State.RETURNED: (EDIT_UNIT_YEAR, "按退回意见修改"),
    State.CHECKED: (SUBMIT, "复核并提交审核"),
    State.SUBMITTED: (REVIEW, "审核"),
    State.ACCEPTED: (APPROVE, "批复决算"),
    State.APPROVED: (PUBLISH, "向社会公开"),
}
"""Who may take the next step of a unit-year in a state, and what that step is called."""
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_DECIDING = (State.SUBMITTED, State.ACCEPTED)


def waiting(person: User, today: date) -> Waiting:
    """What waits for a person, and what they wait for, in a bounded number of queries."""
    scope = at_or_below({path for permission in TAKING_PART for path in person.paths(permission)}, "organisation__path")
    unfinished = _annotated(UnitYear.objects.filter(scope).exclude(state=State.PUBLISHED), person)
    own = _own(person)
    mine = unfinished.filter(own)
    shown = list(mine.order_by("since")[:SHOWN])
    others = list(unfinished.exclude(own).order_by("-since")[:SHOWN])
    works = (*_works(shown, {}), *_opinions(person), *_rectifications(person))
    more = mine.count() - SHOWN if len(shown) == SHOWN else 0
    return Waiting(works, (*_works(others, _holders(others)), *_demanded(person)), more)


def _annotated(unit_years: QuerySet[UnitYear], person: User) -> QuerySet[UnitYear]:
    """With `since` the state holds, why it was returned, and whether the person prepared or submitted what is to be decided."""
    steps = Step.objects.filter(unit_year=OuterRef("pk")).order_by("-pk")
    published = Step.objects.filter(unit_year=OuterRef("unit_year"), action=Action.PUBLISH).order_by("-pk").values("at")
    since_published = Coalesce(Subquery(published[:1]), Value(_EVER))
    by_them = {"unit_year": OuterRef("pk"), "person": person}
    edited = Contribution.objects.filter(**by_them).filter(last_at__gte=since_published)
    explained = Explanation.objects.filter(**by_them).filter(at__gte=since_published)
    submitted = steps.filter(action__in=(Action.SUBMIT, Action.PUBLISH)).values("person")
    return (
        unit_years.defer("settings", "annex", "words", "prior", "extra_subjects")
        .select_related("organisation")
        .annotate(
            since=Coalesce(Subquery(steps.values("at")[:1]), F("created_at")),
            said=Subquery(steps.values("reason")[:1]),
            edited=Exists(edited),
            explained=Exists(explained),
            submitted_by=Coalesce(Subquery(submitted[:1]), 0, output_field=BigIntegerField()),
        )
    )


def _own(person: User) -> Q:
    """The condition that the next step is the person's: they may take it, and did not prepare what they would decide."""
    condition = Q(pk__in=())
    apart = Q(edited=False, explained=False) & ~Q(submitted_by=person.pk)
    for state, (permission, _task) in _NEXT.items():
        may = Q(state=state) & at_or_below(person.paths(permission), "organisation__path")
        condition |= (may & apart) if state in _DECIDING else may
    return condition


def _holders(unit_years: Iterable[UnitYear]) -> dict[int, str]:
    """Who has each unit-year: by its key, the people who may take the next step."""
    by_state: defaultdict[str, list[UnitYear]] = defaultdict(list)
    for each in unit_years:
        by_state[each.state].append(each)
    found: dict[int, str] = {}
    for state, group in by_state.items():
        held = holders_of(_NEXT[State(state)][0], [each.organisation for each in group])
        found |= {each.pk: held[each.organisation_id] for each in group}
    return found


def _works(unit_years: Iterable[Any], holders: Mapping[int, str]) -> Iterator[Work]:
    for each in unit_years:
        state = State(each.state)
        page = "unit_years:overview" if state is State.DRAFT and not holders else "review:course"
        yield Work(
            _NEXT[state][1],
            str(each),
            reverse(page, args=[each.pk]),
            each.since,
            each.due_on if state is State.APPROVED else None,
            f"退回原因：{each.said}" if state is State.RETURNED and each.said else "",
            holders.get(each.pk, ""),
        )


def _opinions(person: User) -> Iterator[Work]:
    """Open threads where somebody else spoke last, and in which the person spoke or whose unit-year they now prepare."""
    said = Comment.objects.filter(thread=OuterRef("pk")).order_by("-pk")
    prepares = at_or_below(person.paths(EDIT_UNIT_YEAR), "unit_year__organisation__path") & Q(
        unit_year__state__in=EDITABLE
    )
    scope = at_or_below({p for each in TAKING_PART for p in person.paths(each)}, "unit_year__organisation__path")
    rows = (
        Thread.objects.filter(scope, resolved_at=None)
        .annotate(
            last_person=Subquery(said.values("person")[:1]),
            last_at=Subquery(said.values("at")[:1]),
            spoke=Exists(Comment.objects.filter(thread=OuterRef("pk"), person=person)),
        )
        .filter(Q(spoke=True) | prepares)
        .exclude(last_person=person.pk)
        .values("unit_year", "unit_year__organisation__name", "unit_year__fiscal_year")
        .annotate(number=Count("pk"), since=Min("last_at"))
        .order_by("since")[:SHOWN]
    )
    for row in rows:
        subject = f"{row['unit_year__organisation__name']}{row['unit_year__fiscal_year']}年度"
        address = f"{reverse('review:course', args=[row['unit_year']])}#threads"
        yield Work("答复意见", subject, address, row["since"], number=row["number"])


def _entries(**which: object) -> list[Rectification]:
    found = Rectification.objects.filter(done_at=None, **which).select_related("unit_year__organisation", "responsible")
    return list(found.order_by("due_on")[:SHOWN])


def _rectifications(person: User) -> Iterator[Work]:
    for entry in _entries(responsible=person):
        yield _rectification(entry, "")


def _demanded(person: User) -> Iterator[Work]:
    for entry in _entries(made_by=person):
        if entry.responsible_id != person.pk:
            yield _rectification(entry, str(entry.responsible))


def _rectification(entry: Rectification, holder: str) -> Work:
    address = f"{reverse('review:course', args=[entry.unit_year_id])}#rectification-{entry.pk}"
    return Work("整改", str(entry.unit_year), address, entry.made_at, entry.due_on, entry.task, holder)
