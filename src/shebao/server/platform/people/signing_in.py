"""Signing in: password, then the code of the second factor. Nobody learns which names exist."""

from __future__ import annotations

import datetime as dt

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from shebao.server.platform.declarations import collected, may_use
from shebao.server.platform.people import second_factor
from shebao.server.platform.people.models import User, normal_username
from shebao.server.platform.web.access import SECOND_FACTOR_KEY

_PENDING = "signing_in"
_PENDING_SECONDS = 300
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_WINDOW = dt.timedelta(minutes=10)


def with_password(request: HttpRequest, username: str, password: str) -> User | None:
    """The user whose password this is. The same work is done for names that do not exist."""
    user = authenticate(request, username=normal_username(username), password=password)
    return user if isinstance(user, User) else None


def await_code(request: HttpRequest, user: User, target: str) -> None:
    """Remembers, in a new session, who has given the right password and still owes the code."""
    request.session.cycle_key()
    request.session[_PENDING] = {
        "user": user.pk,
        "until": timezone.now().timestamp() + _PENDING_SECONDS,
        "hash": user.get_session_auth_hash(),
        "next": target,
    }


def awaited(request: HttpRequest) -> tuple[User, str] | None:
    """Who owes the code in this session and where they wanted to go; None when nobody does or it took too long."""
    pending = request.session.get(_PENDING)
    if not pending or pending["until"] < timezone.now().timestamp():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or not constant_time_compare(pending["hash"], user.get_session_auth_hash()):
        return None
    return user, pending["next"]


def forget(request: HttpRequest) -> None:
    """Begins again from the password."""
    request.session.pop(_PENDING, None)


def with_code(request: HttpRequest, user: User, code: str) -> str | None:
    """How the code was right (`totp`, `recovery_code`); None when it is wrong, which counts towards the lockout."""
    credentials = {"username": user.username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out = True
        return None
    how = second_factor.verify(user, code)
    if how is None:
        report_failure(request, user)
    return how


def confirms_password(request: HttpRequest, user: User, password: str) -> bool:
    """Whether somebody who has signed in knows the password too; a wrong one counts towards the lockout."""
    if not AxesProxyHandler.is_allowed(request, {"username": user.username}):
        request.axes_locked_out = True
        return False
    if user.check_password(password):
        return True
    report_failure(request, user)
    return False


def report_failure(request: HttpRequest, user: User) -> None:
    """Counts a wrong code or password of somebody who is known towards the lockout."""
    user_login_failed.send(__name__, credentials={"username": user.username}, request=request)


def finish(request: HttpRequest, user: User, how: str) -> None:
    """Opens the session, under a new key. `how` says with what: `password`, `totp` or `recovery_code`."""
    forget(request)
    request.signed_in_with = how
    login(request, user, backend=_BACKEND)
    now = timezone.now().timestamp()
    request.session["signed_in_at"] = request.session["seen_at"] = now
    request.session[SECOND_FACTOR_KEY] = how != "password"


def too_many_failures(request: HttpRequest) -> bool:
    """Whether so many sign-ins failed from this address lately, whatever the names, that it has to wait."""
    AxesProxyHandler.update_request(request)
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,
        attempt_time__gt=timezone.now() - _WINDOW,
    )
    failures = recent.aggregate(total=Sum("failures_since_start"))["total"] or 0
    return bool(failures >= settings.SIGN_IN_FAILURES_PER_ADDRESS)


def locked_out(
    request: HttpRequest, _response: HttpResponse | None = None, _credentials: object = None
) -> HttpResponse:
    """The page that says to wait; the same for every name (AXES_LOCKOUT_CALLABLE)."""
    forget(request)
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "people/locked_out.html", {"minutes": minutes}, status=429)


def safe_target(request: HttpRequest, target: str, user: User | None = None) -> str:
    """Where to go after signing in: the wanted address if it is on this site, else the user's first page."""
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return home_of(user) if user else ""


def home_of(user: User) -> str:
    """The page where the user's work is."""
    homes = sorted(
        (entry.home, entry.address) for entry in collected().menu if entry.home and may_use(user, entry.access)
    )
    return homes[0][1] if homes else resolve_url("people:account")
