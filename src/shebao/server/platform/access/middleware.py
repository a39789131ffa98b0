"""Refusals are written down after the transaction that they ended."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shebao.server.platform.access.doing import Refused, keep
from shebao.server.platform.web import errors


class KeptRefusals:
    """Answers a refusal with a page; where it cannot be written down, the answer is an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a refusal, None for anything else."""
        if not isinstance(exception, Refused):
            return None
        keep(exception)
        if exception.hidden:
            return errors.error_response(request, errors.NOT_FOUND)
        return errors.error_response(request, errors.ErrorPage(403, "资料受限", exception.message))
