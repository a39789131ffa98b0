"""The form of a case mended: a draft, one that its applicant corrected, one that came back to its clerk."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from shebao.fields.field import Kind
from shebao.operations.casework.machine import TRANSITIONS, Move
from shebao.operations.casework.states import State
from shebao.server.operations.cases import doing
from shebao.server.operations.cases.declares import START_CASES
from shebao.server.operations.cases.doing import Refused
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.showing import MASKED, open_case_of, service_of
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.filled import Filled
from shebao.services.model import Service
from shebao.workflow import Refusal

_BY_STATE = {State.DRAFT: Move.SUBMIT, State.CORRECTING: Move.ANSWER, State.RETURNED: Move.RESUBMIT}
_LONGEST = 4_000


@requires(START_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest, number: str) -> HttpResponse:
    """The form as it is, numbers of persons left out; POST hands it in anew, what is left blank stays as it was."""
    case = open_case_of(request, number)
    service, _said = service_of(case)
    wanted = _BY_STATE.get(State(case.state))
    if service is None or wanted is None or wanted not in doing.offered_to(request.user, case):
        raise Http404("现在不能修改这件的申请内容")
    texts = _texts(request, case, service)
    refused: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            done = doing.move(request.user, case, wanted, request.POST.dict(), texts=texts)
        except Refused as error:
            refused = error.refusals
        else:
            messages.success(request, f"{TRANSITIONS[wanted].label}：{done.number}，{State(done.state).label}。")
            return redirect(done)
    context = {
        "case": case,
        "service": service,
        "label": TRANSITIONS[wanted].label,
        "fields": _fields(service, texts, refused),
        "refused": refused,
    }
    return render(request, "cases/mend.html", context)


def _texts(request: HttpRequest, case: Case, service: Service) -> dict[str, str]:
    """What was typed over what the case has."""
    kept = case.texts
    typed = {name: request.POST.get(name, "").replace("\x00", "")[:_LONGEST] for name in service.form}
    return {name: typed[name].strip() or kept.get(name, "") for name in service.form}


def _fields(service: Service, texts: dict[str, str], refused: tuple[Refusal, ...]) -> list[Filled]:
    wrong = {one.input: one.message for one in refused}
    return [
        Filled(
            declared.field,
            "" if declared.field.kind is Kind.IDENTITY or name in MASKED else texts.get(name, ""),
            error=wrong.get(name, "") or wrong.get(declared.field.label, ""),
        )
        for name, declared in service.form.items()
    ]
