"""What is done to ticked suspicions, to a whole class, or to one: the page that follows tells what became of each."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from shebao.server.operations.suspicions import doing, listing
from shebao.server.operations.suspicions.declares import VIEW_SUSPICIONS
from shebao.server.operations.suspicions.doing import Choice, Outcome, Refused
from shebao.server.operations.suspicions.machine import TRANSITIONS, Act
from shebao.server.operations.suspicions.models import Suspicion
from shebao.server.operations.suspicions.views.lists import colleagues
from shebao.server.platform.web.access import requires
from shebao.workflow import Refusal


@requires(VIEW_SUSPICIONS)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Does one thing to the ticked suspicions (`choice`), or to all that a filter (`all`) lets through."""
    post = request.POST
    back = _back(request)
    name = post.get("act", "")
    try:
        chosen = _all(request) if post.get("all") else doing.choices(post.getlist("choice"))
        if name == Act.ASSIGN:
            return _assign(request, chosen, back)
        if name not in TRANSITIONS:
            raise Refused([Refusal("unknown", "请选择要办理的事项")])
        outcome = doing.perform(request.user, Act(name), chosen, post.dict())
    except Refused as refused:
        if refused.refusals[0].code == "not_permitted":
            raise PermissionDenied from None
        messages.error(request, f"{refused}。")
        return redirect(back)
    return _told(request, Act(name), outcome, back)


def _all(request: HttpRequest) -> list[Choice]:
    """All undecided that the filter lets through, as they are now: the count on the page is compared, so that nobody decides
    more than they saw."""
    scope = Suspicion.objects.in_scope(request.user, VIEW_SUSPICIONS)
    wanted = listing.filter_of(QueryDict(request.POST["all"][:500]))
    found = listing.narrowed(scope, wanted, request.user, timezone.localdate()).order_by("pk")
    rows = list(found.values_list("pk", "state", "version")[: doing.MOST + 1])
    if str(len(rows)) != request.POST.get("seen_count", "") and len(rows) <= doing.MOST:
        raise Refused([Refusal("stale", f"您打开页面之后数量已有变化，现为 {len(rows)} 个，没有办理；请看过后再决定")])
    return [Choice(*row) for row in rows]


def _assign(request: HttpRequest, chosen: list[Choice], back: str) -> HttpResponse:
    people = dict(colleagues(request.user))
    person = request.POST.get("person", "")
    key = int(person) if person.isascii() and person.isdigit() and len(person) < 10 else 0
    if key not in people:
        raise Refused([Refusal("missing", "请选择分派给谁", "person")])
    to = type(request.user).objects.get(pk=key)
    count = doing.assign(request.user, chosen, to)
    messages.success(request, f"已把 {count} 个疑点分派给{to}。")
    return redirect(back)


def _told(request: HttpRequest, act: Act, outcome: Outcome, back: str) -> HttpResponse:
    if outcome.refused:
        context = {"outcome": outcome, "act": act, "back": back}
        return render(request, "suspicions/done.html", context)
    count = len(outcome.done)
    if outcome.ruling is not None and outcome.ruling.state == "waiting":
        messages.success(request, f"已提出处理决定：{act.label}，{count} 个疑点；涉及资金，待另一人复核后生效。")
        return redirect(outcome.ruling)
    messages.success(request, f"已办理：{act.label}，{count} 个疑点。")
    return redirect(back)


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("back", "")
    if asked.startswith("/suspicions/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return str(asked[:600])
    return reverse("suspicions:suspicions")
