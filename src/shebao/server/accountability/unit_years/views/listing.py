"""My unit-years, and a new one from last year's."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.forms import NewUnitYearForm
from shebao.server.accountability.unit_years.models import Closing, UnitYear
from shebao.server.accountability.unit_years.models.unit_year import UnitYearQuerySet
from shebao.server.accountability.unit_years.starting import start
from shebao.server.accountability.unit_years.states import CHOICES, State
from shebao.server.accountability.unit_years.views.common import asked
from shebao.server.accountability.unit_years.views.list_rows import UnitYearRows
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

PAGE = 50
_COUNTS = ("errors", "warnings")


@requires(VIEW_UNIT_YEAR)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The unit-years that the person may see: state, days left, findings."""
    everything = NewestFirst(UnitYear.objects.in_scope(request.user, VIEW_UNIT_YEAR).light())
    condition = _condition(request)
    shown = paginate(request, everything.narrowed(condition) if condition else everything, PAGE)
    counts = Closing.objects.filter(unit_year__in=[row.pk for row in shown.items]).values("unit_year_id", *_COUNTS)
    closings = {counted["unit_year_id"]: counted for counted in counts}
    rows = UnitYearRows()
    return render(
        request,
        "unit_years/index.html",
        {
            "page": shown,
            "rows": [rows.write(row, closings.get(row.pk)) for row in shown.items],
            "years": everything.years,
            "states": CHOICES,
            "can_create": request.user.has_permission(EDIT_UNIT_YEAR),
        },
    )


class NewestFirst:
    """Unit-years by year, the newest first, then as organisations are ordered. How many a year has is asked once; so a page
    sorts those of its own years only, however many there are."""

    def __init__(self, found: UnitYearQuerySet) -> None:
        self._found = found
        by_year = found.order_by().values_list("fiscal_year").annotate(Count("pk"))
        self._counts: list[tuple[int, int]] = sorted(by_year, reverse=True)

    @property
    def years(self) -> list[int]:
        """The years that there are."""
        return [year for year, _count in self._counts]

    def narrowed(self, condition: Q) -> NewestFirst:
        """Those that meet the condition."""
        return NewestFirst(self._found.filter(condition))

    def count(self) -> int:
        """How many there are."""
        return sum(count for _year, count in self._counts)

    def __getitem__(self, part: slice) -> UnitYearQuerySet:
        before, years, first = 0, [], part.start
        for year, count in self._counts:
            if before + count > part.start and before < part.stop:
                years.append(year)
            elif not years:
                first -= count
            before += count
        found = self._found.filter(fiscal_year__in=years).order_by("-fiscal_year", "organisation__path", "pk")
        return found[first : first + part.stop - part.start]


def _condition(request: HttpRequest) -> Q:
    year, state, words = (asked(request, name) for name in ("year", "state", "q"))
    condition = Q()
    if year.isdecimal() and len(year) == 4:
        condition &= Q(fiscal_year=int(year))
    if state in set(State):
        condition &= Q(state=state)
    if words:
        condition &= Q(organisation__name__icontains=words)
    return condition


@requires(EDIT_UNIT_YEAR)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks for organisation and year; takes settings and the closing over from last year's where there is one."""
    form = NewUnitYearForm(request.user, request.POST or None, initial={"fiscal_year": timezone.localdate().year - 1})
    if request.method == "POST" and form.is_valid():
        made = start(form.cleaned_data["organisation"], form.cleaned_data["fiscal_year"], request.user)
        messages.success(request, f"已建立 {made}。")
        return redirect("unit_years:overview", made.pk)
    return render(request, "unit_years/new.html", {"form": form})
