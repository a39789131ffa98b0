"""Execution during the year: rates by month against time and plan, warnings, and the traffic lights of performance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from shebao.accounts.output.summary import percent
from shebao.accounts.progress.monitor import time_rate
from shebao.money import wan
from shebao.performance import DataError, Monitoring, monitor
from shebao.performance.records import performance_data
from shebao.report.performance import SchemeError
from shebao.server.accountability.unit_years.declares import VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Closing, UnitYear
from shebao.server.accountability.unit_years.stored import performance_record
from shebao.server.accountability.unit_years.views.common import fetched, page
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.charts import Series, bar_chart, line_chart

MONTHS = 12


@requires(VIEW_UNIT_YEAR)
@require_GET
def monitoring(request: HttpRequest, pk: int) -> HttpResponse:
    """The execution at the end of a month."""
    unit_year = fetched(request, pk)
    closing = Closing.objects.filter(unit_year=unit_year).only("unit_year", "progress").first()
    progress = closing.progress if closing else {}
    months = progress.get("months", {})
    asked = request.GET.get("month", "")
    month = asked if asked in months else str(progress.get("last", ""))
    context: dict[str, Any] = {"months": list(months), "month": month, "lights": _lights(unit_year)}
    if month in months:
        context |= _at(months[month], int(month))
    return page(request, "monitoring", unit_year, "monitoring", context)


def _at(document: dict[str, Any], month: int) -> dict[str, Any]:
    lines = document["lines"]
    spent = [sum(line["spent_by_month_fen"][m] for line in lines) for m in range(month)]
    budget = sum(line["budget_fen"] for line in lines)
    names = [f"{m}月" for m in range(1, MONTHS + 1)]
    planned = [line["plan_by_month_fen"] for line in lines if line["plan_by_month_fen"]]
    series = [
        Series("累计执行率", [percent(sum(spent[: m + 1]), budget) if m < month else None for m in range(MONTHS)]),
        Series("序时进度", [time_rate(m) for m in range(1, MONTHS + 1)]),
    ]
    if planned:
        whole = sum(sum(plan) for plan in planned)
        series.append(
            Series("用款计划", [percent(sum(sum(plan[: m + 1]) for plan in planned), whole) for m in range(MONTHS)])
        )
    monthly: list[Decimal | None] = [wan(amount) for amount in spent]
    return {
        "document": document,
        "lines": [{**line, "width": min(Decimal(line["rate"]), Decimal(100))} for line in lines],
        "budget": budget,
        "spent": sum(spent),
        "rate": percent(sum(spent), budget),
        "warned": sum(bool(line["warnings"]) for line in lines),
        "rate_chart": line_chart("累计执行率", names, series, "%") if budget > 0 else "",
        "month_chart": bar_chart("各月支出", names[:month], [Series("支出", monthly)], "万元"),
    }


def _lights(unit_year: UnitYear) -> Monitoring | None:
    """The monitoring of performance at the mid-year day, where there is one."""
    if unit_year.midyear_day is None or not unit_year.performance_forms.exists():
        return None
    try:
        return monitor(performance_data(performance_record(unit_year)), unit_year.midyear_day)
    except (DataError, SchemeError):
        return None
