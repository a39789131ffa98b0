"""Time limits in workdays or calendar days, and clocks that stand still while something is waited for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from shebao.workflow.calendar import Calendar


class LimitKind(StrEnum):
    """What a limit is counted in."""

    WORKDAYS = "workdays"
    CALENDAR_DAYS = "calendar_days"


class Urgency(StrEnum):
    """How pressing a limit is."""

    CALM = "calm"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many days of a kind; the day on which it begins does not count. `soon` is how many days before its end it presses."""

    days: int
    kind: LimitKind
    soon: int = 5

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError(f"期限天数不应小于 0：{self.days}")

    @property
    def words(self) -> str:
        """The limit as people say it."""
        return f"{self.days} 个工作日" if self.kind is LimitKind.WORKDAYS else f"{self.days} 日"

    def after(self, day: date, days: int, calendar: Calendar) -> date:
        """The day that is so many days of this kind after `day`."""
        return calendar.after(day, days) if self.kind is LimitKind.WORKDAYS else day + timedelta(days=days)

    def between(self, start: date, end: date, calendar: Calendar) -> int:
        """How many days of this kind lie after `start` up to and with `end`; negative where `end` is earlier."""
        return calendar.between(start, end) if self.kind is LimitKind.WORKDAYS else (end - start).days


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stretch that does not count (补正材料、鉴定、公示、诉讼): from its first day to its last; `end` None while it lasts."""

    reason: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that runs since `started_on`, less its suspensions, in order and without overlap. Raises ValueError otherwise."""

    limit: Limit
    started_on: date
    suspensions: tuple[Suspension, ...] = ()

    def __post_init__(self) -> None:
        before = self.started_on
        for index, each in enumerate(self.suspensions):
            if (each.start <= before and index) or each.start < self.started_on:
                raise ValueError(f"中止期间重叠或早于起算日：{each.reason} {each.start}")
            if each.end is None and index < len(self.suspensions) - 1:
                raise ValueError(f"前一次中止（{each.reason}）还没有结束")
            if each.end is not None and each.end < each.start:
                raise ValueError(f"中止的结束日早于开始日：{each.reason} {each.start}—{each.end}")
            before = each.end or each.start

    @property
    def is_suspended(self) -> bool:
        """Whether it stands still now."""
        return bool(self.suspensions) and self.suspensions[-1].end is None

    def suspended(self, reason: str, day: date) -> Clock:
        """The clock that stands still from that day on."""
        return replace(self, suspensions=(*self.suspensions, Suspension(reason, day)))

    def resumed(self, day: date) -> Clock:
        """The clock that runs again after that day, the last that does not count. Raises ValueError where it was running."""
        if not self.is_suspended:
            raise ValueError("期限没有中止，不能恢复计算")
        return replace(self, suspensions=(*self.suspensions[:-1], replace(self.suspensions[-1], end=day)))

    def used(self, today: date, calendar: Calendar) -> int:
        """How many of its days are used up with `today`; days of suspensions do not count."""
        whole = self.limit.between(self.started_on, today, calendar)
        return whole - sum(self._stands_still(each, today, calendar) for each in self.suspensions)

    def _stands_still(self, each: Suspension, today: date, calendar: Calendar) -> int:
        first = max(each.start - timedelta(days=1), self.started_on)  # the day it begins on is its first
        last = min(each.end or today, today)
        return self.limit.between(first, last, calendar) if last > first else 0

    def due_on(self, calendar: Calendar) -> date | None:
        """The last day of the limit; None while it stands still."""
        if self.is_suspended:
            return None
        day, left = self.started_on, self.limit.days
        for each in self.suspensions:
            runs = max(0, self.limit.between(day, each.start - timedelta(days=1), calendar))
            if runs >= left:
                break
            left -= runs
            day = each.end or each.start
        return self.limit.after(day, left, calendar)

    def days_left(self, today: date, calendar: Calendar) -> int:
        """Days of the limit's kind that are left with `today`; negative where it is over."""
        return self.limit.days - self.used(today, calendar)

    def urgency(self, today: date, calendar: Calendar) -> Urgency:
        """How pressing it is; a clock that stands still does not press."""
        due = self.due_on(calendar)
        if due is None:
            return Urgency.CALM
        if today > due:
            return Urgency.OVERDUE
        if today == due:
            return Urgency.TODAY
        return Urgency.SOON if self.days_left(today, calendar) <= self.limit.soon else Urgency.CALM
