"""The composed report: live preview in a frame that runs nothing, downloads."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from shebao.accounts.importing.rejects import ImportRejected
from shebao.composing.documents import FORMATS, suffix
from shebao.composing.documents import render as rendered
from shebao.performance import DataError
from shebao.server.accountability.unit_years.declares import VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Closing
from shebao.server.accountability.unit_years.reporting import CAPTIONS, MEDIA, manuscript_of
from shebao.server.accountability.unit_years.views.common import fetched, page
from shebao.server.platform.web import kept
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.headers import CONTENT_SECURITY_POLICY

_KEPT_SECONDS = 300
_FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


@requires(VIEW_UNIT_YEAR)
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it would be published now, with what is still missing."""
    unit_year = fetched(request, pk)
    closing = Closing.objects.filter(unit_year=unit_year).only("unit_year", "gaps", "closed").first()
    formats = [(name, CAPTIONS.get(name, name)) for name in FORMATS]
    response = page(request, "report", unit_year, "report", {"formats": formats, "closing": closing})
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


@requires(VIEW_UNIT_YEAR)
@require_GET
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The report's page for the frame."""
    unit_year = fetched(request, pk)
    key = f"preview:{unit_year.pk}:{unit_year.revision}"
    content = kept.kept(key, _KEPT_SECONDS)
    try:
        if content is None:
            content = rendered(manuscript_of(unit_year), "html")
            kept.keep(key, content, _KEPT_SECONDS)
    except (ImportRejected, DataError) as problem:
        response = render(request, "unit_years/no_preview.html", {"problem": problem})
    else:
        response = HttpResponse(content, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


@requires(VIEW_UNIT_YEAR)
@require_GET
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report in a format; with words missing it is a draft and says so."""
    unit_year = fetched(request, pk)
    if kind not in FORMATS:
        raise Http404
    try:
        content = rendered(manuscript_of(unit_year), kind)
    except (ImportRejected, DataError):
        messages.error(request, "还不能生成报告；请先处理问题页列出的错误。")
        return redirect("unit_years:findings", unit_year.pk)
    response = HttpResponse(content, content_type=MEDIA.get(kind, "application/octet-stream"))
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    name = quote(f"{unit_year}决算公开（稿）.{suffix(kind)}")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
