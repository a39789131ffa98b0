"""Who asks for a change of the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shebao.operations.record.acts import Authority

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User


@dataclass(frozen=True)
class Order:
    """Who orders a change of the record and on which authority. `eyes` is how many people the service asks for."""

    authority: Authority
    by: User | None = None
    checked_by: User | None = None
    approved_by: User | None = None
    eyes: int = 1
    service: str = ""
    service_version: str = ""
    corrects: int | None = None
    office: Organisation | None = None
