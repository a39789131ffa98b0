"""The result of one audit: pages beside findings, exports, and the decisions about findings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from shebao.server.accountability.examination import exporting, exports, images, tasks
from shebao.server.accountability.examination.access import Access, examination_for
from shebao.server.accountability.examination.deciding import LONGEST_REASON, Answer, NotDecided, decide
from shebao.server.accountability.examination.engine import MOST_FINDINGS
from shebao.server.accountability.examination.listing import (
    STATES,
    Filter,
    card_of,
    handled,
    listing,
    rule_choices,
    rule_titles,
    summary_counts,
)
from shebao.server.accountability.examination.marks import page_views
from shebao.server.accountability.examination.models import Examination
from shebao.server.accountability.examination.summary import title_of
from shebao.server.platform.exports.doing import offer
from shebao.server.platform.files import store
from shebao.server.platform.web.access import public

_VIEWS = ("pages", "text", "tables", "rest")
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@public
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The result, or how far the audit is; htmx gets the list of findings alone."""
    examination, access = examination_for(request, pk)
    context = _frame(examination, access)
    if examination.state != Examination.State.DONE:
        return render(request, "examination/pending.html", context)
    context |= _list(request, examination)
    if request.htmx and request.htmx.target == "findings":
        return render(request, "examination/parts/findings.html", context)
    return render(request, "examination/result.html", context | _view(request, examination))


@public
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For polling: how far the audit is; the result is opened when it has ended (not reloaded: that would scroll back)."""
    examination, access = examination_for(request, pk)
    if examination.pending:
        return render(request, "examination/parts/progress.html", _frame(examination, access))
    response = HttpResponse(status=200)
    response["HX-Redirect"] = examination.get_absolute_url()
    return response


def _frame(examination: Examination, access: Access) -> dict[str, Any]:
    images.prepare()
    batch = examination.batch
    return {
        "examination": examination,
        "batch": batch,
        "access": access,
        "title": title_of(examination),
        "alone": batch.examinations.count() == 1,
        "ahead": _ahead(examination),
    }


def _ahead(examination: Examination) -> int:
    """How many reports of the batch are audited before this one."""
    if examination.state != Examination.State.WAITING:
        return 0
    earlier = examination.batch.examinations.filter(position__lt=examination.position)
    return earlier.filter(state__in=(Examination.State.WAITING, Examination.State.RUNNING)).count()


def _list(request: HttpRequest, examination: Examination) -> dict[str, Any]:
    wanted = Filter.of(request.GET)
    return {"wanted": wanted, "listing": listing(examination, wanted), "longest_reason": LONGEST_REASON}


def _view(request: HttpRequest, examination: Examination) -> dict[str, Any]:
    """What stands beside the findings: page pictures, text, tables, or what was not decided and what holds."""
    chosen = request.GET.get("view", "")
    views = _VIEWS if examination.is_pdf else _VIEWS[1:]
    view = chosen if chosen in views else views[0]
    context: dict[str, Any] = {
        "view": view,
        "views": views,
        "counts": summary_counts(examination),
        "rules": rule_choices(examination),
        "states": STATES,
        "handled": handled(examination),
        "exports": exporting.offered(examination),
        "most_findings": MOST_FINDINGS,
    }
    if view == "pages":
        context["pages"] = page_views(examination)
    elif view in {"text", "tables"}:
        context["body"] = _body(examination, view)
    else:
        titles = rule_titles()
        context["undecided"] = [{**u, "title": titles.get(u["rule"], "")} for u in examination.details["undecided"]]
        context["verified"] = [(rule, titles.get(rule, ""), n) for rule, n in examination.details["verified"]]
    return context


def _body(examination: Examination, view: str) -> str | None:
    try:
        return exporting.text_of(examination, view)
    except exporting.NotThere:
        return None


@public
def page_image(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The picture of a page."""
    examination, _ = examination_for(request, pk)
    if not examination.is_pdf or examination.original is None:
        raise Http404
    if number > len(examination.details["pages"]):
        raise Http404
    try:
        content = images.page_picture(examination.original, number)
    except images.Busy:
        return HttpResponse(status=503, headers={"Retry-After": "2"})
    response = HttpResponse(content, content_type="image/webp")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@public
def export(request: HttpRequest, pk: UUID, form: str) -> HttpResponseBase:
    """The audit as a file."""
    examination, _ = examination_for(request, pk)
    if form not in exporting.ONE or examination.state != Examination.State.DONE:
        raise Http404
    if form in exporting.MADE:
        return offer(
            request, exports.ONE, {"examination": str(pk), "form": form}, exports.revision_of(examination),
            back=examination.get_absolute_url(), lane=exports.lane_of(examination.batch),
        )  # fmt: skip
    try:
        content = exporting.rendering(examination, form).open("rb")
    except exporting.NotThere as problem:
        return render(
            request, "examination/lacking.html", {"examination": examination, "problem": str(problem)}, status=404
        )
    stem = examination.name.rsplit(".", 1)[0]
    return as_download(FileResponse(content), f"{stem}.审核.{form}", exporting.media_type(form))


def as_download(response: HttpResponseBase, name: str, media_type: str) -> HttpResponseBase:
    """An answer that browsers store and never show as a page of ours."""
    response["Content-Type"] = media_type
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


@public
def original(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file as it was uploaded."""
    examination, _ = examination_for(request, pk)
    if examination.original is None:
        raise Http404
    return store.download(examination.original, name=examination.name)


@public
def answer(request: HttpRequest, pk: UUID, finding: int) -> HttpResponse:
    """POST: accept or dispute a finding, or take that back."""
    examination, access = examination_for(request, pk)
    if not access.may_answer:
        raise Http404
    found = get_object_or_404(examination.findings, pk=finding)
    version = request.POST.get("version", "")
    sent = Answer(
        request.POST.get("verdict", ""),
        request.POST.get("reason", "").replace("\0", ""),
        int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
    )
    problem: NotDecided | None = None
    try:
        decide(examination, found, sent, access, request.user if request.user.is_authenticated else None)
    except NotDecided as refused:
        problem = refused
    if not request.htmx and problem is None:
        return redirect(f"{_back(request, examination)}#{found.label}")
    context = {
        "examination": examination,
        "access": access,
        "card": card_of(examination, found),
        "problem": problem,
        "sent": sent,
        "handled": handled(examination),
        "longest_reason": LONGEST_REASON,
        "swapped": True,
    }
    if request.htmx:
        return render(request, "examination/parts/decision.html", context)
    return render(request, "examination/decision.html", context | _frame(examination, access), status=409)


def _back(request: HttpRequest, examination: Examination) -> str:
    """The result page with the filter that the form was sent from."""
    query = Filter.of(request.POST).query
    return f"{reverse('examination:result', args=[examination.pk])}{'?' + query if query else ''}"


@public
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: audit once more what failed, was cancelled or waits for too long."""
    examination, access = examination_for(request, pk)
    if not access.owns or examination.original is None:
        raise Http404
    state = Examination.State
    if examination.may_be_repeated or examination.state == state.WAITING:
        Examination.objects.filter(pk=pk).update(state=state.WAITING, problem="", complete=False, finished_at=None)
        tasks.ask_for_audits(examination.batch, [examination])
    return redirect(examination)


@public
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: give up an audit that waits or runs."""
    examination, access = examination_for(request, pk)
    if not access.owns:
        raise Http404
    state = Examination.State
    Examination.objects.filter(pk=pk, state__in=(state.WAITING, state.RUNNING)).update(state=state.CANCELLED)
    return redirect(examination)
