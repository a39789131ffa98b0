"""Settings of the accounts, the annex figures, and the codes that fields suggest."""

from __future__ import annotations

from functools import lru_cache

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shebao.accounts.importing.rejects import ImportRejected
from shebao.classification import Classification, department_economic, functional
from shebao.server.accountability.unit_years import content
from shebao.server.accountability.unit_years.changes import Conflict, NotEditable
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.starting import prior_of
from shebao.server.accountability.unit_years.stored import rules_for
from shebao.server.accountability.unit_years.views.common import fetched, may, not_editable, page
from shebao.server.platform.web.access import requires


@requires(VIEW_UNIT_YEAR)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """What accounts.yaml says, and the prior year's closing."""
    unit_year = fetched(request, pk, EDIT_UNIT_YEAR if request.method == "POST" else VIEW_UNIT_YEAR)
    before = content.settings_fields(unit_year)
    if request.method == "GET":
        prior = prior_of(unit_year.organisation, unit_year.fiscal_year)
        context = {"fields": before, "version": unit_year.version, "prior_available": prior is not None}
        return page(request, "settings", unit_year, "sheets", context)
    typed = content.typed(before, request.POST)
    try:
        if "take_prior" in request.POST:
            content.take_prior(unit_year, request.user, prior_of(unit_year.organisation, unit_year.fiscal_year))
        else:
            content.store_settings(unit_year, request.user, content.version_of(request.POST), typed)
    except NotEditable:
        return not_editable(request, unit_year)
    except content.Wrong as wrong:
        context = {
            "fields": content.with_errors(before, typed, wrong.errors),
            "version": request.POST.get("version", ""),
        }
        return page(request, "settings", unit_year, "sheets", context)
    except Conflict as conflict:
        context = {"fields": content.with_theirs(before, typed), "version": conflict.theirs, "conflict": True}
        return page(request, "settings", unit_year, "sheets", context, status=409)
    messages.success(request, _("已保存。"))
    return redirect("unit_years:settings", unit_year.pk)


@requires(VIEW_UNIT_YEAR)
@require_http_methods(["GET", "POST"])
def annex(request: HttpRequest, pk: int) -> HttpResponse:
    """The annex: counts behind 三公, procurement, vehicles, equipment, staff."""
    unit_year = fetched(request, pk)
    before = content.annex_fields(unit_year)
    if request.method == "GET":
        return page(request, "annex", unit_year, "sheets", {"fields": before, "version": unit_year.version})
    if not may(request, unit_year, EDIT_UNIT_YEAR):
        raise Http404
    typed = content.typed(before, request.POST)
    try:
        content.store_annex(unit_year, request.user, content.version_of(request.POST), typed)
    except NotEditable:
        return not_editable(request, unit_year)
    except content.Wrong as wrong:
        context = {
            "fields": content.with_errors(before, typed, wrong.errors),
            "version": request.POST.get("version", ""),
        }
        return page(request, "annex", unit_year, "sheets", context)
    except Conflict as conflict:
        context = {"fields": content.with_theirs(before, typed), "version": conflict.theirs, "conflict": True}
        return page(request, "annex", unit_year, "sheets", context, status=409)
    messages.success(request, _("已保存。"))
    return redirect("unit_years:annex", unit_year.pk)


@requires(VIEW_UNIT_YEAR)
@require_GET
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """The classification codes of the year, for suggestions while typing."""
    unit_year = fetched(request, pk)
    if unit_year.extra_subjects:
        try:
            rules = rules_for(unit_year)
            lists = _names(rules.functional, 7, unit_year.fiscal_year), _names(rules.economic, 5, unit_year.fiscal_year)
        except ImportRejected:
            lists = _known(unit_year.fiscal_year)
    else:
        lists = _known(unit_year.fiscal_year)
    return render(request, "unit_years/parts/code_lists.html", {"functional": lists[0], "economic": lists[1]})


def _names(classification: Classification, length: int, year: int) -> list[tuple[str, str]]:
    found = sorted({s.code for s in classification if len(s.code) == length and classification.in_use(s.code, year)})
    return [(code, subject.name) for code in found if (subject := classification.get(code, year))]


@lru_cache(maxsize=8)
def _known(year: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    return _names(functional(), 7, year), _names(department_economic(), 5, year)
