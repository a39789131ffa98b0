"""Rulings: those that wait for the second person first; one with the suspicions that it is about."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.suspicions import checking, filing
from shebao.server.operations.suspicions.declares import VIEW_SUSPICIONS, WORK_SUSPICIONS
from shebao.server.operations.suspicions.doing import Refused
from shebao.server.operations.suspicions.machine import RULING_TRANSITIONS, Act
from shebao.server.operations.suspicions.models import Evidence, Ruling, Step, Suspicion
from shebao.server.operations.suspicions.states import RulingState
from shebao.server.platform.files.kinds import RefusedFile
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(VIEW_SUSPICIONS)
@require_safe
def rulings(request: HttpRequest) -> HttpResponse:
    """The rulings in scope: waiting ones, or all."""
    scope = Ruling.objects.in_scope(request.user, VIEW_SUSPICIONS)
    everything = request.GET.get("show") == "all"
    found = scope if everything else scope.filter(state=RulingState.WAITING)
    context = {
        "page": paginate(request, found.select_related("organisation", "proposed_by", "checked_by")),
        "everything": everything,
        "waiting": checking.waiting_for(request.user),
    }
    return render(request, "suspicions/rulings.html", context)


@requires(VIEW_SUSPICIONS)
@require_safe
def ruling(request: HttpRequest, key: int) -> HttpResponse:
    """One ruling, its suspicions as they are now, and what may be done with it."""
    found = _ruling(request, key)
    about = Suspicion.objects.filter(pk__in=Step.objects.filter(ruling=found).values("suspicion"))
    acts = checking.offered_to(request.user, found)
    context = {
        "ruling": found,
        "page": paginate(request, about.shown().order_by("pk"), 100),
        "acts": [act for act in acts if act is not Act.REJECT],
        "may_reject": Act.REJECT in acts,
        "may_add": request.user.has_permission_at(WORK_SUSPICIONS, found.organisation) and found.suspicions.exists(),
        "files": Evidence.objects.filter(suspicion=found.suspicions.order_by("pk").first()).select_related(
            "file", "by"
        ),
    }
    return render(request, "suspicions/ruling.html", context)


@requires(WORK_SUSPICIONS)
@require_POST
def add_evidence(request: HttpRequest, key: int) -> HttpResponse:
    """Adds a file to every suspicion that the ruling is about."""
    found = get_object_or_404(Ruling.objects.in_scope(request.user, WORK_SUSPICIONS), pk=key)
    about = list(found.suspicions.order_by("pk"))
    try:
        count = filing.add(request.user, found, about, request.FILES.get("file"), request.POST.get("note", ""))
    except RefusedFile as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"已为 {count} 个疑点添加证据。")
    return redirect(found)


@requires(VIEW_SUSPICIONS)
@require_POST
def check(request: HttpRequest, key: int) -> HttpResponse:
    """Agrees to a ruling, sends it back or withdraws it; who may is the machine's."""
    found = _ruling(request, key)
    name = request.POST.get("act", "")
    if name not in RULING_TRANSITIONS:
        raise Http404
    try:
        checking.check(request.user, found, Act(name), request.POST.dict())
    except Refused as refused:
        if refused.refusals[0].code == "not_permitted":
            raise PermissionDenied from None
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, f"已办理：{Act(name).label}，{found.count} 个疑点。")
    return redirect(found)


def _ruling(request: HttpRequest, key: int) -> Ruling:
    scope = Ruling.objects.in_scope(request.user, VIEW_SUSPICIONS)
    found: Ruling = get_object_or_404(
        scope.select_related("organisation", "agency", "proposed_by", "checked_by"), pk=key
    )
    return found
