"""How often somebody may do something, counted over all processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from shebao.server.platform.web import tallies
from shebao.server.platform.web.client import client_group
from shebao.server.platform.web.errors import TOO_MANY, error_response


def seconds_to_wait(what: str, who: str, limit: int, seconds: int) -> int:
    """Count one; 0 where `who` has done `what` at most `limit` times in this window of `seconds`, else when it ends."""
    if not settings.SHARED_TABLES:
        return _alone(what, who, max(1, limit // settings.PROCESSES), seconds)
    count, left = tallies.add(what, who, seconds)
    return 0 if count <= limit else left


def _alone(what: str, who: str, limit: int, seconds: int) -> int:
    """The same where nothing may be written: each process counts for itself, and allows its share."""
    key, left = (
        f"limit:{what.replace(' ', '-')}:{who}:{int(time.time()) // seconds}",
        seconds - int(time.time()) % seconds,
    )
    if cache.add(key, 1, timeout=seconds):
        return 0
    try:
        return 0 if cache.incr(key) <= limit else left
    except ValueError:
        return 0


def limited(what: str, limit: int, seconds: int, methods: tuple[str, ...] = ("POST",)) -> Callable[..., Any]:
    """A view that one address may call `limit` times in `seconds`; more gets 429 and Retry-After.

    The count is kept whatever becomes of the request; what the view writes is one transaction.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @transaction.non_atomic_requests
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            wait = seconds_to_wait(what, client_group(request), limit, seconds) if request.method in methods else 0
            if wait:
                response = error_response(request, TOO_MANY)
                response["Retry-After"] = str(wait)
                return response
            with transaction.atomic():
                return view(request, *args, **kwargs)

        return wrapped

    return decorate
