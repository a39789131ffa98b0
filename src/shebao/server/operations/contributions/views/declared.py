"""An employer's declaration of a base year: everybody with wage and base, and who is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.fields.dates import Month, month_of
from shebao.operations.contributions.base_years import base_years
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.contributions.declared import HOW, Declaration, declaration
from shebao.server.operations.contributions.reading import place_of
from shebao.server.operations.contributions.views.common import month_asked, named, of_kind
from shebao.server.operations.counter.reading import names_of
from shebao.server.operations.owing.reading import horizon
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(VIEW_RECORDS)
@require_safe
def declared(request: HttpRequest, number: int) -> HttpResponse:
    """The base year that the month asked for is in, else of the last month that was assessed. Names shown are looks."""
    of_kind(number, SubjectKind.EMPLOYER)
    known, today = horizon(), month_of(timezone.localdate())
    assessed = known.last if known else None
    place = place_of(number)
    month = month_asked(request) or assessed or today
    found = declaration(number, place, month, assessed)
    wanted = request.GET.get("show", "all")
    members = found.members if wanted == "all" else found.undeclared
    page = paginate(request, members, 60)
    names = names_of([number, *(each.person for each in page.items)])
    rows, closed = named(request, page.items, lambda each: each.person, names)
    context = {
        "number": number,
        "name": names.get(number, ""),
        "found": found,
        "earlier": found.first.plus(-1).iso,
        "later": _later(place, found, max(today, assessed or today)),
        "counts": [(HOW[how], count) for how, count in found.counts.items()],
        "missing": len(found.undeclared),
        "wanted": wanted,
        "page": page,
        "rows": rows,
        "closed": closed,
        "may_start": request.user.has_permission(START_CASES),
        "over": today > found.deadline,
    }
    return render(request, "contributions/declared.html", context)


def _later(place: str, found: Declaration, until: Month) -> str:
    """The first month of the base year after, where that has begun."""
    after = found.last.plus(1)
    return after.iso if base_years(place, after).first(after) <= until else ""
