"""The work of all apps for one person, the most pressing first."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.module_loading import import_string

from shebao.server.platform.declarations import collected
from shebao.server.platform.inbox.work import Waiting, Work

if TYPE_CHECKING:
    from collections.abc import Iterable


def waiting_of(person: object, today: date) -> Waiting:
    """What waits for a person (a user of `people`) and what they wait for."""
    found = [
        import_string(inbox.gives.replace(":", "."))(person, today)
        for inbox in collected().inbox.values()
        if not inbox.access or any(person.has_permission(each) for each in inbox.access)  # type: ignore[attr-defined]
    ]
    return Waiting(
        tuple(_ordered(work for each in found for work in each.mine)),
        tuple(_ordered(work for each in found for work in each.others)),
        sum(each.more for each in found),
    )


def _ordered(works: Iterable[Work]) -> list[Work]:
    """By the last day, what has none behind; then what waits longest."""
    return sorted(works, key=lambda work: (work.until or date.max, work.since, work.address))


def words_since(since: datetime, today: date) -> str:
    """How long something waits, in words."""
    days = (today - timezone.localtime(since).date()).days
    return "今天" if days <= 0 else f"已 {days} 天"


def words_until(work: Work, today: date) -> str:
    """How long is left, in words; nothing where there is no last day."""
    left = work.days_left(today)
    if left is None:
        return ""
    return f"已超过 {-left} 天" if left < 0 else "今天到期" if left == 0 else f"还有 {left} 天"
