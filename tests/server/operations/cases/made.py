"""Applications as tests make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.operations.conftest import NUMBER
from shebao.server.operations.cases.models import Case
from shebao.services.flows import flows
from shebao.services.listing import Catalogue, catalogue
from shebao.services.model import Service

TODAY = datetime(2026, 3, 10, 2, tzinfo=UTC)
TEXTS = {"identity_number": NUMBER, "name": "甲某", "staff": "employee", "start": "2026-03", "reason": "111"}
SEEN = {"material:1": "original", "material:2": "original"}


def at(day: int) -> datetime:
    """Ten o'clock on a day of March 2026."""
    return TODAY + timedelta(days=day - 10)


def seen(case: Case, reason: str = "") -> dict[str, str]:
    """What a form of a case sends along."""
    return {"seen_state": case.state, "seen_version": str(case.version), "reason": reason}


def handled(monkeypatch: pytest.MonkeyPatch, flow: str, **changes: object) -> Service:
    """The joiners' service as if it were handled by another flow."""
    shipped = catalogue()
    found = replace(shipped.versions["SI-REG-005"][-1], flow=flows()[flow], **changes)
    changed = Catalogue({**shipped.versions, "SI-REG-005": (found,)})
    for module in ("cases.models.case", "cases.reading", "supervision.reading"):
        monkeypatch.setattr(f"shebao.server.operations.{module}.catalogue", lambda: changed)
    return found
