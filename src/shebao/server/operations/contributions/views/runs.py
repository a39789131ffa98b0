"""Runs on pages: those in scope, the form to start one, one with its control totals and what may be done."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.fields.dates import month_of
from shebao.fields.identifiers.divisions import city_named, divisions
from shebao.operations.contributions.runs.controls import CHANGE_LABELS, REASON_LABELS
from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.reading import city_of
from shebao.server.operations.contributions import doing
from shebao.server.operations.contributions.declares import ASSESS
from shebao.server.operations.contributions.machine import TRANSITIONS, Move
from shebao.server.operations.contributions.models import MonthRun, RunTotal
from shebao.server.operations.contributions.states import FINAL, State
from shebao.server.operations.contributions.views.common import month_in
from shebao.server.operations.counter.reading import names_of
from shebao.server.operations.owing.reading import anybody_in, horizon, places
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(VIEW_RECORDS)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Runs in scope, and the form to start the next one."""
    known = horizon()
    scope = MonthRun.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "maker", "checker")
    context = {
        "page": paginate(request, scope, 30),
        "horizon": known,
        "place": _usual_place(request.user.organisation),
        "next": (known.last.plus(1) if known else month_of(timezone.localdate())).iso,
        "may_start": request.user.has_permission(ASSESS),
    }
    return render(request, "contributions/runs.html", context)


@requires(ASSESS)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Has a month computed."""
    office = request.user.organisation
    if office is None or not request.user.has_permission_at(ASSESS, office):
        raise PermissionDenied("您所在的机构不是您可以核定应缴的机构。")
    month, place = month_in(request.POST.get("month", "")), _place_in(request.POST.get("place", ""))
    if month is None or not place or not anybody_in(place):
        messages.error(request, "请填写有人参保的参保地（市的名称或六位区划代码），并把费款所属期写成 2026-03 的样子。")
        return redirect("contributions:runs")
    try:
        found = doing.start(request.user, office, place, month)
    except doing.Refused as refused:
        messages.error(request, f"{refused}。")
        return redirect("contributions:runs")
    messages.success(request, f"已开始：{found}。")
    return redirect(found)


def _usual_place(office: Organisation | None) -> str:
    """The place that an office assesses, by name where a name says it: the one assessed before, else the office's city if
    anybody is enrolled there; '' where neither is known."""
    own = city_of(office) if office else None
    code = next(iter(places()), "") or (own if own and anybody_in(own) else "")
    known = divisions().get(code)
    return known.name if known and city_named(known.name) == code else code


def _place_in(text: str) -> str:
    """The division code of a place as people write it, '' for none."""
    written = text.replace("\x00", "").strip()
    return written if written.isascii() and written.isdigit() else city_named(written) or ""


@requires(VIEW_RECORDS)
@require_safe
def run(request: HttpRequest, number: str) -> HttpResponse:
    """A run: totals by line, what changed and why, what could not be assessed, what may be done."""
    found = get(request, number)
    totals, employers = list(found.totals.all()), list(found.employers.all())
    names = names_of(each.employer_id for each in employers)
    context = {
        "run": found,
        "lines": _by_line(totals),
        "changes": [_change(total) for total in totals if total.change != "same"],
        "gaps": found.gaps.all(),
        "employers": [(each, names.get(each.employer_id, each.employer_id)) for each in employers],
        "moves": []
        if found.state in FINAL
        else [(each, TRANSITIONS[each]) for each in doing.offered_to(request.user, found)],
        "running": found.state in (State.COMPUTING, State.APPLYING),
    }
    return render(request, "contributions/run.html", context)


@requires(VIEW_RECORDS)
@require_POST
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Does one thing to a run."""
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


def get(request: HttpRequest, number: str) -> MonthRun:
    """The run in scope. Raises Http404."""
    scope = MonthRun.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "maker", "checker")
    found: MonthRun = get_object_or_404(scope, number=number)
    return found


def _by_line(totals: list[RunTotal]) -> list[dict[str, object]]:
    """What is owed by line for the month, and what the record said before."""
    found = []
    for key, line in insurance_lines().items():
        own = [total for total in totals if total.line == key and total.change not in ("lifted", "none")]
        every = [total for total in totals if total.line == key]
        if every:
            now = sum(total.unit + total.person_share for total in own)
            before = sum(total.unit_before + total.person_before for total in every)
            found.append(
                {
                    "label": line.short,
                    "rows": sum(total.rows for total in own),
                    "unit": sum(total.unit for total in own),
                    "person": sum(total.person_share for total in own),
                    "total": now,
                    "difference": now - before,
                }
            )
    return found


def _change(total: RunTotal) -> dict[str, object]:
    now, before = total.unit + total.person_share, total.unit_before + total.person_before
    return {
        "line": insurance_lines()[total.line].short,
        "change": CHANGE_LABELS[total.change],
        "kind": urlencode({"line": total.line, "change": total.change, "reason": total.reason})
        if total.is_news
        else "",
        "reason": REASON_LABELS[total.reason],
        "outlier": total.reason == "outlier",
        "rows": total.rows,
        "before": before,
        "now": now,
        "difference": now - before,
    }
