"""One suspicion: what was found, what was decided, what happened, the evidence; what may be done now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.suspicions import doing, filing
from shebao.server.operations.suspicions.declares import (
    REVEAL_SUSPICIONS,
    VIEW_SUSPICIONS,
    WORK_SUSPICIONS,
)
from shebao.server.operations.suspicions.machine import OUTCOMES, Act
from shebao.server.operations.suspicions.models import Evidence, Suspicion
from shebao.server.operations.suspicions.revealing import is_kept
from shebao.server.platform.files.kinds import RefusedFile
from shebao.server.platform.files.store import download
from shebao.server.platform.web.access import requires


@requires(VIEW_SUSPICIONS)
@require_safe
def suspicion(request: HttpRequest, key: int) -> HttpResponse:
    """The page of a suspicion."""
    found = _suspicion(request, key)
    acts = doing.offered_to(request.user, found)
    context = {
        "suspicion": found,
        "moves": [act for act in acts if act not in OUTCOMES and act is not Act.REOPEN],
        "outcomes": [act for act in acts if act in OUTCOMES],
        "reopens": Act.REOPEN in acts,
        "steps": found.steps.select_related("person", "run", "ruling"),
        "files": found.files.select_related("file", "by"),
        "may_add": request.user.has_permission_at(WORK_SUSPICIONS, found.organisation),
        "choice": f"{found.pk}:{found.state}:{found.version}",
        "may_reveal": request.user.has_permission_at(REVEAL_SUSPICIONS, found.organisation) and is_kept(found),
        "today": timezone.localdate(),
    }
    return render(request, "suspicions/suspicion.html", context)


@requires(WORK_SUSPICIONS)
@require_POST
def add_evidence(request: HttpRequest, key: int) -> HttpResponse:
    """Adds a file to a suspicion."""
    found = get_object_or_404(Suspicion.objects.in_scope(request.user, WORK_SUSPICIONS), pk=key)
    try:
        filing.add(request.user, found, [found], request.FILES.get("file"), request.POST.get("note", ""))
    except RefusedFile as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已添加证据。")
    return redirect(found)


@requires(VIEW_SUSPICIONS)
@require_safe
def evidence(request: HttpRequest, key: int, number: int) -> HttpResponseBase:
    """A file of a suspicion."""
    found = get_object_or_404(Evidence.objects.select_related("file"), suspicion=_suspicion(request, key), pk=number)
    return download(found.file)


def _suspicion(request: HttpRequest, key: int) -> Suspicion:
    scope = Suspicion.objects.in_scope(request.user, VIEW_SUSPICIONS).select_related(
        "rule",
        "organisation",
        "agency",
        "assignee",
        "ruling__proposed_by",
        "ruling__checked_by",
        "first_run",
        "last_run",
    )
    found: Suspicion = get_object_or_404(scope, pk=key)
    return found
