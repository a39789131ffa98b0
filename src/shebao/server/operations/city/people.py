"""Who works at the city's agency, who comes to it for the first time, and the services as they stood on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from shebao.services.listing import catalogue
from shebao.services.model import Service

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User


@dataclass(frozen=True)
class Agency:
    """Who works there: the office, a clerk and a reviewer at its counter, the place whose rules apply."""

    office: Organisation
    clerk: User
    reviewer: User
    place: str


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is insured for the first time, at an employer or as a resident."""

    number: str
    name: str
    employer: int | None = None


def service_on(code: str, day: date) -> Service:
    """The service in its version of a day."""
    found = catalogue().version(code, day)
    assert found is not None, f"{code} is in the catalogue"
    return found
