"""Requests for roles, roles in force with their yearly check, and what each role may do."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shebao.server.platform.declarations import collected
from shebao.server.platform.people import granting, roles
from shebao.server.platform.people.administration import Refused, obstacle
from shebao.server.platform.people.declares import REVIEW_GRANTS, VIEW_GRANTS
from shebao.server.platform.people.grants import TRANSITIONS, Act
from shebao.server.platform.people.models import OPEN_GRANTS, Check, Grant, Membership, Reset
from shebao.server.platform.people.resets import may_confirm
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate
from shebao.workflow import offered

_DONE = {
    Act.REVIEW: "审查通过，待负责人批准。",
    Act.DECLINE: "已告知申请人审查不通过。",
    Act.APPROVE: "已批准，角色即时生效。",
    Act.REFUSE: "已告知申请人不批准。",
    Act.WITHDRAW: "已撤回申请。",
}


@requires(VIEW_GRANTS)
@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    """The requests within scope, those that wait first."""
    found = Grant.objects.in_scope(request.user, VIEW_GRANTS).select_related(
        "user", "organisation", "asked_by", "reviewed_by", "decided_by"
    )
    waiting = [(grant, _offers(request, grant)) for grant in found.filter(state__in=OPEN_GRANTS)[:200]]
    page = paginate(request, found.exclude(state__in=OPEN_GRANTS))
    resets = Reset.objects.in_scope(request.user, VIEW_GRANTS).open().select_related("user", "asked_by", "confirmed_by")
    context = {"waiting": waiting, "page": page, "resets": [(reset, _reset_steps(request, reset)) for reset in resets]}
    return render(request, "people/grants.html", context)


@requires(VIEW_GRANTS)
@require_POST
def act(request: HttpRequest, key: int, name: str) -> HttpResponse:
    """Take a step with a request; who may take which is the machine's."""
    grant = get_object_or_404(Grant.objects.in_scope(request.user, VIEW_GRANTS), pk=key)
    if name not in set(Act):
        raise Http404
    try:
        granting.perform(request.user, grant, Act(name), request.POST.dict())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _DONE[Act(name)])
    return redirect("people:grants")


@requires(VIEW_GRANTS)
@require_safe
def in_force(request: HttpRequest) -> HttpResponse:
    """The roles in force within scope, with what this year's check said of each; those that were not checked yet first."""
    year = timezone.localdate().year
    found = _unchecked(Membership.objects.in_scope(request.user, VIEW_GRANTS), year)
    page = paginate(
        request,
        found.select_related("user", "organisation").order_by(
            "checked", "organisation__path", "user__username", "role"
        ),
    )
    context = {
        "page": page,
        "year": year,
        "left": found.filter(checked=False).count(),
        "may_check": request.user.has_permission(REVIEW_GRANTS),
        "checks": Check.objects.in_scope(request.user, VIEW_GRANTS).select_related("user", "organisation", "by")[:50],
    }
    return render(request, "people/in_force.html", context)


@requires(REVIEW_GRANTS)
@require_POST
def check(request: HttpRequest, membership: int) -> HttpResponse:
    """Confirm a role for this year, or withdraw it."""
    scope = Membership.objects.in_scope(request.user, REVIEW_GRANTS).select_related("user", "organisation")
    held = get_object_or_404(scope, pk=membership)
    withdrawn = request.POST.get("verdict") == "withdraw"
    try:
        granting.check(request.user, held, withdrawn, request.POST.get("words", ""))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("已收回角色。") if withdrawn else _("已确认。"))
    return redirect("people:in-force")


@requires(VIEW_GRANTS)
@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    """What each role may do, and what one person may not hold together."""
    current = roles.current()
    apart = [(rule, [[roles.label(key) for key in sorted(group)] for group in rule.groups]) for rule in current.apart]
    context = {"roles": current.roles.values(), "permissions": collected().permissions.values(), "apart": apart}
    return render(request, "people/posts.html", context)


def _reset_steps(request: HttpRequest, reset: Reset) -> list[tuple[str, str]]:
    """(name, caption) of the steps that this person may take with a reset now."""
    confirms = may_confirm(request.user, reset)
    administers = not obstacle(request.user, reset.user)
    steps = [("confirm", "确认")] if confirms and reset.state == "asked" else []
    steps += [("perform", "办理重置")] if administers and reset.due else []
    return steps + ([("withdraw", "撤回")] if confirms or administers else [])


def _unchecked(found: QuerySet[Membership], year: int) -> QuerySet[Membership]:
    return found.annotate(checked=Exists(Check.objects.filter(membership=OuterRef("pk"), year=year)))


def _offers(request: HttpRequest, grant: Grant) -> list[tuple[str, str, bool]]:
    """(act, caption, whether it asks for a reason) of each step that this person may try."""
    allowed = frozenset(map(str, request.user.permissions_at(grant.organisation)))
    steps = offered(TRANSITIONS.values(), granting.situation_of(grant), allowed)
    return [(step.action, step.label, bool(step.inputs)) for step in steps]
