"""Each request gets a number, a line in the log and a place in the metrics."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from shebao.server.platform.monitoring import metrics

_logger = logging.getLogger("shebao.requests")
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


class RequestLog:
    """Outermost but for the headers: what it measures is what the client waits for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex[:16]
        request.request_id = request_id
        token = current_request_id.set(request_id)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            response.headers["X-Request-ID"] = request_id
            if request.method == "HEAD" and not response.streaming:
                response.content = b""
            self._record(request, response, seconds)
            return response
        finally:
            current_request_id.reset(token)

    def _record(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        view = match.view_name if match else "none"
        method = request.method if request.method in _METHODS else "other"
        metrics.REQUESTS.labels(method, view, str(response.status_code)).inc()
        metrics.SECONDS.labels(view).observe(seconds)
        if request.path in _QUIET:
            return
        user = getattr(request, "user", None)
        path = _without_token(request)
        _logger.info(
            "%s %s %s",
            request.method,
            path,
            response.status_code,
            extra={
                "method": request.method,
                "path": path,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
                "user": user.pk if user is not None and user.is_authenticated else None,
            },
        )


def _without_token(request: HttpRequest) -> str:
    """The path without the part that opens a door by itself (links of invitations and shares): logs are read by many."""
    token = request.resolver_match.kwargs.get("token") if request.resolver_match else None
    return request.path.replace(token, "…") if token else request.path
