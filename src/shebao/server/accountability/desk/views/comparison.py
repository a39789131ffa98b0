"""Compare an indicator over units and years, and see who stands apart."""

from __future__ import annotations

from decimal import Decimal
from itertools import takewhile

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shebao.server.accountability.desk import exports
from shebao.server.accountability.desk.comparison import Comparison, Row, compared
from shebao.server.accountability.desk.declares import VIEW_DESK
from shebao.server.accountability.desk.indicators import INDICATORS
from shebao.server.accountability.desk.outliers import FEWEST, RULE
from shebao.server.accountability.desk.views.states import offered
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.charts import Series, bar_chart, line_chart
from shebao.server.platform.web.pages import paginate

VIEW = VIEW_DESK
_IN_CHART = 8
_LONGEST_CAPTION = 6


@requires(VIEW)
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """The table of units and years, with charts."""
    made, words = compared(request.user, request.GET)
    rows = made.rows if request.GET.get("only") != "outliers" else tuple(row for row in made.rows if row.outlier)
    page = paginate(request, rows)
    context = {
        "page": page,
        "made": made,
        "indicator": made.indicator,
        "indicators": INDICATORS.values(),
        "years": made.years,
        "cells": [(row, [made.indicator.text(value) for value in row.values]) for row in page.items],
        "medians": [made.indicator.text(value) for value in made.medians],
        "totals": [made.indicator.text(value) for value in made.totals] if made.indicator.depends_on_size else None,
        "charts": _charts(made, page.items),
        "q": words,
        "only": request.GET.get("only", ""),
        "rule": RULE,
        "fewest": FEWEST,
    }
    return render(request, "desk/comparison.html", context)


@requires(VIEW)
@require_safe
def comparison_csv(request: HttpRequest) -> HttpResponseBase:
    """The whole table as CSV."""
    made, _words = compared(request.user, request.GET)
    return offered(request, exports.COMPARISON, "desk:comparison", repr(made))


def _charts(made: Comparison, rows: list[Row]) -> list[object]:
    """The last two years of the first units of the page, and the whole over the years."""
    shown = rows[:_IN_CHART]
    latest = range(max(0, len(made.years) - 2), len(made.years))
    series = [Series(f"{made.years[place]}年", [row.values[place] for row in shown]) for place in latest]
    charts: list[object] = [
        bar_chart(made.indicator.title, _captions([row.name for row in shown]), series, made.indicator.kind)
    ]
    if len(made.years) > 1:
        middle = Series("中位数", list(made.medians))
        names = [f"{year}年" for year in made.years]
        charts.append(line_chart(f"{made.indicator.title}：各年中位数", names, [middle], made.indicator.kind))
        if any(total is not None for total in made.totals):
            sums: list[Decimal | None] = list(made.totals)
            charts.append(
                line_chart(f"{made.indicator.title}：各年合计", names, [Series("合计", sums)], made.indicator.kind)
            )
    return charts


def _captions(names: list[str]) -> list[str]:
    """What tells the names apart, short enough to stand side by side: without the beginning that they share."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    shared = len(list(alike)) if len(set(names)) > 1 else 0
    ends = [name[shared:] or name for name in names]
    return [end if len(end) <= _LONGEST_CAPTION else f"{end[: _LONGEST_CAPTION - 1]}…" for end in ends]
