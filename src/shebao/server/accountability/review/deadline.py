"""The time limit of disclosure: within 20 days of the 批复 (预算法第十四条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shebao.workflow import Clock, Limit, LimitKind, Urgency, official_calendar

DAYS = 20
_LIMIT = Limit(DAYS, LimitKind.CALENDAR_DAYS)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When disclosure is due after a 批复, seen from `today`.

    Counted in calendar days: weekends and holidays count, the day of the 批复 does not (民法典第二百零一条). An end that
    falls on a holiday is not moved to the next working day, so that nobody relies on the later day.
    """

    approved_on: date
    today: date

    @property
    def due_on(self) -> date:
        """The last day."""
        return _LIMIT.after(self.approved_on, DAYS, official_calendar())

    @property
    def days_left(self) -> int:
        """Whole days until the last day; 0 on it, negative after it."""
        return (self.due_on - self.today).days

    @property
    def urgency(self) -> Urgency:
        """How pressing it is."""
        return Clock(_LIMIT, self.approved_on).urgency(self.today, official_calendar())

    @property
    def words(self) -> str:
        """The countdown as a sentence."""
        due = f"{self.due_on.year}年{self.due_on.month}月{self.due_on.day}日"
        if self.days_left < 0:
            return f"公开期限为{due}，已超过 {-self.days_left} 天"
        if self.days_left == 0:
            return f"公开期限为{due}，今天是最后一天"
        return f"公开期限为{due}，还有 {self.days_left} 天（含周末和节假日）"
