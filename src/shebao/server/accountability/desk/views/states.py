"""The first page of the desk: all units of a year and where they stand; and the same over the years."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.server.accountability.desk import exports, states
from shebao.server.accountability.desk.declares import VIEW_DESK
from shebao.server.accountability.desk.figures import known_years
from shebao.server.accountability.desk.views.rows import UnitRows
from shebao.server.accountability.publications.models import PublishedReport
from shebao.server.accountability.unit_years.declares import REVIEW
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.exports.doing import offer
from shebao.server.platform.organisations.models import Organisation, OrganisationQuerySet, depth_of
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

VIEW = VIEW_DESK
SHOWN_YEARS = 5
_COLUMNS = (
    ("name", "单位"),
    ("state", "状态"),
    ("errors", "错误"),
    ("warnings", "警告"),
    ("due", "公开期限"),
    ("edited", "最近修改"),
)


@requires(VIEW)
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """All units of a year with their states, findings and days left."""
    scope, today = request.user.organisations(VIEW), timezone.localdate()
    years = known_years(scope)
    wanted = states.filter_of(request.GET, years)
    everything = states.units(scope, wanted.year)
    counts, pressing = states.counted(everything, today)
    total = sum(count for _state, count in counts)
    found = states.rows(states.narrowed(everything, wanted, today))
    page = paginate(request, found, count=None if states.is_narrowing(wanted) else total)
    for row in page.items:
        _decorate(row, today)
    may_review = request.user.has_permission(REVIEW) and any(row["decidable"] for row in page.items)
    rows = UnitRows(may_review=may_review)
    context = {
        "page": page,
        "wanted": wanted,
        "years": years,
        "counts": [(state, states.name_of(state), count) for state, count in counts],
        "total": total,
        "elsewhere": states.submitted_elsewhere(scope, wanted.year),
        "pressing": pressing,
        "columns": _sortable(request, wanted),
        "superiors": _superiors(scope),
        "may_review": may_review,
        "rows": [rows.write(row) for row in page.items],
        "states": [(state, states.name_of(state)) for state, _count in counts],
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/units.html", context)


@requires(VIEW)
@require_safe
def units_csv(request: HttpRequest) -> HttpResponseBase:
    """The same list, whole, as CSV."""
    return offered(request, exports.UNITS, "desk:units")


def offered(request: HttpRequest, kind: str, page: str, revision: str = "") -> HttpResponseBase:
    """An export of the desk for whoever asks, as the address narrows it."""
    asked = request.GET.urlencode()[:2000]
    return offer(
        request,
        kind,
        {"query": asked},
        revision or exports.revision(request.user),
        back=f"{reverse(page)}?{asked}",
        person=request.user,
    )


@requires(VIEW)
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Units by years: a state in each cell."""
    scope = request.user.organisations(VIEW)
    shown = sorted(known_years(scope)[:SHOWN_YEARS])
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = states.units(scope, shown[-1] if shown else 0).order_by("path")
    if words:
        found = found.filter(name__icontains=words)
    page = paginate(request, found.values("pk", "name", "parent__name"))
    cells: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    of_page = UnitYear.objects.filter(organisation__in=[row["pk"] for row in page.items], fiscal_year__in=shown)
    for cell in of_page.values("pk", "organisation_id", "fiscal_year", "state", "closing__errors"):
        cells[cell["organisation_id"]][cell["fiscal_year"]] = cell
    published = PublishedReport.objects.filter(
        organisation__in=[row["pk"] for row in page.items], fiscal_year__in=shown
    )
    public = set(published.values_list("organisation_id", "fiscal_year"))
    rows = [
        (row, [(year, cells[row["pk"]].get(year), (row["pk"], year) in public) for year in shown]) for row in page.items
    ]
    return render(request, "desk/years.html", {"page": page, "rows": rows, "years": shown, "q": words})


def _decorate(row: dict[str, Any], today: date) -> None:
    row["days_left"] = states.days_left(row["approved_on"], row["state"], today)
    row["decidable"] = row["state"] == State.SUBMITTED


def _superiors(scope: OrganisationQuerySet) -> list[tuple[int, str]]:
    """Organisations that have others below them, as a tree."""
    found = scope.active().exclude(kind=Organisation.Kind.UNIT).order_by("path").values_list("pk", "path", "name")
    return [(pk, "\u3000" * depth_of(path) + name) for pk, path, name in found[:300]]


def _sortable(request: HttpRequest, wanted: states.Filter) -> list[tuple[str, str, str]]:
    """(caption, address that sorts by it, aria-sort) of each column."""
    columns = []
    for name, caption in _COLUMNS:
        query = request.GET.copy()
        query.pop("page", None)
        current = wanted.sort == name
        query["sort"] = f"-{name}" if current and not wanted.descending else name
        order = ("descending" if wanted.descending else "ascending") if current else "none"
        columns.append((caption, f"?{query.urlencode()}", order))
    return columns
