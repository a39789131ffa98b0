"""A unit over years, and units beside each other."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from shebao.server.accountability.portal import catalogue
from shebao.server.accountability.portal.caching import public_page
from shebao.server.accountability.portal.charts import comparison_chart, trend_chart
from shebao.server.accountability.portal.series import MEASURES, MOST_UNITS, Series, comparison, title, trends
from shebao.server.accountability.portal.views.common import page
from shebao.server.accountability.publications.models import PublishedReport

_CHARTS = (
    ("收入与支出", ("income_total", "expenditure_total")),
    ("基本支出与项目支出", ("expenditure.basic", "expenditure.project")),
    ("人员经费与公用经费", ("personnel", "operating")),
    ("“三公”经费", ("three_public", "three_public.vehicles", "three_public.reception", "three_public.abroad")),
    ("机关运行经费与政府采购", ("running_costs", "procurement")),
)
_FOUND = 12


@public_page
def unit(request: HttpRequest, organisation: int) -> HttpResponse:
    """The years of a unit: its reports, measures over years as charts and as a table."""
    reports = list(PublishedReport.objects.filter(organisation=organisation).order_by("-fiscal_year"))
    if not reports:
        raise Http404("这个单位没有公开的报告")
    years, series = trends(organisation)
    context = {
        "reports": reports,
        "newest": reports[0],
        "years": years,
        "series": series,
        "charts": _charts(organisation, years, series),
    }
    return page(request, "portal/unit.html", context)


def _charts(organisation: int, years: tuple[int, ...], series: tuple[Series, ...]) -> list[object]:
    known = {each.measure: each for each in series}
    drawn = (
        trend_chart(caption, organisation, years, [known[measure] for measure in wanted if measure in known])
        for caption, wanted in _CHARTS
    )
    return [chart for chart in drawn if chart]


@public_page
def compare(request: HttpRequest) -> HttpResponse:
    """Units beside each other in one measure: chosen ones, or those of a department."""
    measure = request.GET.get("measure", "")
    measure = measure if measure in MEASURES else "expenditure_total"
    chosen = [number for text in request.GET.getlist("unit") if (number := catalogue.whole(text)) is not None]
    chosen = list(dict.fromkeys(chosen))[:MOST_UNITS]
    years, units = comparison(chosen, measure)
    sought = " ".join(request.GET.get("name", "").replace("\x00", "").split())[:100]
    context = {
        "measure": measure,
        "measure_title": title(measure),
        "measures": [(each, title(each)) for each in MEASURES],
        "chosen": [unit.organisation for unit in units],
        "units": [(unit, _without(chosen, unit.organisation, measure)) for unit in units],
        "years": years,
        "chart": comparison_chart(f"{title(measure)}比较", measure, units, years),
        "sought": sought,
        "found": _named(sought, chosen) if sought else [],
        "most": MOST_UNITS,
        "is_full": len(units) >= MOST_UNITS,
    }
    return page(request, "portal/compare.html", context)


def _without(chosen: list[int], organisation: int, measure: str) -> str:
    rest = "".join(f"unit={other}&" for other in chosen if other != organisation)
    return f"{reverse('portal:compare')}?{rest}measure={measure}"


def _named(sought: str, chosen: list[int]) -> list[tuple[int, str]]:
    """Units whose name has the words, without those chosen already."""
    rows = (
        PublishedReport.objects.filter(name__icontains=sought)
        .exclude(organisation__in=chosen)
        .order_by("organisation_id", "-fiscal_year")
        .distinct("organisation_id")
        .values_list("organisation_id", "name")
    )
    return list(rows[:_FOUND])
