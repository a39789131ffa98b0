"""Arrears: bills whose last day has passed and that were not paid in full, with the late fee as the law has it until today."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.operations.collection.late_fees import arrears_fee
from shebao.operations.contributions.relief.deferrals import POLICY, UNTIL, deferred
from shebao.operations.record.needed import Needed
from shebao.operations.record.rows import Fact, SubjectKind, Table
from shebao.policy.nearest import law_of
from shebao.policy.parameters import Law
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.collection.reading import Open, open_bills
from shebao.server.operations.collection.views.payers import closed_among
from shebao.server.operations.counter.reading import names_of
from shebao.server.operations.owing.reading import places
from shebao.server.operations.records.models import Subject
from shebao.server.operations.records.reading import holdings
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_NATION = "000000"
_DEFERRALS = Needed(frozenset({Table.FACT}), frozenset({POLICY, UNTIL}))


@requires(VIEW_RECORDS)
@require_safe
def arrears(request: HttpRequest) -> HttpResponse:
    """All arrears, or one payer's; the oldest first."""
    asked = request.GET.get("payer", "").strip()
    payer = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    today = timezone.localdate()
    closed = closed_among(request, [] if payer is None else [payer])
    found = [] if payer in closed else list(open_bills(today, payer))
    page = paginate(request, found, 60)
    law = law_of(next(iter(places()), _NATION))
    payers = [each.bill.owing.payer for each in page.items]
    closed |= closed_among(request, payers if payer is None else [])
    employers = Subject.objects.filter(pk__in=payers, kind=SubjectKind.EMPLOYER).values_list("pk", flat=True)
    names, facts = names_of(employers), _deferral_facts(list(employers))
    context = {
        "asked": asked,
        "today": today,
        "count": len(found),
        "total": sum(each.left.total for each in found),
        "page": page,
        "rows": [
            (each, names.get(each.bill.owing.payer, ""), _fee(law, each, facts.get(each.bill.owing.payer, []), today))
            for each in page.items
            if each.bill.owing.payer not in closed
        ],
        "closed": bool(closed),
    }
    return render(request, "collection/arrears.html", context)


def _fee(law: Law, each: Open, facts: list[Fact], today: date) -> int:
    owing = each.bill.owing
    until = deferred(facts, owing.line, owing.month)
    return arrears_fee(law, each.left, each.bill.due_on, today, until.until if until else None)


def _deferral_facts(employers: list[int]) -> dict[int, list[Fact]]:
    """What is known of the deferrals of employers."""
    found: dict[int, list[Fact]] = {}
    for (subject, _register, _slot), rows in holdings(employers, _DEFERRALS).facts.items():
        found.setdefault(subject, []).extend(rows)
    return found
