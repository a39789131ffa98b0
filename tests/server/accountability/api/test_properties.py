"""The interface under generated requests: it answers what its description says, or a problem, never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server_publications import closed, organisation, published
from shebao.server.accountability.api import answering
from shebao.server.accountability.api.documentation import described

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PATHS = sorted(described()["paths"])
_ADDRESS = "/api/v1/reports/{organisation}/{year}/"


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Requests leave the connection of the test open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("path", PATHS)
def test_generated_requests_get_what_is_described(
    one_connection: None, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LIMIT", 10**9)
    caches["pages"].clear()
    unit = organisation("示例中心")
    published(unit, 2023, closed())
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    operation = schema[path]["GET"]

    @settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        if path.startswith(_ADDRESS) and (case.query or {}).get("version") in (None, 1):
            case.path_parameters |= {"organisation": unit.pk, "year": 2023}
        case.validate_response(case.call(headers={"Accept-Encoding": "identity"}), checks=CHECKS)

    run()
