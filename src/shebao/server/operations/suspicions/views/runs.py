"""Runs that were taken in, and taking in another."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.suspicions.checking import waiting_for
from shebao.server.operations.suspicions.declares import MANAGE_SUSPICIONS, VIEW_SUSPICIONS
from shebao.server.operations.suspicions.models import Run
from shebao.server.operations.suspicions.tasks import receive_handover
from shebao.server.platform.files.kinds import RefusedFile
from shebao.server.platform.files.store import store_upload
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_HANDOVERS = frozenset({"text", "json"})


@requires(VIEW_SUSPICIONS)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The runs in scope, the newest first, with what each brought; the form to take in another."""
    found = Run.objects.in_scope(request.user, VIEW_SUSPICIONS).select_related("agency", "by")
    manages = request.user.has_permission(MANAGE_SUSPICIONS)
    context = {
        "page": paginate(request, found),
        "agencies": agencies(request) if manages else [],
        "manages": manages,
        "jobs": Job.objects.filter(kind=receive_handover.name, owner=request.user).order_by("-created_at")[:3],
        "waiting": waiting_for(request.user),
    }
    return render(request, "suspicions/runs.html", context)


@requires(MANAGE_SUSPICIONS)
@require_POST
def import_run(request: HttpRequest) -> HttpResponse:
    """Takes in a handover in the background."""
    chosen, upload = request.POST.get("agency", ""), request.FILES.get("file")
    agency = dict(agencies(request)).get(
        int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    )
    try:
        if agency is None:
            raise RefusedFile("请选择核查的是哪个机构的数据。", "")
        if upload is None:
            raise RefusedFile("请选择 shebao check --format handover 写出的疑点移交文件。", "")
        stored = store_upload(upload, accepted=_HANDOVERS, owner=request.user)
    except RefusedFile as refused:
        messages.error(request, str(refused))
        return redirect("suspicions:runs")
    receive_handover.start(
        f"{agency}：{stored.name}",
        arguments={"file": str(stored.pk), "agency": int(chosen), "person": request.user.pk},
        owner=request.user,
        url="/suspicions/runs/",
        lock=f"suspicions:{hashlib.sha256(chosen.encode()).hexdigest()[:12]}",
    )
    messages.success(request, "已收到，正在导入；完成后列在下面。")
    return redirect("suspicions:runs")


def agencies(request: HttpRequest) -> list[tuple[int, str]]:
    """The organisations whose data the person may take runs of in."""
    scope = request.user.organisations(MANAGE_SUSPICIONS).active().order_by("path")
    return [(each.pk, str(each)) for each in scope if isinstance(each, Organisation)]
