"""Every sign-in, sign-out, failure and lockout goes into the log of decisions, whether the name exists or not."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from shebao.server.platform.decisions import log
from shebao.server.platform.declarations import Action
from shebao.server.platform.people.declares import LOCKED_OUT, SIGN_IN, SIGN_IN_FAILED, SIGN_OUT
from shebao.server.platform.people.models import User

_LONGEST_AGENT = 120


@receiver(user_logged_in)
def _signed_in(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    how = getattr(request, "signed_in_with", "password")
    log.record(user, SIGN_IN, user, how=how, **_where(request))


@receiver(user_logged_out)
def _signed_out(sender: object, request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        expired = getattr(request, "session_expired", False)
        log.record(user, SIGN_OUT, user, reason="expired" if expired else "asked", **_where(request))


@receiver(user_login_failed)
def _failed(sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any) -> None:
    if request is not None and _counted(request):
        _record(SIGN_IN_FAILED, credentials.get("username") or "", request)


@receiver(user_locked_out)
def _locked_out(sender: object, request: HttpRequest, username: str, **_kwargs: Any) -> None:
    if _counted(request):
        _record(LOCKED_OUT, username or "", request)


def _counted(request: HttpRequest) -> bool:
    """Attempts while locked out change nothing and are not recorded: nobody fills the log from outside."""
    return getattr(request, "axes_failures_since_start", None) is not None


def _record(action: Action, username: str, request: HttpRequest) -> None:
    user = User.objects.select_related("organisation").filter(username=username).first()
    subject = user or log.name_of(User, "unknown")
    log.record(None, action, subject, name=username if user else _masked(username), **_where(request))


def _masked(username: str) -> str:
    """A name that does not exist may be a password typed into the wrong field: only its first letter is kept."""
    return f"{username[:1]}***"


def _where(request: HttpRequest) -> dict[str, Any]:
    address = getattr(request, "axes_ip_address", None) or request.META.get("REMOTE_ADDR", "")
    return {"address": address, "agent": request.headers.get("User-Agent", "")[:_LONGEST_AGENT]}
