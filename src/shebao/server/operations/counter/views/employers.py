"""An employer's page: registers, rates, staff with their enrolment, open cases, agents."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.operations.casework.lines import told
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import SubjectKind
from shebao.operations.registry.rates import rates
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.doing import refuse_unseen
from shebao.server.operations.cases.models import lines_allowed
from shebao.server.operations.cases.reading import by_group, offered_services
from shebao.server.operations.counter import reading
from shebao.server.operations.counter.models import Holder
from shebao.server.operations.counter.views.shown import ShownSpell, current_facts, of_kind
from shebao.server.operations.records.reading import present
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.server.platform.web.access import requires

SIZE = 50
_AGENT = ("agent", "agent_number", "agent_telephone", "agent_proof")


@requires(VIEW_RECORDS)
@require_safe
def employer(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about an employer on one page."""
    refuse_unseen(request.user, "employer", timezone.localdate())
    record, allowed = of_kind(number, SubjectKind.EMPLOYER), lines_allowed(request.user)
    at, today = present(), timezone.localdate()
    view = record.known(at)
    facts = current_facts(view, record.kind, today, reading.office_names(view.facts))
    counts = reading.enrolled_now(number, today, allowed)
    context = {
        "number": number,
        "name": view.value("name") or number,
        "facts": [fact for fact in facts if fact.fact.register not in _AGENT],
        "agents": [fact for fact in facts if fact.fact.register in _AGENT],
        "rates": rates(record.on(today, at), today),
        "counts": [(line.label, counts[key]) for key, line in insurance_lines().items() if key in counts],
        "limited": told(allowed),
        "cases": reading.open_cases_of(request.user, number),
        "services": by_group(offered_services(request.user, "employer")),
        "may_start": request.user.has_permission(START_CASES),
        **_staff(request, number, today),
    }
    return render(request, "counter/employer.html", context)


def _staff(request: HttpRequest, number: int, today: date) -> dict[str, Any]:
    """A page of the staff; each name that is shown is a look."""
    running = request.GET.get("staff") != "all"
    text = request.GET.get("page", "")
    page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
    found = reading.staff(number, today, max(page, 1), SIZE, running, lines_allowed(request.user))
    cards = [Holder(id=key, name=found.names.get(key, "")) for key in found.spells]
    texts = masked(looker(request, VIEW_RECORDS, request.user.organisation), cards)
    people = [_row(card.id, shown["name"], found, today) for card, shown in zip(cards, texts, strict=True)]
    return {
        "people": people, "total": found.total, "running": running, "page_number": page,
        "pages": max(1, -(-found.total // SIZE)),
    }  # fmt: skip


def _row(key: int, name: str, found: reading.Staff, today: date) -> tuple[int, str, list[ShownSpell]]:
    """A person of the staff; of who is restricted neither number nor enrolment."""
    if name == WITHHELD:
        return 0, name, []
    return key, name, [ShownSpell(spell, today) for spell in found.spells[key]]
