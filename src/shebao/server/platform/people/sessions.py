"""Sessions end: after a while without use, after a working day at the latest, and all at once when the user wants it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shebao.server.platform.people.models import User

_NOTED_EVERY = 60


class SessionExpiry:
    """Middleware: a session that was idle or open for too long is closed before anything is done with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _expire_or_note(request)
        return self.get_response(request)


def _expire_or_note(request: HttpRequest) -> None:
    opened = request.session.get("signed_in_at")
    if opened is None:
        return
    now = timezone.now().timestamp()
    seen = request.session.seen_at or opened
    if now - seen > settings.SESSION_IDLE_SECONDS or now - opened > settings.SESSION_ABSOLUTE_SECONDS:
        request.session_expired = True
        logout(request)
        messages.info(request, _("登录已过期，请重新登录。"))
    elif now - seen > _NOTED_EVERY:
        request.session.note_seen()


def end_all(user: User) -> None:
    """Ends every session of a user, wherever it is open."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])


def end_others(request: HttpRequest, user: User) -> None:
    """Ends every session of a user but the one that asks."""
    end_all(user)
    keep_this(request, user)


def keep_this(request: HttpRequest, user: User) -> None:
    """Renews this session after what it is bound to has changed (password, epoch); it gets a new key."""
    update_session_auth_hash(request, user)
