"""The kinds of needs as data: needs.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping

_FILE = "needs.yaml"
_KEYS = ("told", "service", "tone", "basis", "confidence", "values")
_TONES = frozenset({"bad", "attention", "info", "neutral"})


@dataclass(frozen=True, slots=True)
class Declared:
    """One kind of need: the words with slots, the service that answers it, how urgent, the law, and values by the day."""

    told: str
    service: str
    tone: str
    basis: str
    confidence: str
    values: tuple[Mapping[str, Any], ...]

    def value(self, name: str, on: date) -> int | None:
        """A value that applies on a day, None where there is none yet."""
        found = [each[name] for each in self.values if each["from"] <= on and name in each]
        return int(found[-1]) if found else None


@cache
def declared() -> Mapping[str, Declared]:
    """All kinds by name, the most urgent first. Raises DataFileError for a mistake in the file."""
    return MappingProxyType({key: _read(key, entry) for key, entry in load_data(__package__, _FILE).items()})


def _read(key: str, entry: object) -> Declared:
    where = f"{_FILE}：{key}"
    given = mapping(where, entry, _KEYS)
    if given["tone"] not in _TONES:
        raise DataFileError(f"{where}.tone：应为 {sorted(_TONES)}，实为 {given['tone']}")
    values = [mapping(f"{where}.values", each, ("from",), ("months", "age_months")) for each in given["values"]]
    if [each["from"] for each in values] != sorted(each["from"] for each in values):
        raise DataFileError(f"{where}.values：应按 from 从早到晚排列")
    return Declared(**{**given, "values": tuple(MappingProxyType(each) for each in values)})
