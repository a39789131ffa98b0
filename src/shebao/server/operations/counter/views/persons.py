"""A person's page: who they are, what is due, enrolments in time, cases, what others did, who may be the same person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.fields.dates import parse_day
from shebao.operations.casework.lines import narrowed, told, within
from shebao.operations.record.record import Record, View, instant
from shebao.operations.record.rows import Liability, Spell, SubjectKind
from shebao.operations.registry.duplicates import suspected
from shebao.operations.registry.explained import Explained, acts_in, explain
from shebao.operations.registry.merging import merged_into
from shebao.operations.upcoming.needs import Need, needs
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.doing import refuse_unseen
from shebao.server.operations.cases.models import lines_allowed
from shebao.server.operations.cases.reading import by_group, offered_services
from shebao.server.operations.counter import reading
from shebao.server.operations.counter.models import Holder
from shebao.server.operations.counter.views.shown import current_facts, of_kind, shown, shown_spells
from shebao.server.operations.counter.views.timeline import timeline
from shebao.server.operations.records.reading import liabilities_of, present
from shebao.server.platform.access.declares import VIEW_LOOKS
from shebao.server.platform.access.doing import WITHHELD, ReasonMissing, looker, masked, opened
from shebao.server.platform.access.models import Look
from shebao.server.platform.access.restricting import barred
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate
from shebao.services.listing import catalogue
from shebao.services.model import Service

_OPENED = ("identity_number", "telephone", "address", "bank_account", "card")


@requires(VIEW_RECORDS)
@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about a person on one page."""
    record = _seen(request, number, "person")
    at = present()
    return _answer(request, record, at, _masked(request, reading.holder(record, at)))


@requires(VIEW_RECORDS)
@require_POST
def open_number(request: HttpRequest, number: int) -> HttpResponse:
    """Numbers, address and accounts in clear, for a reason that is written down."""
    record = _seen(request, number, "person")
    at = present()
    held = reading.holder(record, at)
    by = looker(request, VIEW_RECORDS, request.user.organisation)
    try:
        clear = opened(by, held, _OPENED, request.POST.get("reason", ""))
    except ReasonMissing as missing:
        messages.error(request, str(missing))
        return redirect("counter:person", number)
    labels = [(str(Holder._meta.get_field(name).verbose_name), clear[name]) for name in _OPENED[1:] if clear[name]]
    return _answer(request, record, at, {**_masked(request, held), **clear}, labels)


@requires(VIEW_RECORDS)
@require_safe
def explained(request: HttpRequest, number: int) -> HttpResponse:
    """The whole record: each value since when, known since when, by which act, and what it was before; as known on any day."""
    record = _seen(request, number, "history")
    at = present()
    texts = _masked(request, reading.holder(record, at))
    on, known_on = _day(request.GET.get("on", "")), _day(request.GET.get("known", ""))
    context: dict[str, Any] = {
        "number": number,
        "shown": texts,
        "on": on,
        "known_on": known_on,
        "withheld": _closed(texts),
        "limited": told(lines_allowed(request.user)),
    }
    if not context["withheld"]:
        context |= _explanation(
            narrowed(record, lines_allowed(request.user)), _owed(request, number), known_on or at, on
        )
    return render(request, "counter/explained.html", context)


@requires(VIEW_LOOKS)
@require_safe
def looks(request: HttpRequest, number: int) -> HttpResponse:
    """Who looked at this person's data, when, at what and why; refusals too."""
    of_kind(number, SubjectKind.PERSON)
    scope = Look.objects.in_scope(request.user, VIEW_LOOKS).at(reading.subject_key(number))
    return render(request, "counter/looks.html", {"number": number, "page": paginate(request, scope)})


def _seen(request: HttpRequest, number: int, part: str) -> Record:
    """The record of a person, for whose office sees this part of one. Raises Http404, PermissionDenied."""
    refuse_unseen(request.user, part, timezone.localdate())
    return of_kind(number, SubjectKind.PERSON)


def _masked(request: HttpRequest, held: Holder) -> dict[str, str]:
    return masked(looker(request, VIEW_RECORDS, request.user.organisation), [held])[0]


def _closed(texts: dict[str, str]) -> bool:
    return texts["name"] == WITHHELD


def _answer(
    request: HttpRequest, record: Record, at: datetime, texts: dict[str, str], clear: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    if _closed(texts):
        return render(request, "counter/withheld.html", {"number": record.subject})
    return render(request, "counter/person.html", {**_page(request, record, at, texts), "clear": clear})


def _page(request: HttpRequest, record: Record, at: datetime, texts: dict[str, str]) -> dict[str, Any]:
    view, today, allowed = record.known(at), timezone.localdate(), lines_allowed(request.user)
    enrolments = narrowed(record, allowed).known(at).spells
    names = reading.names_of(spell.employer for spell in enrolments)
    spells = shown_spells(enrolments, today, names)
    offered = {one.code: one for one in offered_services(request.user, "person")}
    return {
        "number": record.subject,
        "shown": texts,
        "merged_into": merged_into(view),
        "died": view.value("death"),
        "needs": _needs(view, today, offered, allowed),
        "facts": current_facts(view, record.kind, today, reading.office_names(view.facts)),
        "limited": told(allowed),
        "spells": spells,
        "timeline": timeline(spells, today),
        "cases": reading.cases_about(request.user, record.subject),
        "elsewhere": reading.elsewhere(request.user, record.subject, today),
        "alike": _alike(request, record, view, at),
        "services": by_group(offered.values()),
        "may_start": request.user.has_permission(START_CASES),
        "may_view_looks": request.user.has_permission(VIEW_LOOKS),
        "today": today,
    }


def _needs(
    view: View, day: date, offered: Mapping[str, Service], allowed: Collection[str] | None
) -> list[tuple[Need, Service | None]]:
    """What comes next, with the service that may be begun for it; nothing that is about a line which the reader may not act on."""
    found = [(need, catalogue().version(need.service, day)) for need in needs(view, day)]
    return [(need, offered.get(need.service)) for need, service in found if service is None or within(service, allowed)]


def _alike(request: HttpRequest, record: Record, view: View, at: datetime) -> list[Any]:
    """Others who may be the same person, by their numbers and the reasons only; nobody who is restricted for who asks, since the reasons
    tell about both."""
    if merged_into(view):
        return []
    found = reading.candidates(record, view)
    closed = barred(request.user, {reading.subject_key(other.subject) for other in found})
    others = [other for other in found if reading.subject_key(other.subject) not in closed]
    return suspected(reading.identity_of(record, at), [reading.identity_of(other, at) for other in others])[:5]


def _owed(request: HttpRequest, number: int) -> list[Liability]:
    """Every stretch that was ever known of what is owed for a person, of the lines that the reader may act on."""
    allowed = lines_allowed(request.user)
    return [row for row in liabilities_of([number])[number] if allowed is None or row.line in allowed]


def _explanation(
    record: Record, owed: Sequence[Liability], known_on: date | datetime, on: date | None
) -> dict[str, Any]:
    found = explain(record, instant(known_on), on, owed)
    names = reading.names_of([*(row.employer for row in record.spells), *(row.employer for row in owed)])
    acts = reading.acts(acts_in(found))
    offices = reading.office_names(record.facts)
    today = timezone.localdate()

    def row(one: Explained) -> dict[str, Any]:
        return {
            "shown": shown(one.row, record.kind, today, names, offices),
            "row": one.row,
            "act": acts.get(one.row.act),
            "before": [
                (shown(each, record.kind, today, names, offices), each, acts.get(each.act)) for each in one.before
            ],
        }

    return {
        "facts": [row(one) for one in found.facts],
        "spells": [row(one) for one in found.spells],
        "owed": [row(one) for one in found.owed],
        "gone": [(shown(each, record.kind, today, names, offices), each, acts.get(each.act)) for each in found.gone],
        "is_spell": Spell,
    }


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text.strip() else None
    except ValueError:
        return None
