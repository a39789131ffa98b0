"""Performance forms: the list with totals, one form with live scores, official files in and out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shebao.performance import DataError, grade
from shebao.server.accountability.unit_years import exports, scoring
from shebao.server.accountability.unit_years.changes import Conflict, NotEditable
from shebao.server.accountability.unit_years.content import version_of
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.form_amounts import amounts_of, completed
from shebao.server.accountability.unit_years.form_differences import form_differences
from shebao.server.accountability.unit_years.models import Closing, Finding, PerformanceForm, UnitYear
from shebao.server.accountability.unit_years.views.common import fetched, may, not_editable, page, posted
from shebao.server.platform.exports.doing import offer
from shebao.server.platform.files.kinds import REPORTS, RefusedFile
from shebao.server.platform.files.store import content_path, store_upload
from shebao.server.platform.web.access import requires

_VIEW, _EDIT = VIEW_UNIT_YEAR, EDIT_UNIT_YEAR


@requires(_VIEW)
@require_GET
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The forms with their totals."""
    unit_year = fetched(request, pk)
    closing = Closing.objects.filter(unit_year=unit_year).only("unit_year", "scores").first()
    scores = {each["form"]: each for each in closing.scores} if closing else {}
    forms = [(form, scores.get(form.pk)) for form in unit_year.performance_forms.all()]
    findings = Finding.objects.filter(unit_year=unit_year, source="performance", target="performance/").open()
    context = {"forms": forms, "has_overall": any(f.kind == "overall" for f, _ in forms), "findings": findings[:20]}
    return page(request, "performance", unit_year, "performance", context)


@requires(_EDIT)
@require_POST
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds a form."""
    unit_year = fetched(request, pk, _EDIT)
    kind = "overall" if request.POST.get("kind") == "overall" else "project"
    name = posted(request, "name", 200)
    if kind == "project" and not name:
        messages.error(request, _("请填写项目名称。"))
        return redirect("unit_years:performance", unit_year.pk)
    if kind == "overall" and unit_year.performance_forms.filter(kind="overall").exists():
        messages.error(request, _("整体自评表已经有了。"))
        return redirect("unit_years:performance", unit_year.pk)
    try:
        made = scoring.add(unit_year, request.user, kind, name)
    except NotEditable:
        return not_editable(request, unit_year)
    return redirect("unit_years:form", unit_year.pk, made.pk)


@requires(_VIEW)
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, pk: int, form_id: int) -> HttpResponse:
    """One form: edited, scored, stored."""
    unit_year = fetched(request, pk)
    found = get_object_or_404(PerformanceForm, unit_year=unit_year, pk=form_id)
    if request.method == "GET":
        return _page(request, unit_year, found, found.data, {"version": found.version})
    if not may(request, unit_year, _EDIT):
        raise Http404
    record = scoring.record_of(request.POST, found.data, found.kind)
    version = version_of(request.POST)
    if "add_row" in request.POST:
        record["指标"].append({})
        return _page(request, unit_year, found, record, {"version": version, "unsaved": True})
    try:
        scoring.store(unit_year, request.user, form_id, version, record)
    except NotEditable:
        return not_editable(request, unit_year)
    except DataError as problem:
        more = {"version": version, "error": problem.in_form, "unsaved": True}
        return _page(request, unit_year, found, record, more)
    except Conflict as conflict:
        stored = conflict.theirs
        assert isinstance(stored, PerformanceForm)
        more = {
            "version": stored.version,
            "conflict": True,
            "unsaved": True,
            "differences": form_differences(record, stored.data),
        }
        return _page(request, unit_year, found, record, more, 409)
    messages.success(request, _("已保存。"))
    return redirect("unit_years:form", unit_year.pk, form_id)


def _page(
    request: HttpRequest,
    unit_year: UnitYear,
    found: PerformanceForm,
    record: dict[str, Any],
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    rows = [
        {
            "number": number,
            "main": [(key, scoring.text_of(item.get(key))) for key in scoring.MAIN],
            "more": [(key, scoring.text_of(item.get(key))) for key in scoring.MORE],
            "evidence": scoring.evidence_text(item.get("证据")),
        }
        for number, item in enumerate(record.get("指标") or [])
    ]
    own = completed(unit_year, found.kind, record, amounts_of(unit_year))
    context = {
        "form": found,
        "head": [
            (key, caption, scoring.text_of(record.get(key)), "" if record.get(key) else scoring.text_of(own.get(key)))
            for key, caption in scoring.fields_of(found.kind)
        ],
        "texts": [(key, caption, scoring.text_of(record.get(key))) for key, caption in scoring.TEXTS],
        "printed": [(key, caption, hint, scoring.text_of(record.get(key))) for key, caption, hint in scoring.PRINTED],
        "rows": rows,
        "level_one": scoring.LEVEL_ONE,
        "bands": scoring.BANDS,
        **_scores(unit_year, found, record),
        **more,
    }
    return page(request, "form", unit_year, "performance", context, status=status)


def _scores(unit_year: UnitYear, found: PerformanceForm, record: dict[str, Any]) -> dict[str, Any]:
    live = scoring.live(unit_year, found, record)
    scored = live.scored
    given = grade(scored.total, scored) if scored and scored.total is not None else ""
    by_row: dict[int, Any] = dict(enumerate(scored.indicators)) if scored else {}
    results = [(number, by_row.get(number)) for number in range(len(record.get("指标") or []))]
    return {"scores": live, "scored": scored, "grade": given, "results": results}


@requires(_VIEW)
@require_POST
def live(request: HttpRequest, pk: int, form_id: int) -> HttpResponse:
    """The scores of what is typed now; nothing is stored."""
    unit_year = fetched(request, pk)
    found = get_object_or_404(PerformanceForm, unit_year=unit_year, pk=form_id)
    record = scoring.record_of(request.POST, found.data, found.kind)
    context = {"unit_year": unit_year, "form": found, "swap": True, **_scores(unit_year, found, record)}
    return render(request, "unit_years/parts/scores.html", context)


@requires(_EDIT)
@require_POST
def remove(request: HttpRequest, pk: int, form_id: int) -> HttpResponse:
    """Deletes a form."""
    unit_year = fetched(request, pk, _EDIT)
    try:
        scoring.remove(unit_year, request.user, form_id, version_of(request.POST))
    except NotEditable:
        return not_editable(request, unit_year)
    except PerformanceForm.DoesNotExist:
        raise Http404 from None
    except Conflict:
        messages.error(request, _("这张表刚被别人改过，没有删除。请核对后再决定。"))
        return redirect("unit_years:form", unit_year.pk, form_id)
    messages.success(request, _("已删除。"))
    return redirect("unit_years:performance", unit_year.pk)


@requires(_EDIT)
@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Replaces the forms by those of a file."""
    unit_year = fetched(request, pk, _EDIT)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("请先选择文件。"))
        return redirect("unit_years:performance", unit_year.pk)
    try:
        stored = store_upload(file, accepted=REPORTS, owner=request.user)
        found = scoring.read_file(str(content_path(stored)), stored.name, unit_year)
        count = scoring.take_over(unit_year, request.user, found)
    except (RefusedFile, DataError) as problem:
        messages.error(request, str(problem))
        return redirect("unit_years:performance", unit_year.pk)
    except NotEditable:
        return not_editable(request, unit_year)
    messages.success(request, _("已读入 %(count)s 张自评表。") % {"count": count})
    return redirect("unit_years:performance", unit_year.pk)


@requires(_VIEW)
@require_GET
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The forms as official XLSX or DOCX, or the workbook to fill in."""
    unit_year = fetched(request, pk)
    if kind not in ("xlsx", "docx", "data"):
        raise Http404
    return offer(
        request, exports.FORMS, {"unit_year": unit_year.pk, "kind": kind}, str(unit_year.revision),
        back=reverse("unit_years:performance", args=[unit_year.pk]),
    )  # fmt: skip
