"""Ten o'clock on the tenth of March 2026, the joiners' service, somebody who approves."""

from __future__ import annotations

import pytest

from server.operations.cases.made import TODAY
from shebao.server.platform.people.models import User
from shebao.services.listing import catalogue
from shebao.services.model import Service


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the day of the test."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


@pytest.fixture
def service() -> Service:
    """Employees are enrolled by their employer."""
    return catalogue().versions["SI-REG-005"][-1]


@pytest.fixture
def approver(member, tree) -> User:
    return member("case_approver", tree.unit, "approver")
