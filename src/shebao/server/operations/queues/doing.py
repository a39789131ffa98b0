"""Numbers given out while the windows are open, called one after another, served or left."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.server.operations.cases.declares import START_CASES
from shebao.server.operations.queues.models import Roll, Ticket
from shebao.services.counters import hours_on, is_open, lines
from shebao.workflow import official_calendar

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

HIGHEST_WINDOW = 99


class Refused(Exception):
    """Nothing happened; the message says why."""


@transaction.atomic
def take(by: User, office: Organisation, line: str, now: datetime | None = None) -> Ticket:
    """The next number of a line. Raises Refused outside the hours."""
    at = now or timezone.now()
    _must_be_permitted(by, office)
    if line not in lines():
        raise Refused("没有这个队")
    local = timezone.localtime(at)
    if not is_open(local, official_calendar()):
        raise Refused(f"现在不办公，不取号；工作日 {hours_on(local.date()).words} 办公")
    Roll.objects.get_or_create(office=office, day=local.date(), line=line)
    roll = Roll.objects.select_for_update().get(office=office, day=local.date(), line=line)
    roll.last += 1
    roll.save(update_fields=("last",))
    found: Ticket = Ticket.objects.create(
        office=office, day=local.date(), line=line, number=roll.last, state="waiting", taken_at=at
    )
    return found


@transaction.atomic
def call(
    clerk: User, office: Organisation, wanted: Collection[str], window: int, now: datetime | None = None
) -> Ticket | None:
    """Calls who waits longest in the lines to a window; None where nobody waits. Two windows never call the same number. Raises
    Refused while the clerk's last one is not ended."""
    at = now or timezone.now()
    _must_be_permitted(clerk, office)
    if not 1 <= window <= HIGHEST_WINDOW:
        raise Refused(f"窗口号应是 1 至 {HIGHEST_WINDOW}")
    day = timezone.localdate(at)
    if Ticket.objects.filter(called_by=clerk, day=day, state="called").exists():
        raise Refused("先把手上的号办完或记为过号，再叫下一个")
    waiting = Ticket.objects.filter(office=office, day=day, state="waiting", line__in=list(wanted))
    found: Ticket | None = waiting.select_for_update(skip_locked=True).order_by("taken_at", "pk").first()
    if found is None:
        return None
    found.state, found.window, found.called_by, found.called_at, found.calls = "called", window, clerk, at, 1
    found.save()
    return found


@transaction.atomic
def again(clerk: User, now: datetime | None = None) -> Ticket:
    """Calls the number at the clerk's window once more. Raises Refused where there is none."""
    found = _at_window(clerk, now)
    found.called_at, found.calls = now or timezone.now(), found.calls + 1
    found.save()
    return found


@transaction.atomic
def end(clerk: User, *, served: bool, now: datetime | None = None) -> Ticket:
    """The number at the clerk's window was served, or nobody came. Raises Refused where there is none."""
    found = _at_window(clerk, now)
    found.state, found.ended_at = "served" if served else "left", now or timezone.now()
    found.save()
    return found


def _at_window(clerk: User, now: datetime | None) -> Ticket:
    called = Ticket.objects.select_for_update().filter(called_by=clerk, day=timezone.localdate(now), state="called")
    found: Ticket | None = called.first()
    if found is None:
        raise Refused("手上没有号；请先叫号")
    return found


def _must_be_permitted(by: User, office: Organisation) -> None:
    if not by.has_permission_at(START_CASES, office):
        raise Refused(f"您不在{office}的窗口办理")
