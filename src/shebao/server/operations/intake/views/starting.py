"""Services and how one is started: the form, what it would change, the case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from shebao.operations.casework.lines import within
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.declaring import declared_of
from shebao.operations.handling.registry import Party
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases import doing, reading
from shebao.server.operations.cases.covering import lines_of, scans_sent
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.doing import Prepared, Refused
from shebao.server.operations.cases.models import Case, Person, lines_allowed
from shebao.server.operations.records.reading import present, whole_record
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.filled import Filled
from shebao.services.listing import catalogue
from shebao.services.model import Service
from shebao.services.notes import notes_for
from shebao.services.output import told_limit
from shebao.services.words import words
from shebao.workflow import Refusal

_LONGEST = 4_000


@requires(VIEW_RECORDS)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services by group; what is not open yet says so and cannot be started. Asked for from the page of a person or an
    employer (`go`), the only one that is meant begins at once."""
    asked = request.GET.get("q", "").strip()[:40]
    listed = [one for one in catalogue().on(timezone.localdate()) if _meant(one, asked)]
    about = _about(request)
    may_start = request.user.has_permission(START_CASES)
    ready = [one for one in listed if one.available]
    if "go" in request.GET and may_start and len(ready) == 1:
        return redirect(f"{reverse('intake:start', args=[ready[0].code])}?{about}")
    groups = [
        (label, [(one, told_limit(one.limit)) for one in listed if one.group == group])
        for group, label in words()["groups"].items()
    ]
    context = {
        "groups": [(label, found) for label, found in groups if found],
        "asked": asked,
        "total": len(listed),
        "open": sum(one.available for one in listed),
        "may_start": may_start,
        "about": about,
    }
    return render(request, "intake/services.html", context)


def _meant(service: Service, asked: str) -> bool:
    """Whether words mean a service: part of its name, or its code or the end of it, however it is written."""
    plain = "".join(each for each in asked.split(" ")[0].upper() if each.isalnum() and each.isascii())
    by_code = len(plain) > 2 and service.code.replace("-", "").endswith(plain)
    return asked in service.name or by_code


def _about(request: HttpRequest) -> str:
    """The own number of the person or employer that the counter has on the page, for the address of the form."""
    given = {name: request.GET.get(name, "") for name in ("person", "employer")}
    return urlencode(
        {name: text for name, text in given.items() if text.isascii() and text.isdigit() and len(text) < 13}
    )


@requires(START_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The form of a service; POST shows what it would change, and with `confirm` accepts the case."""
    service = catalogue().version(code, timezone.localdate())
    if service is None or not service.available:
        raise Http404("没有这个事项，或尚未开办")
    office = office_of(request)
    if not within(service, lines_allowed(request.user)):
        raise PermissionDenied("您的授权限定了险种，不包括这个事项涉及的险种。")
    texts = _texts(request, service)
    employer = employer_of(request)
    prepared: Prepared | None = None
    refused: tuple[Refusal, ...] = ()
    if request.method == "POST":
        prepared = doing.prepare(service, office, employer, texts)
        look_at(request, prepared)
        if wanted := request.POST.get("confirm", ""):
            try:
                return redirect(_begun(request, wanted, service, office, employer, texts))
            except Refused as error:
                refused = error.refusals
    context = {
        "service": service,
        "accepts": doing.does(office, service, "accept", timezone.localdate()),
        "limit": told_limit(service.limit),
        "notes": notes_for(service.code, timezone.localdate()),
        "fields": _fields(service, texts, prepared, request.POST.dict()),
        "person": _person_number(request),
        "employer": request.POST.get("employer", request.GET.get("employer", "")),
        "employer_name": name_of(employer),
        "asks_employer": _asks_employer(service),
        "prepared": prepared,
        "refused": refused,
        "ready": prepared is not None and prepared.outcome is not None and not prepared.outcome.against,
        "lines": lines_of(service, texts, _may_promise(prepared), request.POST.dict()),
        "submission": _submission(request) or uuid4(),
    }
    return render(request, "intake/start.html", context)


def _begun(
    request: HttpRequest,
    wanted: str,
    service: Service,
    office: Organisation,
    employer: int | None,
    texts: dict[str, str],
) -> Case:
    """The case: accepted, or kept as a draft, or handed in for acceptance. Raises Refused."""
    held = doing.held_of(request.POST.dict())
    begun = doing.Begun(submission=_submission(request), held=held, scans=scans_sent(request))
    if wanted == "1":
        return doing.start(request.user, service, office, employer, texts, begun=begun)
    return doing.keep(request.user, service, office, employer, texts, hand_in=wanted == "hand_in", begun=begun)


def _submission(request: HttpRequest) -> UUID | None:
    """What tells a form that is sent twice."""
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError:
        return None


def _may_promise(prepared: Prepared | None) -> bool:
    if prepared is None or prepared.situation is None:
        return True
    return doing.may_promise(prepared.situation.person, prepared.situation.employer_number)


def _texts(request: HttpRequest, service: Service) -> dict[str, str]:
    """What was typed; on the first look what the calendar gives. What the counter brought along as a person's number stands
    for what the record holds of them: read here, never written into the page."""
    own = _of_person(request)
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").replace("\x00", "")[:_LONGEST] for name in service.form}
        return {name: typed[name] or own.get(declared.prefill, "") for name, declared in service.form.items()}
    today = timezone.localdate()
    given = {"window.month": window("000000", today).month(today).iso}
    return {name: given.get(declared.prefill, "") for name, declared in service.form.items()}


def _person_number(request: HttpRequest) -> str:
    """The number of the person that the counter has on the page, '' for none."""
    number: str = request.POST.get("person", request.GET.get("person", ""))
    return number if number.isascii() and number.isdigit() and len(number) < 13 else ""


def _of_person(request: HttpRequest) -> dict[str, str]:
    """What the record gives about that person, for the form alone; looking it up is a look."""
    number = _person_number(request)
    record = whole_record(int(number)) if number else None
    if record is None or record.kind is not SubjectKind.PERSON:
        return {}
    card = reading.card(record)
    _seen(request, card)
    return {"person.name": card.name, "person.identity_number": card.identity_number}


def look_at(request: HttpRequest, prepared: Prepared) -> None:
    """What a form comes to tells about the person: it is a look, and refused for who is restricted."""
    if prepared.situation is not None and prepared.situation.record is not None:
        _seen(request, reading.card(prepared.situation.record))


def _seen(request: HttpRequest, card: Person) -> None:
    by = looker(request, START_CASES, request.user.organisation)
    if masked(by, [card])[0]["name"] == WITHHELD:
        raise PermissionDenied("这个人的资料受限，只有专人可以办理。")


def office_of(request: HttpRequest) -> Organisation:
    """The office that accepts the case: the clerk's own, where they may do so."""
    office = request.user.organisation
    if office is None or not request.user.has_permission_at(START_CASES, office):
        raise PermissionDenied("您所在的机构不是您可以受理办件的机构。")
    return office


def employer_of(request: HttpRequest) -> int | None:
    text = request.POST.get("employer", request.GET.get("employer", ""))
    return reading.employer_by(text) if text.strip() else None


def _asks_employer(service: Service) -> str:
    """ "known" where the service is about an employer with a record, "optional" where there may be one, else ""."""
    wanted = declared_of(service).employer
    return wanted.value if wanted in (Party.KNOWN, Party.OPTIONAL) else ""


def name_of(employer: int | None) -> str:
    record = whole_record(employer) if employer is not None else None
    return (record.known(present()).value("name") or "") if record else ""


def _brought(service: Service, texts: dict[str, str], typed: dict[str, str]) -> set[str]:
    """Fields whose text is the record's and was not typed: they stay out of the page."""
    return {name for name in service.form if texts.get(name) and not typed.get(name) and typed}


def _fields(service: Service, texts: dict[str, str], prepared: Prepared | None, typed: dict[str, str]) -> list[Filled]:
    problems: dict[str, Any] = {one.field: one.told for one in prepared.problems} if prepared else {}
    against = {one.field: one.told for one in prepared.outcome.against} if prepared and prepared.outcome else {}
    own = _brought(service, texts, typed)
    return [
        Filled(
            declared.field,
            "" if name in own else texts.get(name, ""),
            error=problems.get(declared.field.label, "") or against.get(name, ""),
        )
        for name, declared in service.form.items()
    ]
