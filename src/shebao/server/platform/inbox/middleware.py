"""After each thing that somebody does, the number of what waits for them is counted anew."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shebao.server.platform.inbox.reading import forget

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Recount:
    """Forgets the number after every request that may have changed something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _SAFE and request.user.is_authenticated:
            forget(request)
        return self.get_response(request)
