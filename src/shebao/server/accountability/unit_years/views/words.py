"""The unit's own words, with what the report still misses and where it will stand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shebao.server.accountability.unit_years import content, wording
from shebao.server.accountability.unit_years.changes import Conflict, NotEditable
from shebao.server.accountability.unit_years.computing.places import gap_target
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Closing, UnitYear
from shebao.server.accountability.unit_years.views.common import fetched, may, not_editable, page
from shebao.server.platform.web.access import requires


@requires(VIEW_UNIT_YEAR)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Duties, organisation, reasons, key work, remarks, terms."""
    unit_year = fetched(request, pk)
    gaps = _gaps(unit_year)
    if request.method == "GET":
        form = wording.form_of(unit_year.words, gaps)
        return page(request, "words", unit_year, "words", {"form": form, "gaps": gaps, "version": unit_year.version})
    if not may(request, unit_year, EDIT_UNIT_YEAR):
        raise Http404
    typed = wording.words_of(request.POST)
    context = {"gaps": gaps, "unsaved": True}
    try:
        wording.store(unit_year, request.user, content.version_of(request.POST), typed)
    except NotEditable:
        return not_editable(request, unit_year)
    except content.Wrong as wrong:
        version = request.POST.get("version", "")
        context |= {
            "form": wording.form_of(typed, gaps),
            "version": version,
            "errors": [(wording.name_of(key), text) for key, text in wrong.errors.items()],
        }
        return page(request, "words", unit_year, "words", context)
    except Conflict as conflict:
        form = wording.form_of(typed, gaps, UnitYear.objects.get(pk=unit_year.pk).words)
        context |= {"form": form, "version": conflict.theirs, "conflict": True}
        return page(request, "words", unit_year, "words", context, status=409)
    messages.success(request, _("已保存。"))
    return redirect("unit_years:words", unit_year.pk)


def _gaps(unit_year: UnitYear) -> list[dict[str, str]]:
    closing = Closing.objects.filter(unit_year=unit_year).only("unit_year", "gaps").first()
    base = reverse("unit_years:overview", args=[unit_year.pk])
    return [{**gap, "address": f"{base}{gap_target(gap['field'])}"} for gap in closing.gaps] if closing else []
