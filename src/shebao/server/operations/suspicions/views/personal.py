"""People's data in clear, for a reason that is written down: behind one suspicion, or as the work list of corrections."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.suspicions import correcting, revealing
from shebao.server.operations.suspicions.checking import waiting_for
from shebao.server.operations.suspicions.declares import REVEAL_SUSPICIONS, VIEW_SUSPICIONS
from shebao.server.operations.suspicions.models import Suspicion
from shebao.server.platform.access.doing import ReasonMissing, looker
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.exporting import csv_response
from shebao.server.platform.web.pages import paginate


@requires(REVEAL_SUSPICIONS)
@require_POST
def reveal(request: HttpRequest, key: int) -> HttpResponse:
    """The private values behind a suspicion; the page is not kept by the browser."""
    scope = Suspicion.objects.in_scope(request.user, REVEAL_SUSPICIONS).select_related("organisation", "rule")
    suspicion = get_object_or_404(scope, pk=key)
    by = looker(request, REVEAL_SUSPICIONS, suspicion.organisation)
    try:
        values = revealing.reveal(by, suspicion, request.POST.get("reason", "").replace("\x00", ""))
    except ReasonMissing as missing:
        messages.error(request, str(missing))
        return redirect(suspicion)
    response = render(request, "suspicions/revealed.html", {"suspicion": suspicion, "values": values})
    response["Cache-Control"] = "no-store"
    return response


@requires(VIEW_SUSPICIONS)
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The corrections that wait to be made and verified."""
    found = correcting.unverified(request.user)
    context = {
        "page": paginate(request, found.order_by("settled_at", "pk"), 100),
        "may_export": request.user.has_permission(REVEAL_SUSPICIONS),
        "waiting": waiting_for(request.user),
    }
    return render(request, "suspicions/corrections.html", context)


@requires(REVEAL_SUSPICIONS)
@require_POST
def export_corrections(request: HttpRequest) -> HttpResponseBase:
    """The work list as CSV or XLSX, of the organisations where the person may see values in clear."""
    found = correcting.unverified(request.user, REVEAL_SUSPICIONS)
    try:
        by = looker(request, REVEAL_SUSPICIONS, request.user.organisation)
        rows = correcting.worklist(by, found, request.POST.get("reason", "").replace("\x00", ""))
    except ReasonMissing as missing:
        messages.error(request, str(missing))
        return redirect("suspicions:corrections")
    if request.POST.get("form") != "xlsx":
        response: HttpResponseBase = csv_response("更正清单", correcting.HEADER, rows)
    else:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(correcting.as_xlsx(rows), content_type=kind)
        response["Content-Disposition"] = (
            f"attachment; filename=\"corrections.xlsx\"; filename*=UTF-8''{quote('更正清单')}.xlsx"
        )
    response["Cache-Control"] = "no-store"
    return response
