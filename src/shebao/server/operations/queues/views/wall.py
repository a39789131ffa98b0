"""The wall: which number goes to which window. For everybody in the hall; nothing about anybody stands on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.server.operations.queues import reading
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.web.access import public
from shebao.services.counters import hours_on


@public
@require_safe
def wall(request: HttpRequest, office: int) -> HttpResponse:
    """The numbers that are called now and how many wait; asked again by the page itself."""
    found = get_object_or_404(Organisation.objects.filter(is_active=True), pk=office)
    today = timezone.localdate()
    context = {
        "office": found,
        "called": reading.called(found, today),
        "standings": reading.standings(found, today),
        "hours": hours_on(today).words,
    }
    whole = request.headers.get("HX-Request") != "true"
    return render(request, "queues/wall.html" if whole else "queues/numbers.html", context)
