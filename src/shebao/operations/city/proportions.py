"""What the city is like: its place, since when lines have records there, how often what happens. Data in city.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.operations.record.lines import insurance_lines

_FILE = "city.yaml"
_RATES = (
    "leavers", "back_at_work", "newcomers", "moves", "deaths", "backdated", "corrections", "changed_particulars", "singly",
    "residents",
)  # fmt: skip
_BASES = ("read", "assumed")


@dataclass(frozen=True, slots=True)
class City:
    """The place whose rules apply, the area of its law, the first day of each line, per-mille rates by name."""

    place: str
    law: str
    beginnings: Mapping[str, date]
    permille: Mapping[str, int]


@cache
def city() -> City:
    """The city of the file. Raises DataFileError."""
    values = mapping(_FILE, load_data(__package__, _FILE), ("place", "law", "beginnings", "permille"))
    beginnings = {line: _day(line, entry) for line, entry in values["beginnings"].items()}
    rates = mapping(f"{_FILE}：permille", values["permille"], _RATES)
    return City(
        values["place"],
        values["law"],
        MappingProxyType(beginnings),
        MappingProxyType({name: _rate(name, entry) for name, entry in rates.items()}),
    )


def _day(line: str, entry: Any) -> date:
    where = f"{_FILE}：beginnings.{line}"
    found = mapping(where, entry, ("day", "basis", "source"))
    if line not in insurance_lines() or type(found["day"]) is not date or found["basis"] not in _BASES:
        raise DataFileError(f"{where}：应是险种、日期和依据")
    day: date = found["day"]
    return day


def _rate(name: str, entry: Any) -> int:
    where = f"{_FILE}：permille.{name}"
    found = mapping(where, entry, ("value", "basis", "source"))
    if not isinstance(found["value"], int) or not 0 <= found["value"] <= 1000 or found["basis"] not in _BASES:
        raise DataFileError(f"{where}：应是 0 至 1000 的整数和依据")
    return found["value"]
