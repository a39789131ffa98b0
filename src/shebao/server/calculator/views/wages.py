"""A pasted wage list: what everybody and the unit owe for a month, on the page in sums and as a workbook in full."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from shebao.policy.answers import TOPICS
from shebao.policy.answers.answer import raw_case
from shebao.policy.contributions.wage_list import LIST, MOST_WAGES, WageList, assess_wages, read_wages
from shebao.policy.errors import CaseError
from shebao.policy.insured import INSURED_LABELS, Insured, Payer
from shebao.server.calculator.asking import asked_of, given_of, pairs, unplaced
from shebao.server.calculator.papers import rate_text, wages_workbook
from shebao.server.calculator.views.common import DOCUMENTS, document, open_page, page, suggestions
from shebao.server.platform.web.apart import NotMade, made

SHOWN = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_ASKED = ("截止月", "月工资", "缴费档次")
_COMMON = replace(
    TOPICS["contributing"],
    name="wages",
    title="按工资表算全单位缴费",
    questions=tuple(
        replace(question, choices=tuple(c for c in question.choices if c != INSURED_LABELS[Insured.FLEXIBLE]))
        for question in TOPICS["contributing"].questions
        if question.field not in _NOT_ASKED
    ),
    lead="从工资表复制姓名和月工资两列，粘贴进来，得到每个人、每个险种单位和个人各缴多少，可下载 XLSX。",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A person of the list as the page shows it, amounts in fen."""

    name: str
    wage: int
    base: int
    parts: tuple[int, ...]
    employer: int
    employee: int


@open_page("GET", "HEAD", "POST")
def wages(request: HttpRequest) -> HttpResponse:
    """The form; POST computes the list. Nothing of it is kept."""
    if request.method != "POST":
        return _shown(request)
    given, problems = given_of(_COMMON, request.POST)
    if problems:
        return _shown(request, problems=problems)
    try:
        found = assess_wages(raw_case(given), read_wages(_pasted(request)))
    except CaseError as error:
        return _shown(request, problems=error.problems)
    return _shown(request, found=found)


@open_page("POST", limit=DOCUMENTS)
def workbook(request: HttpRequest) -> HttpResponse:
    """POST: the whole result as XLSX."""
    given, problems = given_of(_COMMON, request.POST)
    if problems:
        return _shown(request, problems=problems)
    try:
        content = made(wages_workbook, given, _pasted(request))
    except NotMade as refused:
        return page(request, "calculator/not_made.html", {"topic": _COMMON, "reason": str(refused)}, refused=True)
    return document(content, _XLSX, "单位缴费明细.xlsx")


def _pasted(request: HttpRequest) -> str:
    return request.POST.get("list", "")


def _shown(request: HttpRequest, *, found: WageList | None = None, problems: Any = ()) -> HttpResponse:
    given = given_of(_COMMON, request.POST)[0]
    in_list = [each for each in problems if LIST in (each.place.file, *each.place.steps)]
    others = [each for each in problems if each not in in_list]
    context = {
        "topic": _COMMON,
        "asked": asked_of(_COMMON, request.POST, given, others),
        "problems": unplaced(_COMMON, others),
        "list_problems": [str(each) for each in in_list],
        "wrong": len(problems),
        "list": _pasted(request),
        "most": MOST_WAGES,
        **suggestions(),
        "sent": list(pairs(given)),
        "found": found,
    }
    if found is not None:
        context |= _result(found)
    return page(request, "calculator/wages.html", context, refused=bool(problems))


def _result(found: WageList) -> dict[str, Any]:
    rows = [
        Row(
            row.name,
            row.wage,
            row.base,
            row.parts,
            found.paid_by(row, Payer.EMPLOYER),
            found.paid_by(row, Payer.EMPLOYEE),
        )
        for row in found.rows[:SHOWN]
    ]
    employer, employee = (
        sum(amount for part, amount in zip(found.parts, found.totals, strict=True) if part.share.payer == payer)
        for payer in (Payer.EMPLOYER, Payer.EMPLOYEE)
    )
    return {
        "rows": rows,
        "shown": SHOWN,
        "lines": [
            (part.share.label, rate_text(part), amount) for part, amount in zip(found.parts, found.totals, strict=True)
        ],
        "employer": employer,
        "employee": employee,
        "total": employer + employee,
    }
