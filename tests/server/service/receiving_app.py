"""An application for the test of slow senders: says how many bytes came."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from shebao.server.service.receiving import InTime

_PIECE = b"x" * 1_000_000


def _count(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(100 * len(_PIECE)))])
        return (_PIECE for _number in range(100))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]


application = InTime(_count)
