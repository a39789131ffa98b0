"""How the interface answers: limited, kept, readable from other sites, errors as problem+json in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.response import Response

from shebao.server.accountability.portal.caching import kept_answer
from shebao.server.platform.web.access import public
from shebao.server.platform.web.client import client_group
from shebao.server.platform.web.limits import seconds_to_wait

LIMIT, SECONDS = 300, 60
PROBLEM = "application/problem+json"
_TITLES = {
    400: "参数有误",
    404: "没有找到",
    405: "不支持的方法",
    406: "不支持的格式",
    429: "请求过于频繁",
    500: "服务出错",
}
View = Callable[..., HttpResponseBase]


def problem(status: int, detail: str, **more: object) -> HttpResponse:
    """An error as application/problem+json (RFC 9457)."""
    body = {"type": "about:blank", "title": _TITLES.get(status, "出错"), "status": status, "detail": detail, **more}
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = PROBLEM
    return answer


def open_to_all(view: View) -> View:
    """A view of the interface: anybody may read it from anywhere, at most 300 times a minute from one address."""

    @public
    @transaction.non_atomic_requests
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _from_anywhere(HttpResponse(status=204))
        if request.method not in ("GET", "HEAD"):
            refused = problem(405, "本接口只读，只接受 GET")
            refused["Allow"] = "GET, HEAD, OPTIONS"
            return _from_anywhere(refused)
        if wait := seconds_to_wait("api", client_group(request), LIMIT, SECONDS):
            late = problem(429, f"每分钟最多 {LIMIT} 次；请 {wait} 秒后再试")
            late["Retry-After"] = str(wait)
            return _from_anywhere(late)

        def make() -> HttpResponseBase:
            made = view(request, *args, **kwargs)
            return made.render() if isinstance(made, Response) else made

        return _from_anywhere(kept_answer(request, make))

    return wrapped


def _from_anywhere(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def on_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """What an error of REST framework becomes; None for a mistake of our own, which the server reports."""
    if isinstance(error, Http404):
        error = NotFound("没有这项内容")
    if not isinstance(error, APIException):
        return None
    detail, more = _words(error)
    body = {"type": "about:blank", "title": _TITLES.get(error.status_code, "出错"), "status": error.status_code}
    return Response({**body, "detail": detail, **more}, status=error.status_code, content_type=PROBLEM)


def _words(error: APIException) -> tuple[str, dict[str, Any]]:
    if isinstance(error, ValidationError) and isinstance(error.detail, dict):
        errors = {field: [str(message) for message in messages] for field, messages in error.detail.items()}
        return "请改正 errors 中列出的参数", {"errors": errors}
    return str(error.detail), {}
