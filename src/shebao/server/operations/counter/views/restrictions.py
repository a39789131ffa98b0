"""Restricted persons of the record: asked for by one person, decided by another. The page shows numbers, and nothing of the persons."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from shebao.fields.dates import parse_day
from shebao.operations.registry.own_numbers import read_own_number
from shebao.server.operations.counter import reading
from shebao.server.operations.counter.doing import NotAsked, ask, decide
from shebao.server.operations.counter.models import Asked
from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.access.models import Restriction
from shebao.server.platform.web.access import requires

LIFT = "lift"


@requires(RESTRICT_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def restrictions(request: HttpRequest) -> HttpResponse:
    """What is asked and what is in force; POST asks for one more."""
    typed = {name: request.POST.get(name, "").strip() for name in ("person", "tier", "reason", "until")}
    if request.method == "POST":
        try:
            _ask(request, typed)
        except NotAsked as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "已提出，由另一人确认以后生效。")
            return redirect("counter:restrictions")
    scope = Asked.objects.in_scope(request.user, RESTRICT_PERSONS).select_related("asked_by", "decided_by")
    context = {
        "typed": typed or {"person": request.GET.get("person", "")},
        "tiers": [*Restriction.Tier.choices, (LIFT, "解除限制")],
        "asked": scope.open(),
        "decided": scope.exclude(decided_at=None)[:20],
        "in_force": reading.restricted(request.user),
    }
    return render(request, "counter/restrictions.html", context)


@requires(RESTRICT_PERSONS)
@require_POST
def decide_restriction(request: HttpRequest, key: int) -> HttpResponse:
    """Agrees to what another person asked for, or refuses it."""
    found = get_object_or_404(Asked.objects.in_scope(request.user, RESTRICT_PERSONS), pk=key)
    agreed = request.POST.get("agreed") == "1"
    try:
        decide(request.user, found, agreed)
    except NotAsked as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已确认，现在生效。" if agreed else "没有同意，不作改变。")
    return redirect("counter:restrictions")


def _ask(request: HttpRequest, typed: dict[str, str]) -> None:
    number = read_own_number(typed["person"])
    if number is None or not reading.is_person(number):
        raise NotAsked("没有这个个人编号；请在这里写个人编号，不写证件号码。")
    if typed["tier"] not in (*Restriction.Tier.values, LIFT):
        raise NotAsked("请选择级别。")
    if request.user.organisation is None:
        raise NotAsked("您没有所在机构，不能设定受限人员。")
    tier = "" if typed["tier"] == LIFT else typed["tier"]
    ask(request.user, number, request.user.organisation, tier, typed["reason"], _until(typed["until"]))


def _until(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return timezone.make_aware(datetime.combine(parse_day(text), time()))
    except ValueError:
        raise NotAsked("到期日应写成 2027-01-01。") from None
