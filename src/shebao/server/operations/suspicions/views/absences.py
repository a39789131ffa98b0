"""Suspicions about money that a run found no more, for the second person."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.suspicions import vanishing
from shebao.server.operations.suspicions.declares import CHECK_RULINGS, VIEW_SUSPICIONS
from shebao.server.operations.suspicions.doing import Refused
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Absence, Suspicion
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(VIEW_SUSPICIONS)
@require_safe
def absence(request: HttpRequest, key: int) -> HttpResponse:
    """What was found no more, and the answer of the second person."""
    found = _absence(request, key, VIEW_SUSPICIONS)
    about = Suspicion.objects.filter(steps__run=found.run, steps__act=Act.MISSED).distinct()
    context = {
        "absence": found,
        "page": paginate(request, about.shown().order_by("pk"), 100),
        "may": vanishing.refusal(request.user, found) is None,
        "own": found.brought_by_id == request.user.pk,
    }
    return render(request, "suspicions/absence.html", context)


@requires(CHECK_RULINGS)
@require_POST
def confirm(request: HttpRequest, key: int) -> HttpResponse:
    """They are gone, or they are not."""
    found = _absence(request, key, CHECK_RULINGS)
    gone = request.POST.get("act") == "gone"
    try:
        vanishing.confirm(request.user, found, gone, request.POST.get("reason", ""))
    except Refused as refused:
        if refused.refusals[0].code == "not_permitted":
            raise PermissionDenied from None
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, f"已办理：{'确认消除' if gone else '不予消除'}，{found.count} 个疑点。")
    return redirect(found)


def _absence(request: HttpRequest, key: int, permission: str) -> Absence:
    scope = Absence.objects.in_scope(request.user, permission).select_related(
        "agency", "run", "brought_by", "checked_by"
    )
    found: Absence = get_object_or_404(scope, pk=key)
    return found
