"""The supervisor's view: workload, what is late, second returns, samples, absences; and what a supervisor does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.operations.record.lines import insurance_lines
from shebao.operations.registry.offices import division_of_work
from shebao.server.operations.cases.declares import SUPERVISE_CASES
from shebao.server.operations.cases.doing import Refused, refused
from shebao.server.operations.cases.models import Absence
from shebao.server.operations.supervision import doing, reading
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.models import User
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.charts import Series, bar_chart, line_chart


@requires(SUPERVISE_CASES)
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """Everything at one glance."""
    today = timezone.localdate()
    loads, weeks = reading.by_person(request.user, today), reading.by_week(request.user, today)
    shown = loads[:12]
    context = {
        "totals": reading.totals(request.user, today),
        "loads": loads,
        "load_chart": bar_chart(
            "每人在办和超期",
            [one.name for one in shown],
            [Series("在办", [one.open for one in shown]), Series("超期", [one.late for one in shown])],
            "件",
        ),
        "week_chart": line_chart(
            "每周受理和办结",
            [one.label for one in weeks],
            [Series("受理", [one.accepted for one in weeks]), Series("办结", [one.ended for one in weeks])],
            "件",
        ),
        "levels": division_of_work().levels.items(),
        "lines": [(key, one.short) for key, one in insurance_lines().items()],
        "limits": reading.line_limits(request.user),
        "broken": reading.broken_promises(request.user)[:20],
        "draws": reading.draws(request.user),
        "absences": reading.absences(request.user, today),
        "offices": [(one.pk, one.name) for one in request.user.organisations(SUPERVISE_CASES)[:100]],
        "clerks": [(one.pk, str(one)) for one in reading.clerks_of(request.user)],
        "changed": reading.changed_services(),
        "yesterday": today - timedelta(days=1),
        "today": today,
    }
    return render(request, "supervision/board.html", context)


@requires(SUPERVISE_CASES)
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draws samples."""

    def drawn() -> str:
        found = doing.draw(request.user, _office(request), _day(request, "first"), _day(request, "last"))
        return f"{found.first} 至 {found.last} 即时办结 {found.number} 件，抽取 {found.drawn} 件。"

    return _told(request, drawn)


@requires(SUPERVISE_CASES)
@require_POST
def absence(request: HttpRequest) -> HttpResponse:
    """Says who is away and who acts for them."""

    def settled() -> str:
        person, deputy = _person(request, "person"), _person(request, "deputy")
        first, last = _day(request, "first"), _day(request, "last")
        found = doing.set_absence(
            request.user, _office(request), person, deputy, first, last, request.POST.get("reason", "")
        )
        return f"{found.person} {found.first} 至 {found.last} 由 {found.deputy} 代办。"

    return _told(request, settled)


@requires(SUPERVISE_CASES)
@require_POST
def level(request: HttpRequest) -> HttpResponse:
    """Says which level an office is."""

    def settled() -> str:
        found = doing.set_level(request.user, _office(request), request.POST.get("level", ""))
        return f"{found.office} 按{division_of_work().levels[found.level]}办理。"

    return _told(request, settled)


@requires(SUPERVISE_CASES)
@require_POST
def lines(request: HttpRequest) -> HttpResponse:
    """Limits somebody to some lines."""

    def settled() -> str:
        person = _person(request, "person")
        found = doing.limit_lines(request.user, person, _office(request), request.POST.getlist("lines"))
        names = "、".join(insurance_lines()[one].short for one in found.lines)
        return f"{person} 的险种范围：{names or '不限'}。"

    return _told(request, settled)


@requires(SUPERVISE_CASES)
@require_POST
def back(request: HttpRequest, key: int) -> HttpResponse:
    """Somebody is back earlier."""
    offices = request.user.organisations(SUPERVISE_CASES)
    found = get_object_or_404(Absence.objects.filter(office__in=offices).select_related("office"), pk=key)
    return _told(request, lambda: f"{doing.end_absence(request.user, found).person} 已回岗。")


def _told(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except Refused as error:
        messages.error(request, f"{error}。")
    return redirect("supervision:board")


def _office(request: HttpRequest) -> Organisation:
    return _one(request.user.organisations(SUPERVISE_CASES), request.POST.get("office", ""))


def _person(request: HttpRequest, name: str) -> User:
    return _one(User.objects.filter(is_active=True), request.POST.get(name, ""))


def _one(found: Any, text: str) -> Any:
    """What was chosen. Raises Refused."""
    one = found.filter(pk=int(text)).first() if text.isascii() and text.isdigit() and len(text) < 10 else None
    if one is None:
        raise refused("missing", "请选机构和人员")
    return one


def _day(request: HttpRequest, name: str) -> date:
    """A day of a form. Raises Refused."""
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise refused("dates", "日期应写作 2026-11-30 这样的年-月-日", name) from None
