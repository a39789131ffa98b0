"""A topic: its questions, and the answer where they were answered; the same for determination sheets; the answer as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from shebao.fields.problem import Problem
from shebao.policy.answers import TOPICS, Answer, Given, Topic
from shebao.policy.answers.sheets import SHEETS, sheets_by_group
from shebao.policy.errors import CaseError
from shebao.server.calculator.asking import asked_of, given_of, pairs, unplaced
from shebao.server.calculator.comparing import chart, side_by_side
from shebao.server.calculator.papers import sheet_pdf
from shebao.server.calculator.passed import told_of_the_past
from shebao.server.calculator.views.common import DOCUMENTS, document, open_page, page, suggestions
from shebao.server.platform.web.apart import NotMade, made

PEOPLE = ("retiring", "unemployed", "injured", "bereaved", "moving")
WISHED = "retire"
_PDF = "application/pdf"


@open_page("GET", "HEAD")
def home(request: HttpRequest) -> HttpResponse:
    """What can be asked, by who asks."""
    return page(request, "calculator/home.html", {"people": [TOPICS[name] for name in PEOPLE], "both": _BOTH})


_BOTH = (TOPICS["contributing"], TOPICS["arrears"])


@open_page("GET", "HEAD", "POST")
def topic(request: HttpRequest, name: str) -> HttpResponse:
    """The questions of a topic; POST answers them. Nothing of it is kept."""
    return _answered(request, _found(TOPICS, name), reverse("calculator:topic", args=(name,)))


@open_page("GET", "HEAD")
def sheets(request: HttpRequest) -> HttpResponse:
    """The determination sheets that there are."""
    return page(request, "calculator/sheets.html", {"groups": sheets_by_group()})


@open_page("GET", "HEAD", "POST")
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """All fields of one kind of determination; POST determines."""
    return _answered(request, _found(SHEETS, name), reverse("calculator:sheet", args=(name,)), clerk=True)


@open_page("POST", limit=DOCUMENTS)
def pdf(request: HttpRequest, name: str) -> HttpResponse:
    """POST: the answer as a determination sheet: formula, operands, rounding, basis of each step."""
    found = _found({**TOPICS, **SHEETS}, name)
    given, problems = given_of(found, request.POST)
    if problems:
        return _shown(request, found, given, problems=problems)
    try:
        content = made(sheet_pdf, name, given)
    except NotMade as refused:
        return page(request, "calculator/not_made.html", {"topic": found, "reason": str(refused)}, refused=True)
    return document(content, _PDF, f"{found.title}.pdf")


def _found(topics: Any, name: str) -> Topic:
    found: Topic | None = topics.get(name)
    if found is None or not found.questions:
        raise Http404("没有这项测算")
    return found


def _answered(request: HttpRequest, found: Topic, address: str, clerk: bool = False) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, found, {}, clerk=clerk)
    given, problems = given_of(found, request.POST)
    if problems or request.POST.get("add"):
        return _shown(request, found, given, problems=problems, clerk=clerk)
    try:
        answer = found.answer(given)
    except CaseError as error:
        return _shown(request, found, given, problems=error.problems, clerk=clerk)
    return _shown(request, found, given, answer=answer, clerk=clerk)


def _shown(
    request: HttpRequest,
    found: Topic,
    given: Given,
    *,
    answer: Answer | None = None,
    problems: Sequence[Problem] = (),
    clerk: bool = False,
) -> HttpResponse:
    asked, apart = asked_of(found, request.POST, given, problems), unplaced(found, problems)
    context: dict[str, Any] = {
        "topic": found,
        "clerk": clerk,
        "groups": _grouped(asked),
        "stated": [each for each in asked if each.is_stated] if answer else (),
        "today": timezone.localdate(),
        "problems": apart,
        "wrong": sum(len(each.errors) for each in asked) + len(apart),
        **suggestions(),
        "answer": answer,
        "past": told_of_the_past(answer.row, timezone.localdate()) if answer else (),
        "sent": list(pairs(given)),
    }
    if answer is not None and answer.comparison:
        months = side_by_side(answer.comparison, str(answer.row.get(WISHED, "")))
        context |= {"months": months, "chart": chart(months)}
    return page(request, "calculator/topic.html", context, refused=bool(problems))


def _grouped(asked: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """The questions under their headings, in order; those without one first."""
    groups: dict[str, list[Any]] = {}
    for each in asked:
        groups.setdefault(each.question.group, []).append(each)
    return list(groups.items())
