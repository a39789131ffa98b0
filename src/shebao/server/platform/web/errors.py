"""Error pages: what happened and what to do, never how the server is made."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class ErrorPage:
    """What an error page says."""

    status: int
    title: str
    message: str


class TryLater(Exception):
    """The request is refused for now; `seconds` later it may be made again. The middleware answers with the page."""

    def __init__(self, page: ErrorPage, seconds: int) -> None:
        super().__init__(page.message)
        self.page, self.seconds = page, seconds


BAD_REQUEST = ErrorPage(400, "请求有误", "服务器看不懂这个请求。请返回上一页，重新操作；反复出现时请联系管理员。")
FORBIDDEN = ErrorPage(403, "没有权限", "您的角色不能做这件事。需要时请联系本单位的系统管理员授权。")
NOT_FOUND = ErrorPage(404, "找不到这一页", "地址可能写错了，内容可能已经移走，或者不在您可以查看的范围内。")
TOO_LARGE = ErrorPage(413, "内容太大", "提交的内容超过了大小限制。请减小文件或分几次提交。")
TOO_MANY = ErrorPage(429, "操作过于频繁", "短时间内的请求太多。请稍等片刻再试。")
BUSY = ErrorPage(503, "正忙", "正在处理的登录太多。请等几秒，再提交一次。")
SERVER_ERROR = ErrorPage(
    500, "服务器出错了", "已经提交成功的内容不会丢失。请稍后重试；仍不行时请把下面的请求编号告诉管理员。"
)
STALE_FORM = ErrorPage(403, "页面已过期", "为了安全，这个页面的有效期已过或浏览器未接受 Cookie。请刷新页面后重新提交。")


def error_response(request: HttpRequest, page: ErrorPage) -> HttpResponse:
    """The error page with its status."""
    context = {"error": page, "request_id": getattr(request, "request_id", "")}
    return render(request, "errors/error.html", context, status=page.status)


def later(request: HttpRequest, refusal: TryLater) -> HttpResponse:
    """The page of a refusal, with Retry-After."""
    response = error_response(request, refusal.page)
    response.headers["Retry-After"] = str(refusal.seconds)
    response._has_been_logged = True  # Django would write a line for each of a flood
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 (413 where the body was too large)."""
    from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent

    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return error_response(request, TOO_LARGE if too_large else BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return error_response(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return error_response(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without the database."""
    from django.template.loader import render_to_string

    context = {"error": SERVER_ERROR, "request_id": getattr(request, "request_id", ""), "bare": True}
    return HttpResponse(render_to_string("errors/error.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old."""
    return error_response(request, STALE_FORM)
