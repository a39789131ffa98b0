"""The month's window (异动期): which month a change counts from. Dated data by place in windows.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.fields.dates import Month, month_of

_FILE = "windows.yaml"
_KEYS = ("place", "from", "first", "last", "source", "confidence")


@dataclass(frozen=True, slots=True)
class Window:
    """From which to which day of a month changes still count for it, where and since when."""

    place: str
    since: date
    first: int
    last: int
    source: str
    confidence: str

    def month(self, day: date) -> Month:
        """The month that a change of this day counts from: this one, or the next after the window has closed."""
        current = month_of(day)
        return current if day.day <= self.last else current.plus(1)

    def told(self, day: date) -> str:
        """What people are told on a day."""
        if day.day <= self.last:
            return f"本月 {self.last} 日以前办理的，从 {self.month(day)} 起算"
        return f"本月办理期（{self.first} 日至 {self.last} 日）已过，从 {self.month(day)} 起算"


def window(place: str, day: date) -> Window:
    """The window of a place on a day: its own, else that of the division above it, else the nation's."""
    candidates = (place, f"{place[:4]}00", f"{place[:2]}0000", "000000")
    for candidate in candidates:
        found = [one for one in _windows() if one.place == candidate and one.since <= day]
        if found:
            return max(found, key=lambda one: one.since)
    raise DataFileError(f"{_FILE}：{day} 没有适用的办理期")


@cache
def _windows() -> tuple[Window, ...]:
    found = []
    for number, entry in enumerate(load_data(__package__, _FILE), 1):
        values = mapping(f"{_FILE}：第 {number} 项", entry, _KEYS)
        if not 1 <= values["first"] <= values["last"] <= 28:
            raise DataFileError(f"{_FILE}：第 {number} 项的 first、last 应在 1 至 28 之间")
        found.append(Window(values["place"], values["from"], *(values[key] for key in _KEYS[2:])))
    return tuple(found)
