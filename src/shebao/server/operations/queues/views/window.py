"""The queue at a window: how the lines stand, give a number, call, end."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.cases.declares import START_CASES
from shebao.server.operations.queues import doing, reading
from shebao.server.operations.queues.doing import Refused
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.web.access import requires
from shebao.services.counters import hours_on, lines

_WINDOW, _LINES = "queue_window", "queue_lines"


@requires(START_CASES)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The lines of the clerk's office and the number at their window."""
    office, today = _office(request), timezone.localdate()
    context = {
        "office": office,
        "standings": reading.standings(office, today),
        "mine": reading.at_window(request.user, today),
        "called": reading.called(office, today),
        "window": request.session.get(_WINDOW, ""),
        "chosen": request.session.get(_LINES, list(lines())),
        "hours": hours_on(today).words,
        "now": timezone.now(),
    }
    return render(request, "queues/queue.html", context)


@requires(START_CASES)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Gives a number."""
    office = _office(request)
    return _told(request, lambda: f"{doing.take(request.user, office, request.POST.get('line', ''))} 号，请等候叫号。")


@requires(START_CASES)
@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """Calls the next number, calls it again, or ends it."""
    what = request.POST.get("what", "")
    if what == "again":
        return _told(request, lambda: f"再叫 {doing.again(request.user)} 号。")
    if what in ("served", "left"):
        return _told(request, lambda: _ended(request, what == "served"))
    return _told(request, lambda: _called(request))


def _called(request: HttpRequest) -> str:
    text = request.POST.get("window", "")
    window = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    chosen = [letter for letter in request.POST.getlist("lines") if letter in lines()] or list(lines())
    found = doing.call(request.user, _office(request), chosen, window)
    request.session[_WINDOW], request.session[_LINES] = window, chosen
    return f"请 {found} 号到 {found.window} 号窗口。" if found else "没有人等候。"


def _ended(request: HttpRequest, served: bool) -> str:
    found = doing.end(request.user, served=served)
    return f"{found} 号{'办完' if served else '过号'}。"


def _told(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except Refused as error:
        messages.error(request, f"{error}。")
    return redirect("queues:queue")


def _office(request: HttpRequest) -> Organisation:
    office = request.user.organisation
    if office is None or not request.user.has_permission_at(START_CASES, office):
        raise PermissionDenied("您所在的机构没有您办理的窗口。")
    return office
