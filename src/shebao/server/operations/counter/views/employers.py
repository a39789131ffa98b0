"""An employer's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.reading import offered_services
from shebao.server.operations.counter import reading
from shebao.server.operations.counter.views.shown import facts, of_kind
from shebao.server.operations.records.reading import present
from shebao.server.platform.web.access import requires


@requires(VIEW_RECORDS)
@require_safe
def employer(request: HttpRequest, number: int) -> HttpResponse:
    """An employer: registers and how many people are enrolled now in which line."""
    record = of_kind(number, SubjectKind.EMPLOYER)
    view = record.known(present())
    counts = reading.enrolled_now(number, timezone.localdate())
    context = {
        "number": number,
        "name": view.value("name") or number,
        "facts": facts(view, record.kind),
        "counts": [(line.label, counts[key]) for key, line in insurance_lines().items() if key in counts],
        "services": offered_services(request.user, "employer"),
        "may_start": request.user.has_permission(START_CASES),
    }
    return render(request, "counter/employer.html", context)
