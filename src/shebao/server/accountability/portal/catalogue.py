"""The catalogue of published reports: filters of the list, facets, pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import caches
from django.db.models import Count, Q, QuerySet

from shebao.server.accountability.portal.caching import generation
from shebao.server.accountability.publications.models import PublishedReport, Source
from shebao.server.accountability.publications.searching.short_names import forms

PER_PAGE = 30
KINDS = {"unit": "单位决算", "department": "部门决算"}
ORDERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "new": ("最近公开", ("-updated_at", "-id")),
    "name": ("单位名称", ("name", "-fiscal_year", "id")),
    "expenditure": ("支出从高到低", ("-expenditure_fen", "id")),
}
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list is narrowed to; anything unknown in the address counts as not chosen."""

    name: str = ""
    year: int | None = None
    place: str = ""
    department: int | None = None
    kind: str = ""
    source: str = ""
    order: str = "new"

    @property
    def query(self) -> str:
        """The choice as the query part of an address."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: value for name, value in fields.items() if value and value != "new"})

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any((self.name, self.year, self.place, self.department, self.kind, self.source))


def whole(text: str) -> int | None:
    """A small whole number, None where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def choice_of(data: Mapping[str, str]) -> Choice:
    """The choice that an address makes."""

    def one_of(key: str, known: Any, default: str = "") -> str:
        return data.get(key, "") if data.get(key, "") in known else default

    return Choice(
        name=" ".join(data.get("name", "").replace("\x00", "").split())[:_LONGEST],
        year=whole(data.get("year", "")),
        place=data.get("place", "").replace("\x00", "")[:_LONGEST],
        department=whole(data.get("department", "")),
        kind=one_of("kind", KINDS),
        source=one_of("source", Source.values),
        order=one_of("order", ORDERS, "new"),
    )


def chosen(choice: Choice) -> QuerySet[PublishedReport]:
    """The published reports of a choice in its order."""
    found = PublishedReport.objects.all()
    if choice.name:
        any_form = Q()
        for form in forms(choice.name):
            any_form |= Q(name__icontains=form)
        found = found.filter(any_form)
    for field in ("place", "kind", "source"):
        if getattr(choice, field):
            found = found.filter(**{field: getattr(choice, field)})
    if choice.year:
        found = found.filter(fiscal_year=choice.year)
    if choice.department:
        found = found.filter(department=choice.department)
    return found.order_by(*ORDERS[choice.order][1])


@dataclass(frozen=True, slots=True)
class Facets:
    """What there is to choose from, each with how many reports: years, places, departments (id, name)."""

    years: tuple[tuple[int, int], ...]
    places: tuple[tuple[str, int], ...]
    departments: tuple[tuple[int, str, int], ...]
    total: int
    units: int


def facets() -> Facets:
    """The facets of the whole catalogue, counted once for each state of the catalogue."""
    key = f"facets:{generation()}"
    found: Facets | None = caches["pages"].get(key)
    if found is None:
        found = _facets()
        caches["pages"].set(key, found, 3600)
    return found


def _facets() -> Facets:
    reports = PublishedReport.objects.order_by()
    years = tuple(reports.values_list("fiscal_year").annotate(n=Count("id")).order_by("-fiscal_year"))
    places = tuple(reports.exclude(place="").values_list("place").annotate(n=Count("id")).order_by("place"))
    departments = tuple(
        reports.filter(department__isnull=False)
        .values_list("department", "department_name")
        .annotate(n=Count("id"))
        .order_by("department_name", "department")
    )
    units = reports.values("organisation").distinct().count()
    return Facets(years, places, departments, sum(n for _, n in years), units)
