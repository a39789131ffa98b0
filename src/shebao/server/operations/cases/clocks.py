"""Until when a case is to be decided."""

from __future__ import annotations

from datetime import date, timedelta

from shebao.services.model import ServiceLimit
from shebao.workflow import official_calendar


def due(limit: ServiceLimit, accepted: date) -> date | None:
    """The last day by the limit that binds: the promised one, else the law's; None where there is none."""
    span = limit.binding
    if span is None:
        return None
    if span.kind == "calendar":
        return accepted + timedelta(days=span.n)
    return official_calendar().after(accepted, span.n)
