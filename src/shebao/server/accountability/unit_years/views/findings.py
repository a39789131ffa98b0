"""Findings: what is wrong, and the place where each is mended."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shebao.server.accountability.unit_years.declares import VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Finding
from shebao.server.accountability.unit_years.views.common import fetched, page, takes_part
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

PAGE = 100


@requires(VIEW_UNIT_YEAR)
@require_GET
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The open findings by severity and source; those that were mended lately."""
    unit_year = fetched(request, pk)
    open_ones = Finding.objects.filter(unit_year=unit_year).open()
    severity, source = request.GET.get("severity", ""), request.GET.get("source", "")
    chosen = open_ones
    if severity in Finding.Severity.values:
        chosen = chosen.filter(severity=severity)
    if source in Finding.Source.values:
        chosen = chosen.filter(source=source)
    counts = {
        (row["severity"], row["source"]): row["n"]
        for row in open_ones.order_by().values("severity", "source").annotate(n=Count("id"))
    }
    context = {
        "page": paginate(request, chosen, PAGE),
        "severities": [
            (v, label, sum(n for (s, _), n in counts.items() if s == v)) for v, label in Finding.Severity.choices
        ],
        "sources": [
            (v, label, sum(n for (_, s), n in counts.items() if s == v)) for v, label in Finding.Source.choices
        ],
        "total": sum(counts.values()),
        "severity": severity,
        "source": source,
        "mended": Finding.objects.filter(unit_year=unit_year).exclude(resolved_at=None).order_by("-resolved_at")[:20],
    }
    if request.htmx:
        context |= {"unit_year": unit_year, "can_comment": takes_part(request, unit_year)}
        return render(request, "unit_years/parts/findings.html", context)
    return page(request, "findings", unit_year, "findings", context)
