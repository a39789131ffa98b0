"""Worked cases of services: each file in examples/services says what comes of it, and it does."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from shebao.operations.handling.checking import misfits, unreached
from shebao.operations.handling.trying import compared, try_service
from shebao.services.listing import catalogue

EXAMPLES = sorted((Path(__file__).parents[3] / "examples/services").glob("*.yaml"))
TODAY = date(2026, 11, 30)
OPEN = [service for service in catalogue().on(TODAY) if service.available]


def worked(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_worked_case_comes_to_what_it_says(path: Path) -> None:
    case = worked(path)
    service = catalogue().version(case["service"], case["day"])
    assert service is not None
    assert compared(try_service(service, case, path.name), case["expect"]) == []
    assert path.stem.startswith(service.code)


def test_every_open_service_has_a_case_that_is_taken() -> None:
    taken = {worked(path)["service"] for path in EXAMPLES if not worked(path)["expect"]["against"]}
    assert {service.code for service in OPEN} == taken


def test_services_and_effects_fit_each_other() -> None:
    assert misfits(OPEN) == []
    assert unreached(OPEN) == []
