"""Security headers on every answer."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from shebao.server.platform.web.errors import BAD_REQUEST, TOO_LARGE, TryLater, error_response, later

_logger = logging.getLogger("shebao.requests")
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


class BodyLimit:
    """Refuses a body that is larger than any form here sends, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.LARGEST_BODY:
            response = error_response(request, TOO_LARGE)
            response.headers["Connection"] = "close"
            return response
        return self.get_response(request)


class Refusals:
    """Answers 400 where the database cannot hold what was sent (NUL, numbers beyond its range), in whatever field, and 429 or
    503 with Retry-After where a view raises TryLater."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TryLater):
            return later(request, exception)
        if not isinstance(exception, DataError):
            return None
        _logger.warning(
            "refused input that the database cannot hold: %s", type(exception.__cause__ or exception).__name__
        )
        return error_response(request, BAD_REQUEST)


class SecurityHeaders:
    """Adds the headers; a view may set a stricter policy itself. Pages of people who signed in are not kept by caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
