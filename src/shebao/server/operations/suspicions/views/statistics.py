"""Inflow and backlog by week, and how owners keep their limits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.server.operations.suspicions import statistics as counting
from shebao.server.operations.suspicions.checking import waiting_for
from shebao.server.operations.suspicions.declares import VIEW_SUSPICIONS
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.charts import Series, bar_chart, line_chart


@requires(VIEW_SUSPICIONS)
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The charts and tables of the scope."""
    today = timezone.localdate()
    flows = counting.flows(request.user, today)
    weeks = [each.label for each in flows]
    came, went = [each.came for each in flows], [each.went for each in flows]
    checked, sent_back = counting.sent_back(request.user)
    context = {
        "flow_chart": bar_chart("每周新增和办结", weeks, [Series("新增", came), Series("办结或消除", went)], "个"),
        "backlog_chart": line_chart("每周末未办结", weeks, [Series("未办结", [each.backlog for each in flows])], "个"),
        "owners": counting.by_owner(request.user, today),
        "recovering": counting.recovering(request.user),
        "checked": checked,
        "sent_back": sent_back,
        "failing": counting.failing(request.user),
        "waiting": waiting_for(request.user),
    }
    return render(request, "suspicions/statistics.html", context)
