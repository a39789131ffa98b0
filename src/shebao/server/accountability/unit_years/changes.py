"""Every change of a unit-year's content passes here: only while it is editable, counted, attributed, recomputed after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from shebao.server.accountability.unit_years.models import Contribution, UnitYear
from shebao.server.accountability.unit_years.states import State

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


class NotEditable(Exception):
    """The unit-year was submitted: its content cannot be changed any more."""


class Conflict(Exception):
    """Somebody else changed the same thing since the form was made; nothing was overwritten. `theirs` is what is stored."""

    def __init__(self, theirs: object) -> None:
        super().__init__("conflict")
        self.theirs = theirs


def changing(unit_year_id: int, person: User) -> UnitYear:
    """The unit-year, locked until the transaction ends, with its revision counted up and a recomputation ordered.
    Raises NotEditable. What was checked has to be checked again."""
    from shebao.server.accountability.unit_years.recompute import order

    unit_year = UnitYear.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=unit_year_id)
    if not unit_year.is_editable:
        raise NotEditable(unit_year.get_state_display())
    now = timezone.now()
    unit_year.edited_at, unit_year.edited_by = now, person
    if unit_year.state == State.CHECKED:
        unit_year.state = State.DRAFT
    changes = {"edited_at": now, "edited_by": person, "state": unit_year.state}
    UnitYear.objects.filter(pk=unit_year_id).update(revision=F("revision") + 1, **changes)
    Contribution.objects.update_or_create(unit_year=unit_year, person=person, defaults={"last_at": now})
    order(unit_year)
    return unit_year
