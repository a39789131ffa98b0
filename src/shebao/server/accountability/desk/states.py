"""Where all units of a scope stand in a year: one query with filters and order, whatever the number of units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.models.unit_year import DISCLOSURE_DAYS
from shebao.server.accountability.unit_years.states import CHOICES, State
from shebao.server.platform.organisations.models import Organisation, OrganisationQuerySet

NONE = "none"
SOON_DAYS = 5
_SORTS = {
    "name": ("path",),
    "state": ("unit_year__state", "path"),
    "errors": ("unit_year__closing__errors", "path"),
    "warnings": ("unit_year__closing__warnings", "path"),
    "due": ("unit_year__approved_on", "path"),
    "edited": ("unit_year__edited_at", "path"),
}
_COLUMNS = {
    "key": "pk",
    "superior": "parent__name",
    "unit_year_id": "unit_year__pk",
    "state": "unit_year__state",
    "revision": "unit_year__revision",
    "edited_at": "unit_year__edited_at",
    "approved_on": "unit_year__approved_on",
    "errors": "unit_year__closing__errors",
    "warnings": "unit_year__closing__warnings",
}


@dataclass(frozen=True)
class Filter:
    """What the address asks to see; anything that is not known narrows nothing."""

    year: int
    state: str = ""
    words: str = ""
    below: int | None = None
    trouble: str = ""
    sort: str = "name"
    descending: bool = False

    @property
    def order(self) -> tuple[Any, ...]:
        """The order for the database; what is unknown comes last."""
        first, *rest = _SORTS[self.sort]
        by = F(first)
        return (by.desc(nulls_last=True) if self.descending else by.asc(nulls_last=True), *rest)


def name_of(state: str) -> str:
    """A state as people read it."""
    return _("未建账") if state == NONE else dict(CHOICES).get(state, state)


def filter_of(asked: QueryDict, years: list[int]) -> Filter:
    """The filter of an address; the latest year unless one is asked for."""
    year = _whole(asked.get("year"))
    sort = asked.get("sort", "name")
    state = asked.get("state", "")
    trouble = asked.get("trouble", "")
    return Filter(
        year=year if year in years else (years[0] if years else date.today().year),
        state=state if state in {*State, NONE} else "",
        words=asked.get("q", "").replace("\x00", "").strip()[:100],
        below=_whole(asked.get("below")),
        trouble=trouble if trouble in {"errors", "warnings", "overdue", "soon"} else "",
        sort=sort.removeprefix("-") if sort.removeprefix("-") in _SORTS else "name",
        descending=sort.startswith("-"),
    )


def units(scope: OrganisationQuerySet, year: int) -> QuerySet[Organisation]:
    """The organisations that keep accounts, each with its unit-year of the year as `unit_year` where there is one."""
    above = Organisation.objects.exclude(kind=Organisation.Kind.UNIT)
    keeping = above.filter(Exists(UnitYear.objects.filter(organisation=OuterRef("pk"))))
    keeps = Q(kind=Organisation.Kind.UNIT) | Q(pk__in=keeping.values("pk"))
    wanted = FilteredRelation("unit_years", condition=Q(unit_years__fiscal_year=year))
    return scope.active().filter(keeps).annotate(unit_year=wanted)


def submitted_elsewhere(scope: OrganisationQuerySet, year: int) -> list[tuple[int, int]]:
    """How many unit-years wait for a review in the other years, the latest year first."""
    waiting = UnitYear.objects.filter(organisation__in=scope.active(), state=State.SUBMITTED).exclude(fiscal_year=year)
    return list(waiting.values_list("fiscal_year").annotate(Count("pk")).order_by("-fiscal_year"))


def is_narrowing(wanted: Filter) -> bool:
    """Whether the filter leaves anything out."""
    return bool(wanted.words or wanted.below or wanted.state or wanted.trouble)


def narrowed(found: QuerySet[Organisation], wanted: Filter, today: date) -> QuerySet[Organisation]:
    """Those that the filter lets through, in its order."""
    if wanted.words:
        found = found.filter(Q(name__icontains=wanted.words) | Q(parent__name__icontains=wanted.words))
    if wanted.below:
        superior = Organisation.objects.filter(pk=wanted.below).values_list("path", flat=True).first()
        found = found.filter(path__startswith=superior or "none")
    if wanted.state == NONE:
        found = found.filter(unit_year=None)
    elif wanted.state:
        found = found.filter(unit_year__state=wanted.state)
    if wanted.trouble in {"errors", "warnings"}:
        found = found.filter(**{f"unit_year__closing__{wanted.trouble}__gt": 0})
    if wanted.trouble in {"overdue", "soon"}:
        found = found.filter(_pressing(wanted.trouble, today))
    return found.order_by(*wanted.order)


def rows(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """What the list shows of each, as dictionaries."""
    return found.values("name", **{name: F(path) for name, path in _COLUMNS.items()})


def counted(found: QuerySet[Organisation], today: date) -> tuple[list[tuple[str, int]], dict[str, int]]:
    """(state, units) in the order of the cycle, `none` for units without accounts of the year; and how many approved ones
    are past their day of disclosure and how many near it."""
    pressing = {name: Count("pk", filter=_pressing(name, today)) for name in ("overdue", "soon")}
    rows = list(found.order_by().values("unit_year__state").annotate(units=Count("pk"), **pressing))
    counts = {row["unit_year__state"]: row["units"] for row in rows}
    states = [(NONE, counts.get(None, 0)), *((state, counts.get(state, 0)) for state in State)]
    return states, {name: sum(row[name] for row in rows) for name in pressing}


def _pressing(name: str, today: date) -> Q:
    last_in_time = today - timedelta(days=DISCLOSURE_DAYS)
    waiting = Q(unit_year__state=State.APPROVED)
    if name == "overdue":
        return waiting & Q(unit_year__approved_on__lt=last_in_time)
    return waiting & Q(unit_year__approved_on__range=(last_in_time, last_in_time + timedelta(days=SOON_DAYS)))


def days_left(approved_on: date | None, state: str | None, today: date) -> int | None:
    """Days until the report must be public; negative after that, None where nothing is waiting."""
    if approved_on is None or state != str(State.APPROVED):
        return None
    return (approved_on + timedelta(days=DISCLOSURE_DAYS) - today).days


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
