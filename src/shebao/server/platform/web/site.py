"""The public portal as a site of its own: a process that signs nobody in, writes nothing and answers public addresses only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from shebao.server.platform.web.errors import NOT_FOUND, error_response

_APPS = frozenset({"portal", "api"})
_VIEWS = frozenset({"monitoring:healthz", "monitoring:readyz"})


class PortalOnly:
    """Answers 404 for every address that is not the portal's, whatever its view would do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and (match.app_name in _APPS or match.view_name in _VIEWS):
            return None
        return error_response(request, NOT_FOUND)


def is_here(address: str) -> bool:
    """Whether this site answers an address of the menu."""
    if not settings.PORTAL_ONLY:
        return True
    try:
        return resolve(address).app_name in _APPS
    except Resolver404:
        return False
