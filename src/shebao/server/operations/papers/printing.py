"""Notices as PDF for printing: one template, whatever the kind."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from shebao.rendering.notices import Paper
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.models import Case, Notice
from shebao.server.operations.cases.reading import application_in_scope, cases_of
from shebao.server.operations.cases.showing import form_of, open_case_of, service_of
from shebao.server.operations.papers.answering import pdf_answer
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.templatetags.web import chinese_date

_HEADINGS = {"accepted": "", "correction": "请补正下列内容", "completed": "记录变更"}


@requires(VIEW_RECORDS)
@require_safe
def notice(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """A notice of a case as PDF; printing it is a look at the person's data."""
    case = open_case_of(request, number)
    found = case.notices.filter(code=code).first()
    if found is None:
        raise Http404("没有这份文书")
    service, _said = service_of(case)
    paper = paper_of(case, found, form_of(request, case, service), request.build_absolute_uri(found.get_absolute_url()))
    return pdf_answer(paper, case.number)


@requires(VIEW_RECORDS)
@require_safe
def application(request: HttpRequest, number: str) -> HttpResponse:
    """The one receipt of an application as PDF."""
    found = application_in_scope(request.user, number)
    if found is None:
        raise Http404("没有这份申请")
    lines = [
        f"{case.title}：办件编号 {case.number}，{chinese_date(case.due_on)}前办结"
        if case.due_on
        else f"{case.title}：{case.number}"
        for case in cases_of(found)
    ]
    paper = Paper(
        title="一事联办受理回执",
        issuer=str(found.office),
        day=chinese_date(found.at),
        rows=[("申请", found.name), ("申请编号", found.number), ("受理日期", chinese_date(found.at))],
        sections=[("一并受理的事项", lines)],
        closing=["各事项分别计算办理期限，办结后分别出具办结通知。"],
        code=found.code or "",
        address=request.build_absolute_uri(reverse("receipts:notice", args=[found.code])) if found.code else "",
    )
    return pdf_answer(paper, found.number)


def paper_of(case: Case, notice: Notice, form: list[tuple[str, str]], address: str) -> Paper:
    """What stands on the paper of a notice."""
    day = chinese_date(notice.at)
    heading = _HEADINGS.get(notice.kind, "")
    sections = [(heading, notice.lines)] if heading and notice.lines else []
    if notice.reason:
        sections.append(("理由", [notice.reason]))
    return Paper(
        title=notice.get_kind_display(),
        issuer=str(case.office),
        day=day,
        number=f"编号 {case.number}-{notice.code[:4]}",
        rows=[*_numbers(case), *((label, text or "—") for label, text in form), *_days(case, notice)],
        sections=sections,
        closing=_closing(notice),
        code=notice.code,
        address=address,
    )


def _numbers(case: Case) -> list[tuple[str, str]]:
    found = [("事项", case.title), ("办件编号", case.number)]
    if case.person:
        found.append(("个人编号", str(case.person)))
    return found + ([("单位编号", str(case.employer))] if case.employer else [])


def _days(case: Case, notice: Notice) -> list[tuple[str, str]]:
    days = []
    if case.accepted_at is not None:
        days.append(("受理日期", chinese_date(case.accepted_at)))
    if notice.kind == "accepted" and notice.until is not None:
        days.append(("办理期限", chinese_date(notice.until)))
    if notice.kind == "completed" and case.decided_at is not None:
        days.append(("办结日期", chinese_date(case.decided_at)))
    return days


def _closing(notice: Notice) -> list[str]:
    if notice.kind == "correction" and notice.until is not None:
        return [
            f"请在{chinese_date(notice.until)}前一次补齐。补正的时间不计入办理期限；逾期没有补正又没有说明的，按撤回申请处理。"
        ]
    return [notice.remedy] if notice.remedy else []
