"""Resets of those who decide: ask, confirm, carry out, withdraw; the person concerned objects."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shebao.server.platform.people import resets
from shebao.server.platform.people.administration import Refused
from shebao.server.platform.people.declares import MANAGE_PEOPLE, RESETS, VIEW_GRANTS
from shebao.server.platform.people.models import Reset, User
from shebao.server.platform.web.access import requires, signed_in


@requires(MANAGE_PEOPLE)
@require_POST
def ask(request: HttpRequest, key: int) -> HttpResponse:
    """Ask for a reset of an account."""
    user = get_object_or_404(User.objects.in_scope(request.user, MANAGE_PEOPLE), pk=key)
    what = request.POST.get("what", "")
    if what not in RESETS:
        messages.error(request, _("请选择重置口令还是第二因素。"))
        return redirect("people:person", key)
    asked = _("已提交，待另一人确认；等待期满后在“授权”页办理。")
    _tried(request, lambda: resets.ask(request.user, user, what, request.POST.get("reason", "")), asked)
    return redirect("people:person", key)


@requires(VIEW_GRANTS)
@never_cache
@require_POST
def act(request: HttpRequest, key: int, name: str) -> HttpResponse:
    """Confirm, carry out or withdraw; who may do which is decided where it is done."""
    reset = get_object_or_404(Reset.objects.in_scope(request.user, VIEW_GRANTS), pk=key)
    if name == "confirm":
        _tried(request, lambda: resets.confirm(request.user, reset), _("已确认；等待期满后可以办理。"))
    elif name == "withdraw":
        _tried(request, lambda: resets.withdraw(request.user, reset), _("已撤回。"))
    elif name == "perform":
        return _perform(request, reset)
    else:
        raise Http404
    return redirect("people:grants")


@signed_in
@require_POST
def protest(request: HttpRequest, key: int) -> HttpResponse:
    """I did not ask for this."""
    reset = get_object_or_404(request.user.resets, pk=key)
    _tried(request, lambda: resets.protest(request.user, reset), _("已阻止；请改掉口令，并告诉上级管理员。"))
    return redirect("people:account")


def _perform(request: HttpRequest, reset: Reset) -> HttpResponse:
    try:
        link = resets.perform(request.user, reset)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("people:grants")
    if link is None:
        messages.success(request, _("已重置第二因素；此人下次登录时重新启用。"))
        return redirect("people:grants")
    address = request.build_absolute_uri(reverse("people:invitation", args=list(link)))
    return render(request, "people/invited.html", {"person": reset.user, "link": address})


def _tried(request: HttpRequest, step: Callable[[], object], done: str) -> None:
    try:
        step()
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
