"""Findings over all units: by rule, and one by one with the place where each is mended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shebao.server.accountability.desk import exports
from shebao.server.accountability.desk import findings as found_in
from shebao.server.accountability.desk.declares import VIEW_DESK
from shebao.server.accountability.desk.figures import known_years
from shebao.server.accountability.desk.rules import title
from shebao.server.accountability.desk.views.states import offered
from shebao.server.accountability.unit_years.models import Finding
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

VIEW = VIEW_DESK
_SEVERITIES, _SOURCES = dict(Finding.Severity.choices), dict(Finding.Source.choices)


@requires(VIEW)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Open findings counted by rule; with `rule` in the address the findings themselves."""
    scope = request.user.organisations(VIEW)
    years = known_years(scope)
    wanted = found_in.finding_filter(request.GET, years)
    found = found_in.open_findings(scope, wanted)
    one_rule = bool(wanted.rule)
    listed = found_in.listed(found) if one_rule else list(found_in.by_rule(found))
    page = paginate(request, listed)
    if not one_rule:
        for row in page.items:
            row["source_name"] = _SOURCES.get(row["source"], row["source"])
            row["title"] = title(row["source"], row["rule"])
    context = {
        "page": page,
        "wanted": wanted,
        "years": years,
        "severities": [(key, _SEVERITIES[key], *counts) for key, counts in found_in.by_severity(found).items()],
        "sources": Finding.Source.choices,
        "one_rule": one_rule,
        "rule_title": title(wanted.source, wanted.rule),
    }
    return render(request, "desk/findings.html", context)


@requires(VIEW)
@require_safe
def findings_csv(request: HttpRequest) -> HttpResponseBase:
    """The findings that the filter lets through, whole, as CSV."""
    return offered(request, exports.FINDINGS, "desk:findings")
