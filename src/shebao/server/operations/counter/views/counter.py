"""The counter: search, a person's page, an employer's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shebao.fields.dates import parse_day
from shebao.operations.enrolment.reasons import reasons
from shebao.operations.enrolment.staff import STAFF_LABELS
from shebao.operations.record.acts import AUTHORITY_LABELS, AuthorityKind
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.record import Record
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Spell, SubjectKind
from shebao.server.operations.cases import reading
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.views.starting import offered_services
from shebao.server.operations.records.reading import acts_of, present, whole_record
from shebao.server.platform.access.doing import WITHHELD, ReasonMissing, looker, masked, opened
from shebao.server.platform.web.access import requires


@dataclass(frozen=True)
class ShownSpell:
    """A spell for a page."""

    spell: Spell

    @property
    def line(self) -> str:
        """The line's short name."""
        return insurance_lines()[self.spell.line].short

    @property
    def kind(self) -> str:
        """The kind of staff."""
        return STAFF_LABELS.get(self.spell.kind, self.spell.kind)

    @property
    def reason(self) -> str:
        """The reason of the last change."""
        found = reasons().get(self.spell.reason)
        return found.label if found else self.spell.reason

    @property
    def state(self) -> tuple[str, str]:
        """Whether it runs: (words, tone)."""
        end = self.spell.valid.end
        if end is None:
            return "正常参保", "good"
        after = reasons()[self.spell.reason].after if self.spell.reason in reasons() else ""
        return ("终止参保", "neutral") if after == "ended" else ("暂停参保", "attention")


@requires(VIEW_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """The search; POST gives what it found, so that no number stands in an address, a history or a proxy's log."""
    words, born = request.POST.get("q", ""), request.POST.get("born", "")
    found = reading.search(words, _day(born))
    people = [reading.card(record) for record in found.persons]
    shown = masked(looker(request, VIEW_RECORDS, request.user.organisation), people)
    employers = [(record.subject, record.known(present())) for record in found.employers]
    if words and len(people) + len(employers) == 1:
        only = people[0].id if people else employers[0][0]
        return redirect("cases:person" if people else "cases:employer", only)
    context = {
        "words": words,
        "born": born,
        "found": found,
        "people": list(zip(people, shown, strict=True)),
        "employers": [(key, view.value("name"), view.value("credit_code")) for key, view in employers],
        "mine": Case.objects.in_scope(request.user, VIEW_RECORDS).filter(clerk=request.user)[:10],
    }
    return render(request, "cases/counter.html", context)


@requires(VIEW_RECORDS)
@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Everything about a person: who they are, enrolments, what changed by which act, cases, what can be started."""
    record = _record(number, SubjectKind.PERSON)
    shown = masked(looker(request, VIEW_RECORDS, request.user.organisation), [reading.card(record)])[0]
    return render(request, "cases/person.html", _person_page(request, record, shown))


@requires(VIEW_RECORDS)
@require_POST
def open_number(request: HttpRequest, number: int) -> HttpResponse:
    """The identity number in clear, for a reason that is written down."""
    record = _record(number, SubjectKind.PERSON)
    by = looker(request, VIEW_RECORDS, request.user.organisation)
    try:
        clear = opened(by, reading.card(record), ("identity_number",), request.POST.get("reason", ""))
    except ReasonMissing as missing:
        messages.error(request, str(missing))
        return redirect("cases:person", number)
    shown = {**masked(by, [reading.card(record)])[0], **clear}
    return render(request, "cases/person.html", _person_page(request, record, shown))


@requires(VIEW_RECORDS)
@require_safe
def employer(request: HttpRequest, number: int) -> HttpResponse:
    """An employer: registers and how many people are enrolled now in which line."""
    from shebao.server.operations.records.models import Spell as SpellRow

    record = _record(number, SubjectKind.EMPLOYER)
    today = timezone.localdate()
    staff = SpellRow.objects.filter(employer=number, known_to=None, valid__contains=today)
    counts = {key: staff.filter(line=key).count() for key in insurance_lines()}
    context = {
        "number": number,
        "name": record.known(present()).value("name") or number,
        "facts": _facts(record),
        "counts": [(insurance_lines()[key].label, count) for key, count in counts.items() if count],
        "services": offered_services(request.user, "employer"),
        "may_start": request.user.has_permission(START_CASES),
    }
    return render(request, "cases/employer.html", context)


def _person_page(request: HttpRequest, record: Record, shown: dict[str, str]) -> dict[str, Any]:
    view = record.known(present())
    acts = {fact.act for fact in record.facts} | {spell.act for spell in record.spells}
    if shown["name"] == WITHHELD:
        return {"number": record.subject, "shown": shown, "withheld": True}
    return {
        "number": record.subject,
        "shown": shown,
        "facts": [fact for fact in _facts(record) if fact[0] != "姓名"],
        "spells": [ShownSpell(spell) for spell in view.spells],
        "acts": [(act, AUTHORITY_LABELS[AuthorityKind(act.authority_kind)]) for act in acts_of(acts).reverse()],
        "cases": Case.objects.in_scope(request.user, VIEW_RECORDS).filter(person=record.subject)[:20],
        "services": offered_services(request.user, "person"),
        "may_start": request.user.has_permission(START_CASES),
        "today": timezone.localdate(),
    }


def _facts(record: Record) -> list[tuple[str, str, date, int]]:
    """What is known now that is not secret: (register, value, since, act)."""
    known = registers(record.kind)
    view = record.known(present())
    return [
        (known[fact.register].label, known[fact.register].shown(fact.value), fact.valid.start, fact.act)
        for fact in view.facts
        if not known[fact.register].secret
    ]


def _record(number: int, kind: SubjectKind) -> Record:
    found = whole_record(number) if number < 2**62 else None
    if found is None or found.kind is not kind:
        raise Http404("没有这个编号")
    return found


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text.strip() else None
    except ValueError:
        return None
