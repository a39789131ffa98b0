"""How contributions are collected in a place (征收方式) from a month on, and until which day a month is to be paid: modes.yaml."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.fields.dates import Month, month_of, parse_day
from shebao.policy.nearest import upwards

_FILE = "modes.yaml"
_KEYS = ("place", "from", "mode", "due_day", "basis", "source", "confidence")
_LONGEST = 31


class Mode(StrEnum):
    """Who says what is to be paid: the agency (核定), or the employer to the tax authority (自行申报)."""

    ASSESSED = "assessed"
    DECLARED = "declared"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return {"assessed": "社保核定、税务征收", "declared": "向税务自行申报缴纳"}[self.value]


@dataclass(frozen=True, slots=True)
class Collecting:
    """The mode of a place from a month on; `due_day` is the last day of payment within the month that is owed."""

    place: str
    start: Month
    mode: Mode
    due_day: int
    basis: str

    def due_on(self, month: Month) -> date:
        """The last day on which a month is paid in time."""
        return date(month.year, month.month, min(self.due_day, calendar.monthrange(month.year, month.month)[1]))


class NotCollected(LookupError):
    """Nobody has said how a place collects a month; the message says what to do."""


@cache
def collecting(place: str, month: Month) -> Collecting:
    """What holds in a place for a month: the nearest place that says anything, its last row. Raises NotCollected."""
    for code in upwards(place):
        found = [row for row in _rows() if row.place == code and row.start <= month]
        if found:
            return max(found, key=lambda row: row.start)
    raise NotCollected(f"{place} {month} 的征收方式没有写明；请在 modes.yaml 里补上自哪月起、由谁核定、哪天以前缴纳")


def read_modes(entries: Any) -> tuple[Collecting, ...]:
    """The rows of a file of modes. Raises DataFileError with entry, key and reason."""
    found = tuple(_row(f"{_FILE}：第 {number} 项", entry) for number, entry in enumerate(entries, 1))
    starts = {(row.place, row.start) for row in found}
    if len(starts) < len(found):
        raise DataFileError(f"{_FILE}：同一地区同一月份写了两次，请合并")
    return found


@cache
def _rows() -> tuple[Collecting, ...]:
    return read_modes(load_data(__package__, _FILE))


def _row(where: str, entry: Any) -> Collecting:
    values: Mapping[str, Any] = mapping(where, entry, _KEYS)
    try:
        start, mode, due_day = parse_day(str(values["from"])), Mode(values["mode"]), int(values["due_day"])
    except ValueError as error:
        raise DataFileError(
            f"{where}：{error}；from 应为日期，mode 应为 assessed 或 declared，due_day 应为整数"
        ) from None
    if start.day != 1 or not 1 <= due_day <= _LONGEST:
        raise DataFileError(f"{where}：from 应为某月一日，due_day 应在 1 至 {_LONGEST} 之间")
    return Collecting(values["place"], month_of(start), mode, due_day, values["basis"])
