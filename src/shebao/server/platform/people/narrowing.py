"""Every request sees, whatever its query sets forget, rows of the organisations of its own roles only; a stranger's none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from shebao.server.platform.database.walls import narrow, widen


class _OfStrangers:
    """Narrows the connection to nothing before the first statement of a view, so that a page without any needs no database."""

    def __init__(self) -> None:
        self.begun = self.done = False

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        if self.begun and not self.done:
            self.done = True
            narrow(())
        return execute(*statement)


class Narrowed:
    """Tells the connection whose request it serves, from before the view until the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.narrowing = _OfStrangers()
        try:
            with connection.execute_wrapper(request.narrowing):
                return self.get_response(request)
        finally:
            if request.narrowing.done:
                widen()

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Before the view and its transaction."""
        narrowing, user = request.narrowing, request.user
        if user.is_authenticated:
            paths = tuple(dict.fromkeys(path for _role, path in user.roles))
            narrowing.done = True
            narrow(paths)
        narrowing.begun = True
