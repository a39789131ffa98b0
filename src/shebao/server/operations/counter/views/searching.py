"""The search for persons and employers."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from shebao.fields.dates import parse_day
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.reading import card
from shebao.server.operations.counter import reading
from shebao.server.operations.records.reading import present
from shebao.server.platform.access.doing import looker, masked
from shebao.server.platform.web.access import requires


@requires(VIEW_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The search; POST gives what it found, so that no number stands in an address, a history or a proxy's log."""
    words, born = request.POST.get("q", ""), request.POST.get("born", "")
    found = reading.search(words, _day(born))
    people = [card(record) for record in found.persons]
    shown = masked(looker(request, VIEW_RECORDS, request.user.organisation), people)
    employers = [(record.subject, record.known(present())) for record in found.employers]
    if words and len(people) + len(employers) == 1:
        only = people[0].id if people else employers[0][0]
        return redirect("counter:person" if people else "counter:employer", only)
    context = {
        "words": words,
        "born": born,
        "found": found,
        "people": list(zip(people, shown, strict=True)),
        "employers": [(key, view.value("name"), view.value("credit_code")) for key, view in employers],
        "mine": reading.lately_accepted(request.user),
    }
    return render(request, "counter/search.html", context)


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text.strip() else None
    except ValueError:
        return None
