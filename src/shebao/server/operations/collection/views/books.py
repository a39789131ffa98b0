"""Daily reconciliation: what tax, treasury and special account have about the receipts of some days, by line, and every difference."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.fields.dates import parse_day
from shebao.operations.collection.reconciling import Book, Finding
from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.collection.models import Receipt
from shebao.server.operations.collection.reading import reconciliation
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

WAIT = 5
"""Days that money may be under way from one book to the next."""
_LONGEST = 62


@requires(VIEW_RECORDS)
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The days asked for, else the month of the last receipt."""
    newest = Receipt.objects.order_by("-paid_on").values_list("paid_on", flat=True).first() or timezone.localdate()
    last = _day(request, "to") or newest + timedelta(days=WAIT)
    first = _day(request, "from") or newest.replace(day=1)
    first = max(min(first, last), last - timedelta(days=_LONGEST))
    found = reconciliation(first, last, WAIT)
    names = {key: line.short for key, line in insurance_lines().items()}
    days = [
        (day, names[line], [totals[book] for book in Book], totals[Book.SPECIAL] - totals[Book.AGENCY])
        for (day, line), totals in found.totals.items()
    ]
    sums = [
        (names[line], [found.books[book].get(line, 0) for book in Book])
        for line in names
        if any(line in found.books[book] for book in Book)
    ]
    context = {
        "first": first,
        "last": last,
        "wait": WAIT,
        "books": list(Book),
        "days": days,
        "sums": sums,
        "open": len(found.open()),
        "page": paginate(request, [_told(each, names) for each in found.findings], 100),
    }
    return render(request, "collection/books.html", context)


def _told(each: Finding, names: dict[str, str]) -> dict[str, object]:
    entry = each.found or each.expected
    assert entry is not None
    return {
        "book": each.book.label,
        "told": each.difference.label,
        "receipt": each.receipt,
        "line": names[entry.line],
        "day": entry.day,
        "expected": each.expected.amount if each.expected else 0,
        "found": each.found.amount if each.found else 0,
        "waiting": each.difference.value == "outstanding",
    }


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_day(request.GET.get(name, ""))
    except ValueError:
        return None
