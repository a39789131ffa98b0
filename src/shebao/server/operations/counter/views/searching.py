"""The search for persons and employers."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from shebao.fields.dates import parse_day
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.counter import reading, searching
from shebao.server.operations.counter.declares import SEARCHED_IN_VAIN
from shebao.server.operations.records.reading import present
from shebao.server.platform.access.doing import looker, masked
from shebao.server.platform.decisions.log import record
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.errors import TOO_MANY, TryLater
from shebao.server.platform.web.limits import seconds_to_wait

MOST, WINDOW = 1_200, 600
"""Searches of one clerk in so many seconds: far more than anybody types, far fewer than a program wants."""


@requires(VIEW_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The search; POST gives what it found, so that no number stands in an address, a history or a proxy's log."""
    words, born = request.POST.get("q", "").strip(), request.POST.get("born", "")
    if words:
        _count(request)
    found = searching.search(words, _day(born))
    at = present()
    people = [reading.holder(one, at) for one in found.persons]
    shown = masked(looker(request, VIEW_RECORDS, request.user.organisation), people)
    employers = [(one.subject, one.known(at)) for one in found.employers]
    if words and len(people) + len(employers) == 1:
        only = people[0].id if people else employers[0][0]
        return redirect("counter:person" if people else "counter:employer", only)
    if words and not people and not employers:
        record(request.user, SEARCHED_IN_VAIN, request.user, organisation=request.user.organisation)
    context = {
        "words": "" if searching.is_number(words) else words,
        "born": born,
        "asked": bool(words),
        "found": found,
        "people": list(zip(people, shown, strict=True)),
        "employers": [(key, view.value("name"), view.value("credit_code")) for key, view in employers],
        "mine": reading.lately_accepted(request.user),
    }
    return render(request, "counter/search.html", context)


def _count(request: HttpRequest) -> None:
    wait = seconds_to_wait("counter search", request.user.get_username(), MOST, WINDOW)
    if wait:
        raise TryLater(TOO_MANY, wait)


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text.strip() else None
    except ValueError:
        return None
