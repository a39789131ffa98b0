"""Whom a run changes most for one reason: the persons behind a control total, for who reviews it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shebao.operations.contributions.runs.controls import CHANGE_LABELS, REASON_LABELS
from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.contributions.views.common import named
from shebao.server.operations.contributions.views.runs import get
from shebao.server.operations.counter.reading import names_of
from shebao.server.platform.web.access import requires

_KEYS = ("line", "change", "reason")


@requires(VIEW_RECORDS)
@require_safe
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """The persons with the largest differences of a line, change and reason. It is a look at them."""
    run = get(request, number)
    asked = {key: request.GET.get(key, "")[:24] for key in _KEYS}
    total = run.totals.filter(**asked).first()
    if total is None:
        raise Http404("这次核定没有这一项")
    rows = list(run.persons.filter(**asked))
    names = names_of([each.person_id for each in rows] + [each.employer_id for each in rows])
    shown, closed = named(request, rows, lambda each: each.person_id, names)
    context = {
        "run": run,
        "line": insurance_lines()[total.line].short,
        "change": CHANGE_LABELS[total.change],
        "reason": REASON_LABELS[total.reason],
        "total": total,
        "rows": [(each, name, names.get(each.employer_id, "")) for each, name in shown],
        "closed": closed,
    }
    return render(request, "contributions/changes.html", context)
