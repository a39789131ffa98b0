"""A draft is dropped when what it was a draft of was sent and taken."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shebao.server.platform.drafts.doing import drop

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_TAKEN = frozenset({302, 303})
FIELD = "draft-of"
KEEPS = "keeps_draft"
"""An answer that redirects without having taken what was sent sets this attribute."""


class DropSentDrafts:
    """Drops the draft that a form names when the answer sends on to another page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        taken = response.status_code in _TAKEN and not getattr(response, KEEPS, False)
        if request.method == "POST" and taken and request.content_type in _FORMS and request.user.is_authenticated:
            form = request.POST.get(FIELD, "")
            if form:
                drop(request.user, form)
        return response
