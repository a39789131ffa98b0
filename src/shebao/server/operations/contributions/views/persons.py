"""A person's months: base, amounts and where, by line; months that are missing are marked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.fields.dates import month_of
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.contributions.reading import months_of
from shebao.server.operations.contributions.views.common import of_kind
from shebao.server.operations.counter.reading import holder, names_of
from shebao.server.operations.owing.reading import horizon
from shebao.server.operations.records.reading import liabilities_of, present, whole_record
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_MONTHS = 36


@requires(VIEW_RECORDS)
@require_safe
def months(request: HttpRequest, number: int) -> HttpResponse:
    """Every month that is owed for a person, the newest first. It is a look at them."""
    of_kind(number, SubjectKind.PERSON)
    record = whole_record(number)
    assert record is not None
    shown = masked(looker(request, VIEW_RECORDS, request.user.organisation), [holder(record, present())])[0]
    if shown["name"] == WITHHELD:
        return render(request, "counter/withheld.html", {"number": number})
    known = horizon()
    rows = [row for row in liabilities_of([number])[number] if row.known_to is None]
    found = months_of(rows, known.last if known else month_of(timezone.localdate()))
    page = paginate(request, found, _MONTHS)
    context = {
        "number": number,
        "shown": shown,
        "horizon": known,
        "page": page,
        "missing": sum(each.missing for each in found),
        "count": len(found),
        "names": names_of({row.employer for row in rows if row.employer}),
    }
    return render(request, "contributions/months.html", context)
