"""Signing in: password, then the code of the second factor. Nobody learns which names exist."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from shebao.server.platform.declarations import collected, may_use
from shebao.server.platform.people import attempts, second_factor, security_keys, signals
from shebao.server.platform.people.models import User, normal_username
from shebao.server.platform.web.access import SECOND_FACTOR_KEY

_Right = TypeVar("_Right", str | None, bool)
_PENDING = "signing_in"
_PENDING_SECONDS = 300
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def with_password(request: HttpRequest, username: str, password: str) -> User | None:
    """The user whose password this is. The same work is done for names that do not exist. Raises TryLater."""
    name = normal_username(username)
    attempt = attempts.password_attempt(request, name)
    user = authenticate(request, username=name, password=password)
    if isinstance(user, User):
        attempt.succeeded()
        return user
    signals.note_failure(request, name, attempt)
    return None


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


def with_second_factor(request: HttpRequest, user: User, code: str, answer: str = "") -> str | None:
    """How the code or the answer of a security key was right (`totp`, `recovery_code`, `security_key`), None when it is wrong.
    Raises TryLater."""
    attempt = attempts.code_attempt(user.username)
    how = security_keys.verify(request, user, answer) if answer else second_factor.verify(user, code)
    return _ended(request, user, attempt, how)


def confirms_password(request: HttpRequest, user: User, password: str) -> bool:
    """Whether somebody who has signed in knows the password too. Raises TryLater."""
    attempt = attempts.confirmation_attempt(user.username)
    return bool(_ended(request, user, attempt, user.check_password(password)))


def _ended(request: HttpRequest, user: User, attempt: attempts.Attempt, right: _Right) -> _Right:
    if right:
        attempt.succeeded()
    else:
        signals.note_failure(request, user.username, attempt)
    return right


@transaction.atomic
def finish(request: HttpRequest, user: User, how: str) -> None:
    """Opens the session, under a new key. `how` says with what: `password`, `totp`, `security_key` or `recovery_code`."""
    forget(request)
    request.signed_in_with = how
    login(request, user, backend=_BACKEND)
    now = timezone.now().timestamp()
    request.session["signed_in_at"] = now
    request.session[SECOND_FACTOR_KEY] = how != "password"


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
