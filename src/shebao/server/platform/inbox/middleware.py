"""After each thing that somebody does, the number of what waits for them is counted anew."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shebao.server.platform.inbox.badge import SAFE, forget


class Recount:
    """Forgets the number after every request that may have changed something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE:
            forget(request, response)
        return response
