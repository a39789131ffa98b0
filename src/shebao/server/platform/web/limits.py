"""How often somebody may do something."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

from shebao.server.platform.web.client import client_group
from shebao.server.platform.web.errors import TOO_MANY, error_response


def allowed(what: str, who: str, limit: int, seconds: int) -> bool:
    """Count one; whether `who` has done `what` at most `limit` times in this window of `seconds`.

    Each server process counts by itself unless a shared cache is configured.
    """
    key = f"limit:{what}:{who}:{int(time.time()) // seconds}"
    if cache.add(key, 1, timeout=seconds):
        return limit >= 1
    try:
        count: int = cache.incr(key)
    except ValueError:
        return limit >= 1
    return count <= limit


def limited(what: str, limit: int, seconds: int, methods: tuple[str, ...] = ("POST",)) -> Callable[..., Any]:
    """A view that one address may call `limit` times in `seconds`; more gets 429 and Retry-After."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods and not allowed(what, client_group(request), limit, seconds):
                response = error_response(request, TOO_MANY)
                response["Retry-After"] = str(seconds - int(time.time()) % seconds)
                return response
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
