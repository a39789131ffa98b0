"""An employer's bill of a month: totals by line, every person, what changed since last month and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.fields.dates import month_of
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.contributions.reading import CHANGED, GONE, NEW, TONES, Item
from shebao.server.operations.contributions.reading import bill as bill_of
from shebao.server.operations.contributions.views.common import month_asked, named, of_kind
from shebao.server.operations.counter.reading import names_of
from shebao.server.operations.owing.reading import horizon
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(VIEW_RECORDS)
@require_safe
def bill(request: HttpRequest, number: int) -> HttpResponse:
    """The bill of the month asked for, else of the last that was assessed."""
    of_kind(number, SubjectKind.EMPLOYER)
    known = horizon()
    month = month_asked(request) or (known.last if known else month_of(timezone.localdate()))
    found = bill_of(number, month)
    wanted = request.GET.get("show", "all")
    items = [item for item in found.items if wanted == "all" or item.change == wanted]
    page = paginate(request, items, 60)
    names = names_of([number, *(item.person for item in page.items)])
    rows, closed = named(request, page.items, lambda item: item.person, names)
    context = {
        "number": number,
        "name": names.get(number, ""),
        "month": month,
        "earlier": month.plus(-1).iso,
        "later": month.plus(1).iso if known and month < known.last else "",
        "assessed": known is not None and known.first <= month <= known.last,
        "bill": found,
        "counts": [(key, TONES[key][0], _count(found.items, key)) for key in (NEW, GONE, CHANGED)],
        "wanted": wanted,
        "page": page,
        "rows": rows,
        "closed": closed,
    }
    return render(request, "contributions/bill.html", context)


def _count(items: tuple[Item, ...], change: str) -> int:
    return sum(item.change == change for item in items)
