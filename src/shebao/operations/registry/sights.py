"""Which parts of the record a level of office sees, as dated data: sights.yaml. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.operations.registry.offices import division_of_work

_FILE = "sights.yaml"
_CONFIDENCE = ("verified", "practice", "unverified")


@dataclass(frozen=True, slots=True)
class Sight:
    """From a day on a level sees these parts of the record."""

    since: date
    level: str
    sees: frozenset[str]
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Sights:
    """The parts with their labels, and the rules; of a level's rules the later one replaces the earlier."""

    parts: Mapping[str, str]
    rules: tuple[Sight, ...]

    def sees(self, level: str, part: str, on: date) -> bool:
        """Whether a level sees a part of the record on a day; what no rule speaks of is not seen. Raises KeyError for an unknown part."""
        if part not in self.parts:
            raise KeyError(part)
        found = max((r for r in self.rules if r.level == level and r.since <= on), key=lambda r: r.since, default=None)
        return found is not None and part in found.sees


@cache
def sights() -> Sights:
    """The parts and rules of the package. Raises DataFileError for a mistake in the file."""
    return read_sights(_FILE, load_data(__package__, _FILE))


def read_sights(name: str, data: Any) -> Sights:
    """Parts and rules from data. Raises DataFileError with file, key and reason."""
    given = mapping(name, data, ("parts", "rules"))
    parts = given["parts"]
    rules = tuple(_rule(f"{name}：rules[{number}]", one, parts) for number, one in enumerate(given["rules"]))
    twice = [rule for rule in rules if sum((r.level, r.since) == (rule.level, rule.since) for r in rules) > 1]
    if twice:
        raise DataFileError(f"{name}：{twice[0].level} 从 {twice[0].since} 起写了两条，应只有一条")
    return Sights(MappingProxyType(parts), rules)


def _rule(where: str, data: Any, parts: Mapping[str, str]) -> Sight:
    one = mapping(where, data, ("from", "level", "sees", "basis", "confidence"))
    if one["level"] not in division_of_work().levels:
        raise DataFileError(f"{where}.level：没有 {one['level']}，可用的有 {list(division_of_work().levels)}")
    unknown = [part for part in one["sees"] if part not in parts]
    if unknown:
        raise DataFileError(f"{where}.sees：没有 {unknown}，可用的有 {list(parts)}")
    if one["confidence"] not in _CONFIDENCE:
        raise DataFileError(f"{where}.confidence：没有 {one['confidence']}，可用的有 {list(_CONFIDENCE)}")
    return Sight(one["from"], one["level"], frozenset(one["sees"]), one["basis"], one["confidence"])
