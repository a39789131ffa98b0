"""What the pages of the queue read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from shebao.server.operations.queues.models import Ticket
from shebao.services.counters import Line, lines

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_SHOWN = 12


@dataclass(frozen=True)
class Standing:
    """How a line stands: how many wait and since when the first one does, how many were served and left today."""

    line: Line
    waiting: int
    since: datetime | None
    served: int
    left: int


def standings(office: Organisation, day: date) -> list[Standing]:
    """All lines of an office on a day."""
    rows = (
        Ticket.objects.filter(office=office, day=day)
        .values("line")
        .order_by("line")
        .annotate(
            waiting=Count("pk", Q(state="waiting")),
            since=Min("taken_at", filter=Q(state="waiting")),
            served=Count("pk", Q(state="served")),
            left=Count("pk", Q(state="left")),
        )
    )
    found = {row["line"]: row for row in rows}
    empty = {"waiting": 0, "since": None, "served": 0, "left": 0}
    return [Standing(line, **{key: found.get(letter, empty)[key] for key in empty}) for letter, line in lines().items()]


def at_window(clerk: User, day: date) -> Ticket | None:
    """The number that somebody has called and not ended."""
    return Ticket.objects.filter(called_by=clerk, day=day, state="called").first()


def called(office: Organisation, day: date) -> list[Ticket]:
    """The numbers that are called now, the latest first."""
    found = Ticket.objects.filter(office=office, day=day, state="called")
    return list(found.order_by("-called_at")[:_SHOWN])
