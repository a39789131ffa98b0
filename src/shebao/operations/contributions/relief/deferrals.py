"""Deferrals of the unit's share (缓缴) by dated policy, and which months of an employer are deferred until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from shebao.fields.codes import code_lists
from shebao.fields.data_files import DataFileError, load_data, mapping, month_in
from shebao.fields.dates import Month
from shebao.operations.contributions.facts import value_on
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Fact

_FILE = "deferrals.yaml"
_KEYS = ("lines", "industries", "sizes", "until", "basis", "source", "confidence")
POLICY, UNTIL = "deferral", "deferral_until"
"""The registers of an employer, by line: under which policy a month is deferred, and until when it is paid."""


@dataclass(frozen=True, slots=True)
class Deferral:
    """A policy: by line the first and last month (None: not said) that may be deferred, for whom, and until when it is paid."""

    key: str
    label: str
    lines: Mapping[str, tuple[Month, Month | None]]
    industries: tuple[str, ...]
    sizes: tuple[str, ...]
    until: date | None
    basis: str

    @property
    def first(self) -> Month:
        """The first month that may be deferred in any line."""
        return min(first for first, _last in self.lines.values())

    @property
    def last(self) -> Month | None:
        """The last month that may be deferred in any line."""
        lasts = [last for _first, last in self.lines.values()]
        return None if None in lasts else max(last for last in lasts if last is not None)


@dataclass(frozen=True, slots=True)
class Deferred:
    """A month of a line at an employer whose unit's share is deferred: by which policy, paid by which day."""

    policy: str
    until: date


def deferred(facts: Iterable[Fact], line: str, month: Month) -> Deferred | None:
    """What an employer's facts, as known, say of a month: no late fee runs on the unit's share until that day."""
    known = list(facts)
    policy = value_on(known, POLICY, line, month.first_day)
    until = value_on(known, UNTIL, line, month.first_day)
    return Deferred(deferrals()[policy].label, date.fromisoformat(until)) if policy and until else None


@cache
def deferrals() -> Mapping[str, Deferral]:
    """The policies by key, as in the code list `deferral`. Raises DataFileError."""
    labels = code_lists()["deferral"]
    data = mapping(_FILE, load_data(__package__, _FILE), tuple(labels))
    return {key: _deferral(f"{_FILE}：{key}", key, labels[key], entry) for key, entry in data.items()}


def _deferral(where: str, key: str, label: str, entry: Any) -> Deferral:
    values = mapping(where, entry, _KEYS)
    lines = {line: _months(f"{where}.{line}", months) for line, months in values["lines"].items()}
    unknown = [line for line in lines if line not in insurance_lines()]
    if unknown or not lines:
        raise DataFileError(f"{where}：没有险种 {unknown}" if unknown else f"{where}：缺少险种")
    until = values["until"]
    if until is not None and not isinstance(until, date):
        raise DataFileError(f"{where}：until 应是日期，实为 {until!r}")
    industries, sizes = tuple(values["industries"]), tuple(values["sizes"])
    return Deferral(key, label, lines, industries, sizes, until, values["basis"])


def _months(where: str, entry: Any) -> tuple[Month, Month | None]:
    values = mapping(where, entry, ("from",), ("to",))
    first = month_in(f"{where}.from", values["from"])
    last = month_in(f"{where}.to", values["to"]) if "to" in values else None
    if last is not None and last < first:
        raise DataFileError(f"{where}：to 早于 from")
    return first, last
