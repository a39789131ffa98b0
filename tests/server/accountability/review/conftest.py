"""A unit-year from an example folder with its findings, and a person of each role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from server_publications import EXAMPLES
from shebao.server.accountability.review import preparing
from shebao.server.accountability.review.doing import perform
from shebao.server.accountability.review.machine import TRANSITIONS, Action
from shebao.server.accountability.review.models import Step
from shebao.server.accountability.unit_years import folder
from shebao.server.accountability.unit_years.computing.compute import compute
from shebao.server.accountability.unit_years.computing.saving import save
from shebao.server.accountability.unit_years.models import Contribution, Finding, UnitYear
from shebao.server.platform.people.models import User

INPUTS = {"reason": "数字需核对", "approved_on": "2024-08-20", "document_number": "财决批〔2024〕12号"}
TODAY = date(2024, 9, 1)


@dataclass
class Office:
    """The unit-year and the people around it."""

    unit_year: UnitYear
    people: dict[str, User]
    sign_in: Callable[[User], Client]

    def seen(self, **changes: str) -> dict[str, str]:
        """What a page made now would send."""
        self.unit_year.refresh_from_db()
        return {
            "seen_state": self.unit_year.state, "seen_revision": str(self.unit_year.revision), **INPUTS, **changes
        }  # fmt: skip

    def act(self, action: Action, role: str, **changes: str) -> Step:
        """The person of that role does it."""
        return perform(self.unit_year, action, self.people[role], self.seen(**changes), TODAY)

    def bring_to(self, state: str) -> None:
        """Moves the unit-year along until it is in that state."""
        for action, role in WAY:
            self.unit_year.refresh_from_db()
            if self.unit_year.state == state:
                return
            if self.unit_year.state in TRANSITIONS[action].sources:
                self.act(action, role)
        self.unit_year.refresh_from_db()
        assert self.unit_year.state == state

    def browser(self, role: str) -> Client:
        """The browser of the person of that role."""
        return self.sign_in(self.people[role])

    def edited_by(self, role: str) -> None:
        """Somebody changed the content."""
        Contribution.objects.update_or_create(
            unit_year=self.unit_year, person=self.people[role], defaults={"last_at": timezone.now()}
        )

    def finding(self, severity: str, key: str = "k1") -> Finding:
        """An open finding."""
        found: Finding = Finding.objects.create(
            unit_year=self.unit_year, key=key, source="audit", rule="T01", severity=severity,
            message=f"表05 合计不等于各行之和（{key}）", first_revision=1,
        )  # fmt: skip
        return found


WAY = (
    (Action.CHECK, "preparer"),
    (Action.SUBMIT, "unit_head"),
    (Action.ACCEPT, "department_reviewer"),
    (Action.APPROVE, "finance_reviewer"),
    (Action.PUBLISH, "publisher"),
)


@pytest.fixture
def office(
    tree: Any, member: Callable[..., User], sign_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The city centre's year, examined, without open errors; published as a web page only, which is quick."""
    monkeypatch.setattr(preparing, "FORMATS", ("html",))
    unit_year = folder.load(EXAMPLES / "city-centre-2023", tree.unit)
    save(unit_year.pk, compute(unit_year))
    Finding.objects.filter(unit_year=unit_year).delete()
    places = {
        "preparer": tree.unit,
        "unit_head": tree.unit,
        "department_reviewer": tree.bureau,
        "finance_reviewer": tree.city,
        "publisher": tree.city,
        "auditor": tree.city,
        "administrator": tree.city,
    }
    people = {role: member(role, place) for role, place in places.items()}
    made = Office(unit_year, people, sign_in)
    made.edited_by("preparer")
    return made
