"""Public pages: the same for everybody, kept until something new is published, answered by 304 where a reader has them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language

from shebao import __version__
from shebao.server.accountability.publications.models import Publication
from shebao.server.platform.web import kept
from shebao.server.platform.web.access import public

MAX_AGE = 60
_KEPT = 3600
_LARGEST_KEPT = 1_000_000
_HEADERS = ("Content-Type", "Content-Disposition", "Last-Modified", "HX-Push-Url", "Link")
_GZIP = re.compile(r"(^|[,\s])(gzip|\*)\s*(,|$|;\s*q=(?!0(\.0*)?\s*(,|$)))")
View = Callable[..., HttpResponseBase]


def generation() -> int:
    """Grows with each publication: what public pages show depends on nothing else."""
    return Publication.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def public_page(view: View) -> View:
    """A view that anybody may GET: a page without anything personal, with ETag and cache headers."""

    @public
    @transaction.non_atomic_requests
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        return kept_answer(request, lambda: view(request, *args, **kwargs))

    return wrapped


def kept_answer(request: HttpRequest, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """304 where the reader has what would be answered, the kept answer where there is one, otherwise what `make` makes."""
    tag = _tag(request)
    fresh = get_conditional_response(request, etag=tag)
    if fresh is not None:
        return _with_headers(fresh, tag)
    return _with_headers(_kept(request, tag) or _made(request, tag, make()), tag)


def _tag(request: HttpRequest) -> str:
    is_part = request.headers.get("HX-Request") == "true"
    program = (__version__, getattr(staticfiles_storage, "manifest_hash", ""))
    parts = (request.get_host(), request.get_full_path(), get_language(), is_part, generation(), program)
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _with_headers(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    if response.status_code in (200, 304):
        response["ETag"] = tag
        response["Cache-Control"] = f"public, max-age={MAX_AGE}"
        patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "HX-Request", "Cookie"))
    return response


def _kept(request: HttpRequest, tag: str) -> HttpResponse | None:
    found = kept.kept(tag, _KEPT)
    if found is None:
        return None
    head, _mark, body = found.partition(b"\n")
    return _answer(request, json.loads(head), body)


def _made(request: HttpRequest, tag: str, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code != 200 or not isinstance(response, HttpResponse) or len(response.content) > _LARGEST_KEPT:
        return response
    headers = {name: response[name] for name in _HEADERS if name in response}
    body = gzip.compress(response.content, 5, mtime=0)
    kept.keep(tag, json.dumps(headers).encode() + b"\n" + body, _KEPT)
    return _answer(request, headers, body)


def _answer(request: HttpRequest, headers: dict[str, str], body: bytes) -> HttpResponse:
    if _GZIP.search(request.headers.get("Accept-Encoding", "")):
        return HttpResponse(body, headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(body), headers=headers)


def last_modified(response: HttpResponse, publication: Publication) -> HttpResponse:
    """The response with the time of the publication that it shows."""
    response["Last-Modified"] = http_date(publication.published_at.timestamp())
    return response
