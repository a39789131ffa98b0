"""The list of suspicions with filters and counts, the same as CSV, and their classes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.server.operations.suspicions import exports, listing
from shebao.server.operations.suspicions.checking import waiting_for
from shebao.server.operations.suspicions.declares import MANAGE_SUSPICIONS, VIEW_SUSPICIONS, WORK_SUSPICIONS
from shebao.server.operations.suspicions.machine import IN_BULK, LABELS
from shebao.server.operations.suspicions.models import Rule, Suspicion, SuspicionQuerySet
from shebao.server.operations.suspicions.states import STANDINGS, State
from shebao.server.platform.exports.doing import offer
from shebao.server.platform.people.models import User
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_TALLY = ("open", *(state.value for state in State), "gone")


@requires(VIEW_SUSPICIONS)
@require_safe
def suspicions(request: HttpRequest) -> HttpResponse:
    """Suspicions in scope, those due first; the undecided unless something else is asked for."""
    scope, today = _scope(request), timezone.localdate()
    wanted = listing.filter_of(request.GET)
    counts = listing.counted(scope, today)
    found = listing.narrowed(scope, wanted, request.user, today).shown()
    works = request.user.has_permission(WORK_SUSPICIONS)
    manages = request.user.has_permission(MANAGE_SUSPICIONS)
    context = {
        "page": paginate(request, found, 100),
        "wanted": wanted,
        "counts": [(key, "未办结" if key == "open" else STANDINGS[key][0], counts[key]) for key in _TALLY],
        "due": [(key, words, counts[key]) for key, words in listing.DUE.items()],
        "owners": [(owner, owner) for owner in listing.owners(scope)],
        "severities": Rule._meta.get_field("severity").choices,
        "standings": [("all", "全部"), *((key, words[0]) for key, words in STANDINGS.items())],
        "rule": Rule.objects.filter(pk=wanted.rule).first() if wanted.rule else None,
        "works": works,
        "manages": manages,
        "acts": [(act.value, LABELS[act]) for act in IN_BULK] if works else [],
        "colleagues": colleagues(request.user) if manages else [],
        "query": request.GET.urlencode(),
        "today": today,
        "waiting": waiting_for(request.user),
    }
    return render(request, "suspicions/list.html", context)


@requires(VIEW_SUSPICIONS)
@require_safe
def suspicions_csv(request: HttpRequest) -> HttpResponseBase:
    """The same list, whole, as CSV."""
    asked = request.GET.urlencode()[:2000]
    return offer(
        request, exports.SUSPICIONS, {"query": asked}, exports.revision(request.user),
        back=f"{reverse('suspicions:suspicions')}?{asked}", person=request.user,
    )  # fmt: skip


@requires(VIEW_SUSPICIONS)
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The undecided by check: hundreds of the same fault are decided by one ruling."""
    context = {
        "classes": listing.classes(_scope(request), timezone.localdate()),
        "acts": [(act.value, LABELS[act]) for act in IN_BULK],
        "works": request.user.has_permission(WORK_SUSPICIONS),
        "waiting": waiting_for(request.user),
    }
    return render(request, "suspicions/classes.html", context)


def colleagues(person: User) -> list[tuple[int, str]]:
    """Those who may work off suspicions within the person's scope, for a choice."""
    found = User.objects.filter(is_active=True, organisation__in=person.organisations(MANAGE_SUSPICIONS))
    return [(each.pk, str(each)) for each in found.order_by("username") if each.has_permission(WORK_SUSPICIONS)]


def _scope(request: HttpRequest) -> SuspicionQuerySet:
    found: SuspicionQuerySet = Suspicion.objects.in_scope(request.user, VIEW_SUSPICIONS)
    return found
