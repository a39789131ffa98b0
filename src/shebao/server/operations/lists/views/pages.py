"""Staff lists on pages: those in scope, the upload, one with its rows and what each comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.operations.handling.lists.rows import MOST_ROWS
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.doing import refuse_unseen
from shebao.server.operations.cases.models import Person
from shebao.server.operations.cases.reading import employer_by, offered_services
from shebao.server.operations.lists import doing
from shebao.server.operations.lists.assessing import RESTRICTED, Result, results_of
from shebao.server.operations.lists.machine import TRANSITIONS, Move
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.states import FINAL, OPEN, WORDS, State
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.server.platform.files.kinds import TABLES, RefusedFile
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.files.store import store_bytes, store_upload
from shebao.server.platform.masking import masked as masked_text
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate
from shebao.services.listing import catalogue
from shebao.services.model import Service

_LONGEST_PASTED = 200_000
_PASTED = "粘贴的名册.csv"


@dataclass(frozen=True)
class Line:
    """A row of a list as a page shows it."""

    number: int
    name: str
    identity_number: str
    person: str
    texts: list[str]
    against: tuple[str, ...]


@requires(VIEW_RECORDS)
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Lists in scope, the open ones unless something else is asked for, and the form to upload one."""
    refuse_unseen(request.user, "lists", timezone.localdate())
    wanted = request.GET.get("state", "open")
    scope = StaffList.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "clerk")
    states: tuple[str, ...] = OPEN if wanted == "open" else tuple(State) if wanted == "all" else (wanted,)
    context = {
        "page": paginate(request, scope.filter(state__in=states).defer("content", "results", "problems"), 50),
        "wanted": wanted,
        "states": [("open", "未办结"), *((key, label) for key, (label, _tone) in WORDS.items()), ("all", "全部")],
        "services": _services(request),
        "employer": request.GET.get("employer", "")[:120],
        "most": MOST_ROWS,
        "today": timezone.localdate(),
    }
    return render(request, "lists/lists.html", context)


@requires(START_CASES)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes in a file, or rows that were pasted."""
    service = catalogue().version(request.POST.get("service", "")[:20], timezone.localdate())
    employer = employer_by(request.POST.get("employer", ""))
    office = request.user.organisation
    if office is None or not request.user.has_permission_at(START_CASES, office):
        raise PermissionDenied("您所在的机构不是您可以受理办件的机构。")
    if service is None or not doing.takes_lists(service) or employer is None:
        messages.error(request, "请选择事项，并填写一个已登记单位的单位编号、信用代码或名称。")
        return redirect("lists:lists")
    try:
        found = doing.upload(request.user, service, office, employer, _stored(request))
    except (RefusedFile, doing.Refused) as problem:
        messages.error(request, str(problem))
        return redirect("lists:lists")
    messages.success(request, f"已上传：{found}，正在核对。")
    return redirect(found)


@requires(VIEW_RECORDS)
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """A list: what it changes, its problems or its rows, what happened, what may be done."""
    found = get(request, number)
    wanted = request.GET.get("rows", "all")
    results = [one for one in results_of(found) if wanted != "against" or one.against]
    page = paginate(request, results, 50)
    service = found.declared
    context = {
        "list": found,
        "service": service,
        "heads": [d.field.label for name, d in service.form.items() if name not in ("identity_number", "name")],
        "page": page,
        "lines": _lines(request, found, service, page.items),
        "wanted": wanted,
        "problems": [_problem(*each) for each in found.opened("problems")],
        "steps": found.steps.select_related("by"),
        "moves": []
        if found.state in FINAL
        else [(each, TRANSITIONS[each]) for each in doing.offered_to(request.user, found)],
        "running": found.state in (State.CHECKING, State.APPLYING),
        "today": timezone.localdate(),
    }
    return render(request, "lists/one.html", context)


@requires(VIEW_RECORDS)
@require_POST
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Does one thing to a list."""
    found = get(request, number)
    name = request.POST.get("move", "")
    if name not in set(Move):
        raise Http404("没有这一步")
    try:
        done = doing.move(request.user, found, Move(name), request.POST.dict())
    except doing.Refused as refused:
        messages.error(request, f"{refused}。")
        return redirect(found)
    messages.success(request, f"{TRANSITIONS[Move(name)].label}：{done.number}，{State(done.state).label}。")
    return redirect(done)


def get(request: HttpRequest, number: str) -> StaffList:
    """The list in scope. Raises Http404, and PermissionDenied where the level of the office does not see lists."""
    refuse_unseen(request.user, "lists", timezone.localdate())
    scope = StaffList.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "clerk", "reviewer")
    found: StaffList = get_object_or_404(scope, number=number)
    return found


def person_of(result: Result, texts: dict[str, str]) -> Person:
    """The person of a row as pages and files show them."""
    number = "" if result.new else texts.get("identity_number", "")
    return Person(
        id=result.person,
        name=texts.get("name", ""),
        identity_number=number or texts.get("identity_number", ""),
        telephone="",
    )


def _services(request: HttpRequest) -> list[tuple[str, str]]:
    """The services whose lists somebody may bring."""
    offered = offered_services(request.user, "person")
    return [(one.code, f"{one.name}（{one.code}）") for one in offered if doing.takes_lists(one)]


def _stored(request: HttpRequest) -> StoredFile:
    """The file, or the pasted rows as one. Raises RefusedFile."""
    sent = request.FILES.get("file")
    pasted = request.POST.get("pasted", "").replace("\x00", "")
    if sent is not None:
        return store_upload(sent, accepted=TABLES, owner=request.user)
    if not pasted.strip():
        raise RefusedFile("请选择文件，或把表格（连同表头）粘贴在框里。", "名册")
    if len(pasted) > _LONGEST_PASTED:
        raise RefusedFile(f"粘贴的内容超过 {_LONGEST_PASTED:,} 个字，请改为上传文件。", "名册")
    return store_bytes(pasted.encode("utf-8"), kind="text", name=_PASTED, owner=request.user)


def _lines(request: HttpRequest, found: StaffList, service: Service, results: list[Result]) -> list[Line]:
    """Rows with their persons masked; it is a look at them."""
    texts = dict(found.opened("content")) if results else {}
    people = [person_of(result, texts[result.row]) for result in results]
    shown = masked(looker(request, VIEW_RECORDS, found.office), people)
    return [_line(service, result, seen, texts[result.row]) for result, seen in zip(results, shown, strict=True)]


def _line(service: Service, result: Result, seen: dict[str, str], texts: dict[str, str]) -> Line:
    """A row; of who is restricted for the reader nothing but that."""
    name, number = seen["name"], seen["identity_number"]
    if name == WITHHELD:
        return Line(result.row, name, number, "", [""] * len(_words(service, texts)), (RESTRICTED,))
    person = "新建" if result.new else str(result.person)
    return Line(result.row, name, number, person, _words(service, texts), result.against)


def _words(service: Service, texts: dict[str, str]) -> list[str]:
    """The other fields as people read them."""
    found = []
    for name, declared in service.form.items():
        if name in ("identity_number", "name"):
            continue
        labels = {code: label for label, code in declared.field.choices.items()}
        found.append(labels.get(texts.get(name, ""), texts.get(name, "")))
    return found


def _problem(row: int, field: str, value: str, words: str) -> dict[str, Any]:
    """A problem of the file; what was written and what is said about it shows no whole number."""
    return {"row": row, "field": field, "value": masked_text(value), "words": masked_text(words)}
