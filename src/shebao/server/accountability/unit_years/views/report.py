"""The composed report: live preview in a frame that runs nothing, downloads. Workers compose; pages wait for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from shebao.composing.documents import FORMATS
from shebao.server.accountability.unit_years import composed
from shebao.server.accountability.unit_years.declares import VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Closing
from shebao.server.accountability.unit_years.reporting import CAPTIONS
from shebao.server.accountability.unit_years.views.common import fetched, page
from shebao.server.platform.files import store
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.headers import CONTENT_SECURITY_POLICY

_FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


@requires(VIEW_UNIT_YEAR)
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it would be published now, with what is still missing."""
    unit_year = fetched(request, pk)
    closing = Closing.objects.filter(unit_year=unit_year).only("unit_year", "gaps", "closed").first()
    formats = [(name, CAPTIONS.get(name, name)) for name in FORMATS]
    waits = closing is not None and closing.closed and composed.current(unit_year, "html") is None
    job = composed.ask(unit_year, "html", request.user) if waits else None
    response = page(request, "report", unit_year, "report", {"formats": formats, "closing": closing, "job": job})
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


@requires(VIEW_UNIT_YEAR)
@require_GET
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The report's page for the frame; what is still being composed says so."""
    unit_year = fetched(request, pk)
    made = composed.current(unit_year, "html")
    if made is None:
        composed.ask(unit_year, "html", request.user)
    if made is None or made.file is None:
        response = render(request, "unit_years/no_preview.html", {"problem": made.problem if made else ""})
    else:
        response = HttpResponse(store.read(made.file), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


@requires(VIEW_UNIT_YEAR)
@require_GET
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The report in a format; with words missing it is a draft and says so. Until it is composed, the page that waits for it."""
    unit_year = fetched(request, pk)
    if kind not in FORMATS:
        raise Http404
    made = composed.current(unit_year, kind)
    if made is None:
        job = composed.ask(unit_year, kind, request.user)
        context = {"job": job, "caption": CAPTIONS.get(kind, kind)}
        return page(request, "composing", unit_year, "report", context)
    if made.file is None:
        messages.error(request, "还不能生成报告；请先处理问题页列出的错误。")
        return redirect("unit_years:findings", unit_year.pk)
    return store.download(made.file)
