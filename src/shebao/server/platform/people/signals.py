"""Sign-ins, sign-outs, failures and pauses go into the log of decisions; a burst of strangers' failures is one record."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from shebao.server.platform.decisions import log
from shebao.server.platform.declarations import Action
from shebao.server.platform.people.attempts import SITE_ALARM, SITE_SECONDS, Attempt, failures_of_all
from shebao.server.platform.people.declares import LOCKED_OUT, MANY_FAILURES, SIGN_IN, SIGN_IN_FAILED, SIGN_OUT
from shebao.server.platform.people.models import User
from shebao.server.platform.web.client import client_address

_logger = logging.getLogger(__name__)
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


def note_failure(request: HttpRequest, username: str, attempt: Attempt) -> None:
    """Records the first failure of a name from one place, and those after which it has to wait, whether the name exists or not.
    Where hundreds fail, one record says so and stands for the rest: nobody fills the log from outside."""
    of_all = failures_of_all()
    if of_all == SITE_ALARM:
        _logger.error("%d sign-ins failed in %d minutes", SITE_ALARM, SITE_SECONDS // 60)
        log.record(None, MANY_FAILURES, log.name_of(User, "unknown"), failures=SITE_ALARM)
    if of_all >= SITE_ALARM:
        return
    user = User.objects.select_related("organisation").filter(username=username).first()
    if attempt.begins_a_pause:
        _record(LOCKED_OUT, user, username, attempt, request)
    elif attempt.failures == 1:
        _record(SIGN_IN_FAILED, user, username, attempt, request)


def _record(action: Action, user: User | None, username: str, attempt: Attempt, request: HttpRequest) -> None:
    subject = user or log.name_of(User, "unknown")
    name = username if user else _masked(username)
    log.record(None, action, subject, name=name, failures=attempt.failures, **_where(request))


def _masked(username: str) -> str:
    """A name that does not exist may be a password typed into the wrong field: only its first letter is kept."""
    return f"{username[:1]}***"


def _where(request: HttpRequest) -> dict[str, Any]:
    return {"address": client_address(request), "agent": request.headers.get("User-Agent", "")[:_LONGEST_AGENT]}
