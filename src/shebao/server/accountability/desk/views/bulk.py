"""Decide about the ticked units."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shebao.server.accountability.desk import bulk
from shebao.server.accountability.unit_years.declares import REVIEW
from shebao.server.platform.web.access import requires

_LONGEST_REASON = 2000


@requires(REVIEW)
@transaction.non_atomic_requests
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Accept or return the ticked units; the page that follows tells which were and which were not, and why."""
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "").replace("\x00", "").strip()
    ticked = bulk.choices(request.POST.getlist("choice"))
    back = f"{reverse('desk:units')}?{QueryDict(request.POST.get('back', '')[:500]).urlencode()}"
    problem = _problem(action, reason, ticked)
    if problem:
        messages.error(request, problem)
        return redirect(back)
    outcomes = bulk.decide(request.user, action, ticked, reason)
    refused = [outcome for outcome in outcomes if outcome.refused]
    context = {
        "action": action,
        "done": [outcome for outcome in outcomes if not outcome.refused],
        "refused": refused,
        "reason": reason,
        "back": back,
    }
    return render(request, "desk/decided.html", context, status=409 if len(refused) == len(outcomes) else 200)


def _problem(action: str, reason: str, ticked: list[bulk.Choice]) -> str:
    if action not in bulk.ACTIONS:
        return _("请选择“审核通过”或“退回”。")
    if not ticked:
        return _("还没有选择单位；请先在列表左侧打勾。")
    if len(ticked) > bulk.MOST:
        return _("一次最多办理 %(most)d 个单位，现选了 %(count)d 个。") % {"most": bulk.MOST, "count": len(ticked)}
    if action == "return" and not reason:
        return _("退回时请写明原因，让单位知道要改什么。")
    if len(reason) > _LONGEST_REASON:
        return _("原因最多 %(most)d 个字。") % {"most": _LONGEST_REASON}
    return ""
