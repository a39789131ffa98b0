"""Years of accounts on pages: those in scope, one proposed, one decided."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.operations.personal_accounts.schemes import schemes
from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.owing.reading import places
from shebao.server.operations.personal_accounts import running
from shebao.server.operations.personal_accounts.declares import CLOSE_ACCOUNTS, REVIEW_ACCOUNTS
from shebao.server.operations.personal_accounts.models import AccountRun
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_FIRST = 1990


@requires(VIEW_RECORDS)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Years in scope, the newest first; the form to have one computed."""
    scope = AccountRun.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "maker", "checker")
    context = {
        "page": paginate(request, scope, 30),
        "lines": [(line, insurance_lines()[line].short) for line in schemes()],
        "places": places(),
        "year": timezone.localdate().year - 1,
        "may_close": request.user.has_permission(CLOSE_ACCOUNTS),
        "may_review": request.user.has_permission(REVIEW_ACCOUNTS),
    }
    return render(request, "personal_accounts/runs.html", context)


@requires(CLOSE_ACCOUNTS)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Has a year computed."""
    office = request.user.organisation
    if office is None or not request.user.has_permission_at(CLOSE_ACCOUNTS, office):
        raise PermissionDenied("您所在的机构不是您可以办理个人账户记账的机构。")
    line, place, text = (request.POST.get(name, "").strip() for name in ("line", "place", "year"))
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2025") else 0
    if line not in schemes() or place not in places() or not _FIRST <= year <= timezone.localdate().year:
        messages.error(request, "请选择险种和已核定过的参保地，年度写成 2025 的样子，不晚于今年。")
        return redirect("personal_accounts:runs")
    try:
        found = running.propose(request.user, office, line, place, year)
    except running.RunRefused as refused:
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, f"已开始试算：{found}。")
    return redirect("personal_accounts:runs")


@requires(REVIEW_ACCOUNTS)
@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Approves or refuses what was computed."""
    if key >= 1 << 62:
        raise Http404("没有这个编号")
    found = get_object_or_404(AccountRun.objects.in_scope(request.user, REVIEW_ACCOUNTS), pk=key)
    try:
        done = running.decide(request.user, found, request.POST.get("answer") == "approve")
    except running.RunRefused as refused:
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, f"{done}：{done.get_state_display()}。")
    return redirect("personal_accounts:runs")
