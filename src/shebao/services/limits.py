"""Until when something is to be decided: the limit of a service from the day on which it was accepted, less what stops its clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shebao.services.model import ServiceLimit, Span
from shebao.services.stages import stages
from shebao.workflow import Clock, Limit, LimitKind, Suspension, official_calendar

_KINDS = {"workdays": LimitKind.WORKDAYS, "calendar": LimitKind.CALENDAR_DAYS}


@dataclass(frozen=True, slots=True)
class Due:
    """The last day that the agency promises (without a promise: that the law sets), and the law's; None while the clock stands
    still, the law's also where there is none."""

    promised: date | None
    statutory: date | None


def due(limit: ServiceLimit, accepted: date, pauses: Iterable[Suspension] = ()) -> Due:
    """Until when a case that was accepted on a day is to be decided, less the days on which its clock stood still."""
    still = merged(accepted, pauses)
    binding = limit.binding or stages().stages["usual"].limit
    return Due(_last(binding, accepted, still), _last(limit.statutory, accepted, still) if limit.statutory else None)


def after(span: Span, day: date) -> date:
    """The last day of a stage that begins on a day; where that is no workday, the next one (民法典第二百零三条)."""
    found = _limit(span).after(day, span.n, official_calendar())
    while not official_calendar().is_workday(found):
        found += timedelta(days=1)
    return found


def merged(first: date, pauses: Iterable[Suspension]) -> tuple[Suspension, ...]:
    """The days on which a clock stands still as stretches in order without overlap, none before its first day."""
    found: list[Suspension] = []
    for each in sorted(pauses, key=lambda one: one.start):
        start = max(each.start, first)
        if each.end is not None and each.end < start:
            continue
        before = found[-1] if found else None
        if before is not None and (before.end is None or start <= before.end):
            end = None if before.end is None or each.end is None else max(before.end, each.end)
            found[-1] = Suspension(before.reason, before.start, end)
        else:
            found.append(Suspension(each.reason, start, each.end))
    return tuple(found)


def _last(span: Span, accepted: date, pauses: tuple[Suspension, ...]) -> date | None:
    return Clock(_limit(span), accepted, pauses).due_on(official_calendar())


def _limit(span: Span) -> Limit:
    return Limit(span.n, _KINDS[span.kind])
