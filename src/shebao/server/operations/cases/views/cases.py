"""Cases: the list, one with what it comes to now, moves, the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.fields.field import Kind
from shebao.operations.handling.outcome import RESULT_LABELS
from shebao.server.operations.cases import doing
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.doing import Refused
from shebao.server.operations.cases.machine import TRANSITIONS, Move
from shebao.server.operations.cases.models import Case, Person
from shebao.server.operations.cases.states import OPEN, WORDS, State
from shebao.server.platform.access import masks
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_TONES = {"fulfilled": "good", "not_fulfilled": "bad", "exception": "attention"}


@requires(VIEW_RECORDS)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Cases in scope, the open ones unless something else is asked for."""
    wanted = request.GET.get("state", "open")
    scope = Case.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "clerk")
    states = OPEN if wanted == "open" else tuple(State) if wanted == "all" else (wanted,)
    found = scope.filter(state__in=states).order_by("due_on", "accepted_at")
    if request.GET.get("mine"):
        found = found.filter(clerk=request.user)
    context = {
        "page": paginate(request, found, 50),
        "wanted": wanted,
        "states": [("open", "未办结"), *((key, label) for key, (label, _tone) in WORDS.items()), ("all", "全部")],
        "today": timezone.localdate(),
    }
    return render(request, "cases/cases.html", context)


@requires(VIEW_RECORDS)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A case: what was asked for, what it comes to on the record as it is now, what happened, what may be done."""
    found = _case(request, number)
    open_now = State(found.state) in OPEN
    now = doing.reassessed(found) if open_now else None
    context = {
        "case": found,
        "service": found.declared,
        "form": _form(request, found),
        "now": now,
        "assessments": _assessments(now),
        "changed": bool(now and now.situation and doing.changed_since(found, now.situation)),
        "steps": found.steps.select_related("by"),
        "moves": [(one, TRANSITIONS[one]) for one in doing.offered_to(request.user, found)] if open_now else [],
        "today": timezone.localdate(),
    }
    return render(request, "cases/case.html", context)


@requires(VIEW_RECORDS)
@require_POST
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Does one thing to a case."""
    found = _case(request, number)
    name = request.POST.get("move", "")
    if name not in set(Move):
        raise Http404("没有这一步")
    try:
        done = doing.move(request.user, found, Move(name), request.POST.dict())
    except Refused as refused:
        messages.error(request, f"{refused}。")
        return redirect(found)
    messages.success(request, f"{TRANSITIONS[Move(name)].label}：{done.number}，{State(done.state).label}。")
    return redirect(done)


@requires(VIEW_RECORDS)
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of a case that is done, for printing."""
    found = _case(request, number)
    if found.state != State.DONE:
        raise Http404("办结以后才有回执")
    first = found.steps.first()
    context = {
        "case": found,
        "service": found.declared,
        "form": _form(request, found),
        "told": first.told if first else [],
        "now": timezone.now(),
    }
    return render(request, "cases/receipt.html", context)


def _case(request: HttpRequest, number: str) -> Case:
    scope = Case.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "clerk", "reviewer", "approver")
    found: Case = get_object_or_404(scope, number=number)
    return found


def _form(request: HttpRequest, found: Case) -> list[tuple[str, str]]:
    """The fields as they were filled in, numbers of persons masked; it is a look at the person's data."""
    texts, shown = found.texts, []
    card = Person(
        id=found.person, name=texts.get("name", ""), identity_number=texts.get("identity_number", ""), telephone=""
    )
    if masked(looker(request, VIEW_RECORDS, found.office), [card])[0]["name"] == WITHHELD:
        return [("申请内容", WITHHELD)]
    for name, declared in found.declared.form.items():
        text = texts.get(name, "")
        if declared.field.kind is Kind.IDENTITY:
            text = masks.identity_number(text)
        words = {meaning: label for label, meaning in declared.field.choices.items()}
        shown.append((declared.field.label, words.get(text, text)))
    return shown


def _assessments(now: Any) -> list[tuple[Any, str, str]]:
    if now is None or now.outcome is None:
        return []
    return [(one, RESULT_LABELS[one.result], _TONES[one.result]) for one in now.outcome.assessments]
