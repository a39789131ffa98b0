"""Runs that were taken in, and taking in another."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.fields.dates import parse_month
from shebao.server.operations.suspicions.checking import waiting_for
from shebao.server.operations.suspicions.declares import MANAGE_SUSPICIONS, VIEW_SUSPICIONS
from shebao.server.operations.suspicions.models import Run
from shebao.server.operations.suspicions.running import sources
from shebao.server.operations.suspicions.tasks import check_data as queued
from shebao.server.operations.suspicions.tasks import receive_handover
from shebao.server.platform.files.kinds import TABLES, RefusedFile
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
    found = Run.objects.in_scope(request.user, VIEW_SUSPICIONS).select_related("agency", "by", "absence")
    manages = request.user.has_permission(MANAGE_SUSPICIONS)
    context = {
        "page": paginate(request, found),
        "agencies": agencies(request) if manages else [],
        "manages": manages,
        "sources": [(name, name) for name in sources()] if manages else [],
        "month": timezone.localdate().strftime("%Y-%m"),
        "jobs": Job.objects.filter(kind__in=(receive_handover.name, queued.name), owner=request.user).order_by(
            "-created_at"
        )[:3],
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
            raise RefusedFile("请选择 shebao check --format handover --sign 密钥 写出的疑点移交文件。", "")
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


@requires(MANAGE_SUSPICIONS)
@require_POST
def check_data(request: HttpRequest) -> HttpResponse:
    """Runs the checks over an upload or a source in the background."""
    chosen, upload, source = request.POST.get("agency", ""), request.FILES.get("file"), request.POST.get("source", "")
    agency = dict(agencies(request)).get(
        int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    )
    try:
        as_of = parse_month(request.POST.get("as_of", "")).iso
        if agency is None:
            raise RefusedFile("请选择核查的是哪个机构的数据。", "")
        if (upload is None) == (source not in sources()):
            raise RefusedFile("请选择一个文件，或选择一份已放在服务器上的数据，只选一样。", "")
        stored = store_upload(upload, accepted=TABLES, owner=request.user) if upload else None
    except ValueError:
        messages.error(request, "核查年月应写作 2025-12。")
        return redirect("suspicions:runs")
    except RefusedFile as refused:
        messages.error(request, str(refused))
        return redirect("suspicions:runs")
    queued.start(
        f"{agency}：{stored.name if stored else source}",
        arguments={
            "file": str(stored.pk) if stored else "",
            "source": "" if stored else source,
            "agency": int(chosen),
            "person": request.user.pk,
            "as_of": as_of,
        },
        owner=request.user,
        url="/suspicions/runs/",
        lock=f"suspicions:{hashlib.sha256(chosen.encode()).hexdigest()[:12]}",
    )
    messages.success(request, "已收到，正在核查；完成后列在下面。")
    return redirect("suspicions:runs")


def agencies(request: HttpRequest) -> list[tuple[int, str]]:
    """The organisations whose data the person may take runs of in."""
    scope = request.user.organisations(MANAGE_SUSPICIONS).active().order_by("path")
    return [(each.pk, str(each)) for each in scope if isinstance(each, Organisation)]
