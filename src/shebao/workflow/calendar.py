"""Workdays (工作日): the State Council's yearly arrangement, with a table of one's own days over it.

The days until 2026 are those that the General Office of the State Council announced (国务院办公厅关于部分节假日安排的通知),
from the library `chinesecalendar`; `holidays.yaml` adds the statutory days (全国年节及纪念日放假办法) of years whose
arrangement is not announced yet, and whatever a place decided otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from shebao.fields.data_files import load_data, mapping


class DayKind(StrEnum):
    """What a day is for those who work in an office."""

    WORKDAY = "workday"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Workdays from `first` to `last_announced`, afterwards weekdays that are no statutory holiday; `own` overrides both."""

    first: date
    last_announced: date
    own: Mapping[date, DayKind]

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day. Raises ValueError before the first year that is known."""
        found = self.own.get(day)
        if found is not None:
            return found is DayKind.WORKDAY
        if day < self.first:
            raise ValueError(f"没有 {day.year} 年的工作日安排；最早的是 {self.first.year} 年")
        if day > self.last_announced:
            return day.weekday() < 5
        import chinese_calendar

        return bool(chinese_calendar.is_workday(day))

    def is_announced(self, day: date) -> bool:
        """Whether the arrangement of that day's year was announced; what is counted beyond it may still move."""
        return day <= self.last_announced

    def after(self, start: date, workdays: int) -> date:
        """The day that is so many workdays after `start`; the day itself does not count (民法典第二百零一条)."""
        if workdays < 0:
            raise ValueError(f"工作日数不应小于 0：{workdays}")
        day, left = start, workdays
        while left:
            day += timedelta(days=1)
            left -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many workdays lie after `start` up to and with `end`; negative where `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(day) for day in _days(start + timedelta(days=1), end))

    def over(self, own: Mapping[date, DayKind]) -> Calendar:
        """This calendar with a place's own days over it."""
        return Calendar(self.first, self.last_announced, {**self.own, **own})


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def parse_days(name: str, data: Any) -> Mapping[date, DayKind]:
    """Days of one's own from `{rest: […], workdays: […]}` of a data file. Raises ValueError with file, key and reason."""
    mapping(name, data, (), ("basis", "rest", "workdays"))
    found: dict[date, DayKind] = {}
    for key, kind in (("rest", DayKind.REST), ("workdays", DayKind.WORKDAY)):
        for day in data.get(key) or ():
            if type(day) is not date:
                raise ValueError(f"{name} {key}：应为 2027-01-01 这样的日期，实为 {day!r}")
            if day in found:
                raise ValueError(f"{name} {key}：{day} 重复")
            found[day] = kind
    return found


@cache
def official_calendar() -> Calendar:
    """The calendar of the State Council's arrangements, with the statutory days of years not yet arranged."""
    import chinese_calendar

    announced = sorted(chinese_calendar.holidays)
    data = load_data(__package__, "holidays.yaml")
    return Calendar(date(announced[0].year, 1, 1), date(announced[-1].year, 12, 31), parse_days("holidays.yaml", data))
