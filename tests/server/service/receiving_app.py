"""An application for the test of slow senders: says how many bytes came."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from shebao.server.service.receiving import InTime


def _count(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]


application = InTime(_count)
