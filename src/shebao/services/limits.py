"""Until when something is to be decided: the limit of a service from the day on which it was accepted."""

from __future__ import annotations

from datetime import date, timedelta

from shebao.services.model import ServiceLimit
from shebao.workflow import official_calendar


def last_day(limit: ServiceLimit, accepted: date) -> date | None:
    """The last day by the limit that binds: the promised one, else the law's; None where there is none."""
    span = limit.binding
    if span is None:
        return None
    if span.kind == "calendar":
        return accepted + timedelta(days=span.n)
    return official_calendar().after(accepted, span.n)
