"""Every change of a unit-year's content passes here: only while it is editable, counted, attributed, recomputed after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from shebao.server.accountability.unit_years.models import Contribution, UnitYear
from shebao.server.accountability.unit_years.states import after_edit
from shebao.server.platform.jobs.background import start

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


RECOMPUTE = "unit_years.recompute"


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
    unit_year = UnitYear.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=unit_year_id)
    state = after_edit(unit_year.state)
    if state is None:
        raise NotEditable(unit_year.get_state_display())
    now = timezone.now()
    changes = {"edited_at": now, "edited_by": person, "state": state.value}
    for name, value in changes.items():
        setattr(unit_year, name, value)
    UnitYear.objects.filter(pk=unit_year_id).update(revision=F("revision") + 1, **changes)
    Contribution.objects.update_or_create(unit_year=unit_year, person=person, defaults={"last_at": now})
    order(unit_year)
    return unit_year


def order(unit_year: UnitYear) -> None:
    """Orders a recomputation in the transaction of the change: both are there or neither. One that waits already serves."""
    name = f"unit-year-{unit_year.pk}"
    start(RECOMPUTE, str(unit_year), arguments={"unit_year": unit_year.pk}, lock=name, once=name)
