"""The history of a unit-year."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from shebao.server.accountability.unit_years import history as events
from shebao.server.accountability.unit_years.declares import VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Contribution
from shebao.server.accountability.unit_years.views.common import fetched, page
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(VIEW_UNIT_YEAR)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what when, by kind, person and day."""
    unit_year = fetched(request, pk)
    person = request.GET.get("person", "")
    since = None
    with suppress(ValueError):
        since = date.fromisoformat(request.GET.get("since", ""))
    kind = request.GET.get("kind", "")
    rows = events.actions(unit_year, kind, int(person) if person.isdecimal() and len(person) < 10 else None, since)
    shown = paginate(request, rows, 30)
    context = {
        "page": shown,
        "actions": events.described(unit_year, shown.items),
        "kinds": [(name, title) for name, (title, _model) in events.KINDS.items()],
        "people": Contribution.objects.filter(unit_year=unit_year).select_related("person"),
        "kind": kind,
        "person": person,
        "since": since.isoformat() if since else "",
    }
    return page(request, "history", unit_year, "history", context)


@requires(VIEW_UNIT_YEAR)
@require_GET
def action(request: HttpRequest, pk: int, kind: str, context: str) -> HttpResponse:
    """One action with every row's before and after."""
    unit_year = fetched(request, pk)
    if kind not in events.KINDS:
        raise Http404
    try:
        of = None if context == events.NO_CONTEXT else UUID(context)
    except ValueError:
        raise Http404 from None
    shown = paginate(request, events.events_of(unit_year, kind, of), 50)
    if not shown.items:
        raise Http404
    changes = [change for _event, change in events.with_before(kind, [item.pk for item in shown.items])]
    found = {
        "title": events.KINDS[kind][0],
        "page": shown,
        "changes": changes,
        "person": events.people_of([of]).get(of, "系统") if of else "系统",
    }
    return page(request, "action", unit_year, "history", found)
