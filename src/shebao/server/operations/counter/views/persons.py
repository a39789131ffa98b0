"""A person's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.operations.record.acts import AUTHORITY_LABELS, AuthorityKind
from shebao.operations.record.record import Record
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.reading import card, offered_services
from shebao.server.operations.counter import reading
from shebao.server.operations.counter.views.shown import ShownSpell, facts, of_kind
from shebao.server.operations.records.reading import acts_of, present
from shebao.server.platform.access.doing import WITHHELD, ReasonMissing, looker, masked, opened
from shebao.server.platform.web.access import requires


@requires(VIEW_RECORDS)
@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about a person: who they are, enrolments, what changed by which act, cases, what can be started."""
    record = of_kind(number, SubjectKind.PERSON)
    shown = masked(looker(request, VIEW_RECORDS, request.user.organisation), [card(record)])[0]
    return render(request, "counter/person.html", _page(request, record, shown))


@requires(VIEW_RECORDS)
@require_POST
def open_number(request: HttpRequest, number: int) -> HttpResponse:
    """The identity number in clear, for a reason that is written down."""
    record = of_kind(number, SubjectKind.PERSON)
    by = looker(request, VIEW_RECORDS, request.user.organisation)
    try:
        clear = opened(by, card(record), ("identity_number",), request.POST.get("reason", ""))
    except ReasonMissing as missing:
        messages.error(request, str(missing))
        return redirect("counter:person", number)
    shown = {**masked(by, [card(record)])[0], **clear}
    return render(request, "counter/person.html", _page(request, record, shown))


def _page(request: HttpRequest, record: Record, shown: dict[str, str]) -> dict[str, Any]:
    if shown["name"] == WITHHELD:
        return {"number": record.subject, "shown": shown, "withheld": True}
    view = record.known(present())
    acts = {fact.act for fact in record.facts} | {spell.act for spell in record.spells}
    return {
        "number": record.subject,
        "shown": shown,
        "facts": [fact for fact in facts(view, record.kind) if fact[0] != "姓名"],
        "spells": [ShownSpell(spell) for spell in view.spells],
        "acts": [(act, AUTHORITY_LABELS[AuthorityKind(act.authority_kind)]) for act in acts_of(acts).reverse()],
        "cases": reading.cases_about(request.user, record.subject),
        "services": offered_services(request.user, "person"),
        "may_start": request.user.has_permission(START_CASES),
        "today": timezone.localdate(),
    }
