"""How often somebody may do something."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

from shebao.server.web.errors import TOO_MANY, error_response


def client_address(request: HttpRequest) -> str:
    """Who is asking: the nearest address that is not one of our own proxies (SHEBAO_TRUSTED_PROXIES).

    X-Forwarded-For is believed only as far as trusted proxies wrote it.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while forwarded and _trusted(address):
        address = forwarded.pop()
    return address


def _trusted(address: str) -> bool:
    """Whether an address (the empty one of a unix socket too) is a trusted proxy."""
    proxies = settings.TRUSTED_PROXIES
    if not address:
        return "unix" in proxies
    try:
        parsed = ipaddress.ip_address(address)
        return any(parsed in ipaddress.ip_network(proxy) for proxy in proxies if proxy != "unix")
    except ValueError:
        return False


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
            if request.method in methods and not allowed(what, client_address(request), limit, seconds):
                response = error_response(request, TOO_MANY)
                response["Retry-After"] = str(seconds - int(time.time()) % seconds)
                return response
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
