"""The page 待我办理."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.server.platform.inbox.badge import counted, keep
from shebao.server.platform.inbox.reading import waiting_of, words_since, words_until
from shebao.server.platform.inbox.work import Pressing, Work
from shebao.server.platform.web.access import settling_in, signed_in, unfinished
from shebao.server.platform.web.pages import paginate

_TONES = {Pressing.CALM: "info", Pressing.SOON: "attention", Pressing.LATE: "bad"}


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for whoever asks, and what they wait for."""
    today = timezone.localdate()
    waiting = waiting_of(request.user, today)
    mine = paginate(request, [_shown(work, today) for work in waiting.mine], parameter="mine")
    others = paginate(request, [_shown(work, today) for work in waiting.others], parameter="others")
    context = {"waiting": waiting, "number": counted(request, waiting.number), "mine": mine, "others": others}
    return keep(request, render(request, "inbox/inbox.html", context), waiting.number)


@settling_in
@require_safe
def badge(request: HttpRequest) -> HttpResponse:
    """The number beside the entry of the menu, which the page asks for when it was not counted lately; nothing while a password or a
    second factor is still to be set, so that the page where that is done stays."""
    if unfinished(request):
        return HttpResponse(status=204)
    number = waiting_of(request.user, timezone.localdate()).number
    return keep(request, render(request, "parts/badge.html", {"badge": number}), number)


def _shown(work: Work, today: date) -> dict[str, object]:
    return {
        "work": work,
        "since": words_since(work.since, today),
        "until": words_until(work, today),
        "tone": _TONES[work.pressing(today)],
    }
