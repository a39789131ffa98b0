"""Cases: the work list, one with what it comes to now, moves, its notices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.operations.casework.corrections import correctable
from shebao.operations.casework.machine import TRANSITIONS, Move
from shebao.operations.casework.states import OPEN, WORDS, State
from shebao.server.operations.cases import doing, reading
from shebao.server.operations.cases.covering import lines_of, scans_sent
from shebao.server.operations.cases.declares import SUPERVISE_CASES, VIEW_RECORDS
from shebao.server.operations.cases.doing import Prepared, Refused
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.reading import DUES, Wanted
from shebao.server.operations.cases.showing import case_of, form_of, is_withheld, service_of
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate
from shebao.services.model import Service
from shebao.services.stages import stages

_OWN_FORM = frozenset({Move.ASK, Move.SUSPEND, Move.REASSIGN})
_MENDED = frozenset({Move.SUBMIT, Move.ANSWER, Move.RESUBMIT})
_NUMBER = 20


@requires(VIEW_RECORDS)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The work list: cases in scope, the open ones unless something else is asked for, the most pressing first."""
    wanted, today = _wanted(request), timezone.localdate()
    context = {
        "page": paginate(request, reading.listed(request.user, wanted, today), 50),
        "wanted": wanted,
        "mine": wanted.clerk == request.user.pk,
        "states": [("open", "未办结"), *((key, label) for key, (label, _tone) in WORDS.items()), ("all", "全部")],
        "dues": DUES.items(),
        "services": [("", "全部事项"), *reading.services_of(request.user)],
        "today": today,
        "supervises": request.user.has_permission(SUPERVISE_CASES),
    }
    return render(request, "cases/cases.html", context)


@requires(VIEW_RECORDS)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A case: what was asked for, what it comes to on the record as it is now, what happened, what may be done."""
    found = case_of(request, number)
    open_now = State(found.state) in OPEN
    service, said = service_of(found)
    form = form_of(request, found, service)
    withheld = is_withheld(form)
    now = doing.reassessed(found) if open_now and service and not withheld else None
    moves = doing.offered_to(request.user, found) if open_now and service else []
    context = {
        "case": found,
        "service": service,
        "said": said,
        "form": form,
        "withheld": withheld,
        "now": now,
        "changed": _changed(found, now),
        "steps": found.steps.select_related("by"),
        "asked": doing.rounds_of(found),
        "names": correctable(service) if service else {},
        "pauses": [(stages().pauses[one.reason].label, one) for one in found.pauses.all()],
        "notices": found.notices.all(),
        "materials": reading.materials_of(found),
        "scans": reading.scans_of(found),
        "promises": found.promises.all(),
        "others": reading.others_about(found) if open_now else [],
        "moves": [(one, TRANSITIONS[one]) for one in moves if one not in _OWN_FORM],
        "mends": bool(_MENDED & set(moves)),
        "today": timezone.localdate(),
        **_forms(found, service, moves),
    }
    return render(request, "cases/case.html", context)


@requires(VIEW_RECORDS)
@require_POST
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Does one thing to a case."""
    found = case_of(request, number)
    name = request.POST.get("move", "")
    if name not in set(Move):
        raise Http404("没有这一步")
    try:
        done = doing.move(request.user, found, Move(name), request.POST.dict(), scans=scans_sent(request))
    except Refused as refused:
        messages.error(request, f"{refused}。")
        return redirect(found)
    messages.success(request, f"{TRANSITIONS[Move(name)].label}：{done.number}，{State(done.state).label}。")
    return redirect(done)


def _wanted(request: HttpRequest) -> Wanted:
    get = request.GET
    state, due = get.get("state", "open"), get.get("due", "")
    clerk, number = get.get("clerk", ""), "".join(each for each in get.get("number", "") if each.isdigit())
    return Wanted(
        state=state if state in (*WORDS, "all") else "open",
        due=due if due in DUES else "",
        service=get.get("service", "")[:_NUMBER].replace("\x00", ""),
        clerk=request.user.pk if get.get("mine") else int(clerk) if _is_number(clerk) else None,
        number=number[:_NUMBER],
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _NUMBER // 2


def _changed(found: Case, now: Prepared | None) -> bool:
    """Whether what an accepted case rests on is no longer what is known."""
    if found.accepted_at is None or now is None or now.situation is None or State(found.state) is State.DECIDED:
        return False
    return doing.changed_since(found, now.situation)


def _forms(found: Case, service: Service | None, moves: list[Move]) -> dict[str, Any]:
    """What the forms of single moves need."""
    given: dict[str, Any] = {}
    if Move.ASK in moves and service:
        given["items"] = correctable(service).items()
        rounds = doing.rounds_of(found)
        given["before"] = [(item.key, correctable(service)[item.key]) for item in rounds[-1].items] if rounds else []
    if service and ({Move.ACCEPT, Move.ANSWER} & set(moves)):
        given["lines"] = lines_of(service, found.texts, doing.may_promise(found.person, found.employer), {})
    if Move.SUSPEND in moves:
        given["reasons"] = [(key, one.label) for key, one in stages().pauses.items() if key != "correction"]
    if Move.REASSIGN in moves:
        given["clerks"] = [(one.pk, str(one)) for one in reading.clerks_at(found)]
    return given
