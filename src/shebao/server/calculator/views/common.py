"""What the views share: open to all, never kept, no session or database, so many computations a minute for one address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any

from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shebao.policy.parameters import NATIONAL, areas, law
from shebao.server.platform.web.access import public
from shebao.server.platform.web.limits import limited

COMPUTATIONS, DOCUMENTS = 600, 60
_MINUTE = 60
View = Callable[..., HttpResponseBase]


def open_page(*methods: str, limit: int = COMPUTATIONS) -> Callable[[View], View]:
    """A view of this app. What is typed into it is kept nowhere: no session, no cookie, no cache, no log; of a POST only that
    there was one is counted. It computes and changes nothing, so there is no token against forged ones.
    """

    def decorate(view: View) -> View:
        allowed = require_http_methods(methods)(view)
        counted = limited(f"calculator-{view.__name__}", limit, _MINUTE)(allowed)

        @public
        @csrf_exempt
        @non_atomic_requests
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answering = counted if request.method == "POST" else allowed
            response: HttpResponseBase = answering(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        return wrapped

    return decorate


def page(request: HttpRequest, template: str, context: Mapping[str, Any], refused: bool = False) -> HttpResponse:
    """A page; 422 where what was sent is refused, unless a script of the page asks, which shows either."""
    asked_by_script = request.headers.get("HX-Request") == "true"
    return render(request, template, dict(context), status=422 if refused and not asked_by_script else 200)


def suggestions() -> dict[str, Sequence[str]]:
    """What a page suggests while somebody types a place or an industry."""
    industries = law(NATIONAL).at("contribution.injury_industry_class", date.today()).table
    return {"places": [area.name for area in areas().values()], "industries": list(industries)}


def document(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to keep."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition or ""})
