"""A case for a page or a paper: in scope, its service's version, its form masked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from shebao.fields.field import Kind
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.models import Case, Person
from shebao.server.operations.cases.reading import cases_in_scope
from shebao.server.platform.access import masks
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.services.model import Service

_FORM = "申请内容"
MASKED = {"account": masks.account, "telephone": masks.telephone, "address": masks.address}


def case_of(request: HttpRequest, number: str) -> Case:
    """A case in scope. Raises Http404."""
    scope = cases_in_scope(request.user, VIEW_RECORDS)
    with_people = scope.select_related("office", "clerk", "reviewer", "approver", "application")
    found: Case = get_object_or_404(with_people, number=number)
    return found


def open_case_of(request: HttpRequest, number: str) -> Case:
    """A case in scope, whose person is not restricted for who asks; it is a look at them. Raises Http404, PermissionDenied."""
    found = case_of(request, number)
    must_be_open(request, found)
    return found


def must_be_open(request: HttpRequest, found: Case) -> None:
    """Raises PermissionDenied where the person of a case is restricted for who asks."""
    card = Person(id=found.person or 0, name="有", identity_number="", telephone="")
    if found.person and masked(looker(request, VIEW_RECORDS, found.office), [card])[0]["name"] == WITHHELD:
        raise PermissionDenied("这个人的资料受限，只有专人可以查看。")


def is_withheld(form: list[tuple[str, str]]) -> bool:
    """Whether `form_of` shows nothing, since the person is restricted."""
    return (_FORM, WITHHELD) in form


def service_of(found: Case) -> tuple[Service | None, str]:
    """The service in the case's version, or None and why the case cannot go on."""
    try:
        return found.declared, ""
    except LookupError as error:
        return None, str(error)


def form_of(request: HttpRequest, found: Case, service: Service | None) -> list[tuple[str, str]]:
    """The fields as they were filled in, numbers of persons masked; it is a look at the person's data."""
    texts, shown = found.texts, []
    card = Person(
        id=found.person or 0, name=texts.get("name", ""), identity_number=texts.get("identity_number", ""), telephone=""
    )
    if masked(looker(request, VIEW_RECORDS, found.office), [card])[0]["name"] == WITHHELD or service is None:
        return [(_FORM, WITHHELD if service else "事项文件已被改动，不能显示")]
    for name, declared in service.form.items():
        text = texts.get(name, "")
        if declared.field.kind is Kind.IDENTITY:
            text = masks.identity_number(text)
        elif name in MASKED:
            text = MASKED[name](text)
        words = {meaning: label for label, meaning in declared.field.choices.items()}
        shown.append((declared.field.label, words.get(text, text)))
    return shown
