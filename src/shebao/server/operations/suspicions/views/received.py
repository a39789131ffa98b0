"""Lists from above: what came, what was quarantined and why, how far each is worked off, the answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.operations.exchange import Delivery
from shebao.operations.exchange.errors import ExchangeError
from shebao.server.operations.suspicions import answering
from shebao.server.operations.suspicions.checking import waiting_for
from shebao.server.operations.suspicions.declares import MANAGE_SUSPICIONS, REVEAL_SUSPICIONS, VIEW_SUSPICIONS
from shebao.server.operations.suspicions.lists import LARGEST, receive_list, to_answer
from shebao.server.operations.suspicions.models import Listed, Suspicion
from shebao.server.operations.suspicions.views.runs import agencies
from shebao.server.platform.access.doing import ReasonMissing, looker
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(VIEW_SUSPICIONS)
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The lists in scope, the newest first; the form to take in another."""
    manages = request.user.has_permission(MANAGE_SUSPICIONS)
    found = Listed.objects.in_scope(request.user, VIEW_SUSPICIONS).select_related("agency", "by")
    page = paginate(request, found)
    context = {
        "page": page,
        "rows": [(each, *answering.progress(each), each.replies.first()) for each in page.items],
        "manages": manages,
        "agencies": agencies(request) if manages else [],
        "contracts": to_answer().values(),
        "today": timezone.localdate(),
        "waiting": waiting_for(request.user),
    }
    return render(request, "suspicions/lists.html", context)


@requires(MANAGE_SUSPICIONS)
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Takes in a delivery: its header and its data."""
    chosen = request.POST.get("agency", "")
    key = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    header, data = request.FILES.get("header"), request.FILES.get("data")
    if key not in dict(agencies(request)) or header is None or data is None:
        messages.error(request, "请选择下发给哪个机构，并选择文件头（JSON）和数据（CSV）两个文件。")
        return redirect("suspicions:lists")
    if _size(header) + _size(data) > LARGEST:
        messages.error(request, f"文件超过 {LARGEST // 1_000_000} MB；请发送方分几次下发。")
        return redirect("suspicions:lists")
    came = Delivery(header.read(), data.read())
    listed = receive_list(Organisation.objects.get(pk=key), came, request.user)
    tell = messages.success if listed.state == "accepted" else messages.error
    tell(request, f"{listed}：{listed.get_state_display()}，{listed.rows} 行。")
    return redirect(listed)


def _size(upload: UploadedFile) -> int:
    return upload.size or 0


@requires(VIEW_SUSPICIONS)
@require_safe
def one(request: HttpRequest, key: int) -> HttpResponse:
    """A list: its receipt, its suspicions, the answers that were given."""
    listed = _listed(request, VIEW_SUSPICIONS, key)
    about = Suspicion.objects.in_scope(request.user, VIEW_SUSPICIONS).filter(items__listed=listed).shown()
    settled, count = answering.progress(listed)
    context = {
        "listed": listed,
        "settled": settled,
        "count": count,
        "page": paginate(request, about.order_by("items__position"), 100),
        "replies": listed.replies.select_related("by"),
        "manages": all(
            request.user.has_permission_at(each, listed.agency) for each in (MANAGE_SUSPICIONS, REVEAL_SUSPICIONS)
        ),
        "today": timezone.localdate(),
    }
    return render(request, "suspicions/one_list.html", context)


@requires(MANAGE_SUSPICIONS)
@require_POST
def answer(request: HttpRequest, key: int) -> HttpResponse:
    """The answer to a list as a package for the sender; made anew each time, with the next number. It takes the permission to
    see people's data in clear beside that to manage, and a reason."""
    listed = _listed(request, MANAGE_SUSPICIONS, key)
    if not request.user.has_permission_at(REVEAL_SUSPICIONS, listed.agency):
        raise PermissionDenied
    by, reason = looker(request, REVEAL_SUSPICIONS, listed.agency), request.POST.get("reason", "").replace("\x00", "")
    try:
        given, package = answering.answer(listed, by, reason)
    except (ExchangeError, ReasonMissing) as problem:
        messages.error(request, f"{str(problem).rstrip('。')}。")
        return redirect(listed)
    response = HttpResponse(package, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{listed.contract}_reply-{given.sequence}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _listed(request: HttpRequest, permission: str, key: int) -> Listed:
    scope = Listed.objects.in_scope(request.user, permission).select_related("agency", "run", "by")
    found: Listed = get_object_or_404(scope, pk=key)
    return found
