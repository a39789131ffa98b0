"""Scans of materials, shown to who may see them."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from shebao.server.operations.cases import reading
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.scanning import MEDIA, Damaged, open_scan
from shebao.server.operations.cases.showing import open_case_of
from shebao.server.platform.web.access import requires

_NOTHING_RUNS = "default-src 'none'; img-src data:; sandbox"


@requires(VIEW_RECORDS)
@require_safe
def scan(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """A scan of a case; it is a look at the person, and withheld where they are restricted."""
    case = open_case_of(request, number)
    found = reading.scan_of(case, key)
    if found is None:
        raise Http404("没有这份扫描件")
    try:
        content = open_scan(found)
    except Damaged as damaged:
        messages.error(request, f"{damaged}。")
        return redirect(case)
    response = HttpResponse(content, content_type=MEDIA[found.kind])
    response["Content-Disposition"] = f"inline; filename=\"scan\"; filename*=UTF-8''{quote(found.name.open())}"
    response["Content-Security-Policy"] = _NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    return response
