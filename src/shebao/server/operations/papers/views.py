"""A document of a case as PDF; printing a person's is a look at their data in clear, with the document as the reason."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from shebao.operations.handling.papers import Paper
from shebao.rendering import notices
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.doing import as_decided
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.reading import card
from shebao.server.operations.cases.showing import must_be_open
from shebao.server.operations.papers.answering import pdf_answer
from shebao.server.platform.access.doing import looker, opened
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.templatetags.web import chinese_date

_PERSONAL = {"姓名": "name", "证件号码": "identity_number"}


@requires(VIEW_RECORDS)
@require_safe
def paper(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """One of the documents that a case gives, once it is done."""
    scope = Case.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "act")
    case: Case = get_object_or_404(scope, number=number)
    if not case.act_id or not case.receipt:
        raise Http404("办结以后才有证明")
    decided = as_decided(case)
    papers = decided.outcome.papers if decided.outcome else ()
    if place >= len(papers):
        raise Http404("没有这份证明")
    found = papers[place]
    clear: dict[str, str] = {}
    record = decided.situation.record if decided.situation else None
    must_be_open(request, case)
    if record is not None and any(label in _PERSONAL for label, _ in found.about):
        by = looker(request, VIEW_RECORDS, case.office)
        clear = opened(
            by, card(record), tuple(_PERSONAL.values()), f"出具《{found.title}》", case=case.number, overrides=False
        )
    address = request.build_absolute_uri(reverse("receipts:notice", args=[case.receipt]))
    return pdf_answer(_set(case, found, clear, address), case.number)


def _set(case: Case, found: Paper, clear: dict[str, str], address: str) -> notices.Paper:
    """What stands on the paper: what the agency does not hold yet is said, never shown as zero."""
    rows = [(label, clear.get(_PERSONAL.get(label, ""), text) or "—") for label, text in found.about]
    sections = [(heading, lines) for heading, lines in _sections(found) if lines]
    return notices.Paper(
        title=found.title,
        issuer=str(case.office),
        day=chinese_date(case.decided_at),
        number=f"编号 {case.number}",
        rows=rows,
        tables=[(table.title, table.heads, table.rows) for table in found.tables],
        sections=sections,
        code=case.receipt or "",
        address=address,
    )


def _sections(found: Paper) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "说明", found.remarks
    yield "本件不含", found.missing
