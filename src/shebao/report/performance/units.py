"""Units of indicators: families that convert into each other, synonyms, periods (data in units.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from shebao.fields.data_files import load_data


class UnitsError(ValueError):
    """units.yaml is wrong; the message names the key and the reason."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` as understood, `dimension` (two units compare where it is the same), `factor` to the dimension's base."""

    name: str
    dimension: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Units:
    """Every known unit by name or synonym, periods a year, multiples, and a pattern that finds the longest unit name."""

    by_name: Mapping[str, Unit]
    periods: Mapping[str, int]
    multiples: Mapping[str, Decimal]
    pattern: str


NO_UNIT = Unit("", "", Decimal(1))


def load_units(data: Mapping[str, Any]) -> Units:
    """Units from the content of units.yaml. Raises UnitsError with key and reason."""
    wanted = {"families", "synonyms", "plain", "periods", "multiples"}
    if set(data) != wanted:
        raise UnitsError(f"units.yaml：键应为 {sorted(wanted)}，实为 {sorted(data)}")
    by_name: dict[str, Unit] = {}
    for family, members in data["families"].items():
        for name, factor in members.items():
            _add(by_name, str(name), Unit(str(name), family, Decimal(str(factor))))
    del by_name[""]
    for name in data["plain"]:
        _add(by_name, name, Unit(name, name, Decimal(1)))
    for name, synonyms in data["synonyms"].items():
        if name not in by_name:
            raise UnitsError(f"units.yaml synonyms：{name} 不是已知单位")
        for synonym in synonyms:
            _add(by_name, synonym, by_name[name])
    names = sorted(by_name, key=len, reverse=True)
    return Units(
        by_name,
        dict(data["periods"]),
        {name: Decimal(value) for name, value in data["multiples"].items()},
        "|".join(re.escape(name) for name in names),
    )


def _add(by_name: dict[str, Unit], name: str, unit: Unit) -> None:
    if name in by_name:
        raise UnitsError(f"units.yaml：单位 {name} 出现两次")
    if unit.factor <= 0:
        raise UnitsError(f"units.yaml：单位 {name} 的倍数应为正，实为 {unit.factor}")
    by_name[name] = unit


@cache
def units() -> Units:
    """The units of the project."""
    return load_units(load_data(__package__, "units.yaml"))
