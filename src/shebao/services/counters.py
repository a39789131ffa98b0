"""When the windows are open, and the lines in which people wait. Data in counters.yaml. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.services.words import words
from shebao.workflow import Calendar

_FILE = "counters.yaml"


@dataclass(frozen=True, slots=True)
class Hours:
    """The stretches of a workday in which windows are open, since a day."""

    since: date
    open: tuple[tuple[time, time], ...]

    @property
    def words(self) -> str:
        """As people read them."""
        return "、".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in self.open)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of people: the letter of its numbers, what it is for, the groups of services."""

    letter: str
    label: str
    groups: tuple[str, ...]


@cache
def lines() -> Mapping[str, Line]:
    """All lines by letter. Raises DataFileError where a group of services has no line or two."""
    found = {letter: _line(letter, entry) for letter, entry in _data()["lines"].items()}
    waiting = sorted(group for line in found.values() for group in line.groups)
    if waiting != sorted(words()["groups"]):
        raise DataFileError(f"{_FILE}：lines：每个事项类别应恰好在一个队里")
    return MappingProxyType(found)


def hours_on(day: date) -> Hours:
    """The hours in force on a day. Raises DataFileError before the first."""
    begun = [hours for hours in _hours() if hours.since <= day]
    if not begun:
        raise DataFileError(f"{_FILE}：{day} 还没有办公时间")
    return begun[-1]


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Whether windows are open at a local instant."""
    if not calendar.is_workday(at.date()):
        return False
    return any(begin <= at.time() < end for begin, end in hours_on(at.date()).open)


def _data() -> Mapping[str, Any]:
    return mapping(_FILE, load_data(__package__, _FILE), ("confidence", "hours", "lines"))


def _line(letter: str, entry: Any) -> Line:
    one = mapping(f"{_FILE}：lines.{letter}", entry, ("label", "groups"))
    return Line(letter, one["label"], tuple(one["groups"]))


@cache
def _hours() -> tuple[Hours, ...]:
    found = []
    for number, entry in enumerate(_data()["hours"], 1):
        one = mapping(f"{_FILE}：hours[{number}]", entry, ("from", "open"))
        stretches = tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in one["open"])
        if any(begin >= end for begin, end in stretches):
            raise DataFileError(f"{_FILE}：hours[{number}].open：起应早于止")
        found.append(Hours(one["from"], stretches))
    return tuple(sorted(found, key=lambda hours: hours.since))
