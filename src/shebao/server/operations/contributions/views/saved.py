"""What an employer and its people saved by phased cuts and reliefs, by document and month."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.fields.dates import month_of
from shebao.money import wan
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.contributions.saved import YearSaved, year_saved, years_of
from shebao.server.operations.contributions.views.common import of_kind
from shebao.server.operations.counter.reading import names_of
from shebao.server.operations.owing.reading import horizon
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.charts import Series, bar_chart


@requires(VIEW_RECORDS)
@require_safe
def savings(request: HttpRequest, number: int) -> HttpResponse:
    """The savings of the year asked for, else of the last that is owed."""
    of_kind(number, SubjectKind.EMPLOYER)
    known = horizon()
    last = known.last if known else month_of(timezone.localdate())
    years = years_of(number, last)
    asked = request.GET.get("year", "")
    year = next((each for each in years if str(each) == asked), years[0] if years else last.year)
    found = year_saved(number, year, last)
    context = {
        "number": number,
        "name": names_of([number]).get(number, ""),
        "years": years,
        "year": year,
        "found": found,
        "chart": _chart(found) if found.rows else "",
        "unchecked": any(row.cut.confidence != "verified" for row in found.rows),
    }
    return render(request, "contributions/savings.html", context)


def _chart(found: YearSaved) -> str:
    months = [month.iso for month, _unit, _person in found.by_month]
    series = [
        Series("单位", [wan(unit) if unit else None for _month, unit, _person in found.by_month]),
        Series("个人", [wan(person) if person else None for _month, _unit, person in found.by_month]),
    ]
    return bar_chart("各月少缴", months, series, "万元")
