"""Lists of other departments: taking one in, what it came to, confirming one of people in hardship."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shebao.operations.coverage.hardship_lists import hardship_lists
from shebao.operations.exchange import Delivery
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.coverage import doing
from shebao.server.operations.coverage.declares import RECEIVE, REVIEW
from shebao.server.operations.coverage.models import PartnerList
from shebao.server.operations.coverage.reading import before, gaps_of, measured
from shebao.server.operations.suspicions import agreed_keys
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

LARGEST = 50_000_000


@requires(VIEW_RECORDS)
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Lists in scope, the newest first, and the form to take one in."""
    scope = PartnerList.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "maker", "checker")
    context = {
        "page": paginate(request, scope, 30),
        "contracts": doing.agreed().values(),
        "may_receive": request.user.has_permission(RECEIVE),
    }
    return render(request, "coverage/lists.html", context)


@requires(RECEIVE)
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Takes in a delivery: its header and its data."""
    office = _own_office(request)
    header, data = request.FILES.get("header"), request.FILES.get("data")
    if header is None or data is None:
        messages.error(request, "请选择文件头（JSON）和数据（CSV）两个文件。")
        return redirect("coverage:lists")
    if (header.size or 0) + (data.size or 0) > LARGEST:
        messages.error(request, f"文件超过 {LARGEST // 1_000_000} MB；请发送方分区发送。")
        return redirect("coverage:lists")
    came = Delivery(header.read(), data.read())
    found = doing.receive_list(office, came, request.user, agreed_keys.of_senders())
    tell = messages.error if found.reasons else messages.success
    tell(request, f"{found}：{found.get_state_display()}，{found.rows} 行，已对应 {found.matched} 行。")
    return redirect(found)


@requires(VIEW_RECORDS)
@require_safe
def one(request: HttpRequest, key: int) -> HttpResponse:
    """A list: what came of its rows, its counts, gaps by district."""
    found = _get(request, key, VIEW_RECORDS)
    counts = measured(found)
    context = {
        "list": found,
        "counts": counts,
        "districts": gaps_of(found, counts[0].version) if counts else {},
        "hardship": found.contract in hardship_lists(),
        "before": before(found) if found.month else None,
        "may_decide": request.user.has_permission(REVIEW) and found.maker_id != request.user.pk,
        "may_receive": request.user.has_permission(RECEIVE),
    }
    return render(request, "coverage/list.html", context)


@requires(REVIEW)
@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Confirms or refuses a list."""
    found = _get(request, key, REVIEW)
    answer = request.POST.get("answer")
    if answer not in ("approve", "refuse"):
        messages.error(request, "请选择确认或不同意。")
        return redirect(found)
    try:
        decided = doing.decide(request.user, found, answer == "approve")
    except doing.CoverageRefused as refused:
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, f"{decided}：{decided.get_state_display()}。")
    return redirect(found)


@requires(RECEIVE)
@require_POST
def measure(request: HttpRequest, key: int) -> HttpResponse:
    """Compares a list with the record once more."""
    found = _get(request, key, RECEIVE)
    try:
        left = doing.measure_again(request.user, found)
    except doing.CoverageRefused as refused:
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, f"已按现在的记录比对：未落实 {left} 项。")
    return redirect(found)


def _get(request: HttpRequest, key: int, permission: str) -> PartnerList:
    scope = PartnerList.objects.in_scope(request.user, permission).select_related("office", "maker", "checker")
    found: PartnerList = get_object_or_404(scope, pk=min(key, 1 << 62))
    return found


def _own_office(request: HttpRequest) -> Organisation:
    """The office of who asks. Raises PermissionDenied where that is none they may take lists in for."""
    office = request.user.organisation
    if office is None or not request.user.has_permission_at(RECEIVE, office):
        raise PermissionDenied("您所在的机构不是您可以接收部门名单的机构。")
    found: Organisation = office
    return found
