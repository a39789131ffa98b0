"""Materials on pages: how each may be covered, scans to show, promises to check."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.cases import doing, reading
from shebao.server.operations.cases.declares import REVIEW_CASES, VIEW_RECORDS
from shebao.server.operations.cases.doing import Refused
from shebao.server.operations.cases.models import Person, Promise
from shebao.server.operations.cases.scanning import MEDIA, Damaged, open_scan
from shebao.server.operations.cases.views.cases import case_of
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_NOTHING_RUNS = "default-src 'none'; img-src data:; sandbox"


@requires(VIEW_RECORDS)
@require_safe
def scan(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """A scan of a case; it is a look at the person, and withheld where they are restricted."""
    case = case_of(request, number)
    found = reading.scan_of(case, key)
    if found is None:
        raise Http404("没有这份扫描件")
    card = Person(id=case.person or 0, name="有", identity_number="", telephone="")
    if masked(looker(request, VIEW_RECORDS, case.office), [card])[0]["name"] == WITHHELD:
        raise PermissionDenied("这个人的资料受限，只有专人可以查看。")
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


@requires(REVIEW_CASES)
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Promises that are to be checked, the most pressing first."""
    found = reading.promises_due(request.user)
    return render(request, "cases/promises.html", {"page": paginate(request, found, 50), "today": timezone.localdate()})


@requires(REVIEW_CASES)
@require_POST
def check(request: HttpRequest, key: int) -> HttpResponse:
    """Says whether a promise was true."""
    scope = Promise.objects.filter(case__in=reading.cases_in_scope(request.user, REVIEW_CASES))
    promise = get_object_or_404(scope, pk=key)
    try:
        done = doing.check_promise(
            request.user, promise, request.POST.get("kept") == "1", request.POST.get("words", "")
        )
    except Refused as error:
        messages.error(request, f"{error}。")
    else:
        messages.success(request, f"已核查：{done.material}，{'属实' if done.kept else '不实，今后不再适用告知承诺'}。")
    return redirect("cases:promises")
