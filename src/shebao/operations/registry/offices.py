"""Which level of office does which service up to which step, as dated data: offices.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping

_FILE = "offices.yaml"
EVERY, NONE = "*", "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """From a day on a level does services (codes, groups, or all) up to a step; '' where it does not do them."""

    since: date
    level: str
    services: frozenset[str]
    upto: str
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Division:
    """Levels and steps with their labels, in order, and the rules; a later rule goes before an earlier one."""

    levels: Mapping[str, str]
    steps: Mapping[str, str]
    rules: tuple[Rule, ...]

    def upto(self, level: str, code: str, group: str, on: date) -> Rule | None:
        """The rule that says how far a level does a service on a day; None where no rule speaks of it yet."""
        found = [
            rule for rule in self.rules
            if rule.level == level and rule.since <= on and rule.services & {EVERY, code, group}
        ]  # fmt: skip
        return found[-1] if found else None

    def does(self, level: str, code: str, group: str, step: str, on: date) -> bool:
        """Whether a level does this step of a service on a day. Raises KeyError for an unknown step."""
        order = list(self.steps)
        wanted, rule = order.index(step) if step in self.steps else -1, self.upto(level, code, group, on)
        if wanted < 0:
            raise KeyError(step)
        return rule is not None and rule.upto != "" and order.index(rule.upto) >= wanted

    def lowest(self, code: str, group: str, step: str, on: date) -> str | None:
        """The lowest level that does this step of a service on a day: where people are sent first; None where none does."""
        able = [level for level in self.levels if self.does(level, code, group, step, on)]
        return able[-1] if able else None


@cache
def division_of_work() -> Division:
    """The levels, steps and rules of the package. Raises DataFileError for a mistake in the file."""
    return read_division(_FILE, load_data(__package__, _FILE))


def read_division(name: str, data: Any) -> Division:
    """Levels, steps and rules from data. Raises DataFileError with file, key and reason."""
    given = mapping(name, data, ("levels", "steps", "rules"))
    levels, steps = given["levels"], given["steps"]
    rules = tuple(_rule(f"{name}：rules[{number}]", one, levels, steps) for number, one in enumerate(given["rules"]))
    return Division(MappingProxyType(levels), MappingProxyType(steps), rules)


def _rule(where: str, data: Any, levels: Mapping[str, str], steps: Mapping[str, str]) -> Rule:
    one = mapping(where, data, ("from", "level", "services", "upto", "basis", "confidence"))
    if one["level"] not in levels:
        raise DataFileError(f"{where}.level：没有 {one['level']}，可用的有 {list(levels)}")
    if one["upto"] not in (*steps, NONE):
        raise DataFileError(f"{where}.upto：没有 {one['upto']}，可用的有 {[*steps, NONE]}")
    upto = "" if one["upto"] == NONE else one["upto"]
    return Rule(one["from"], one["level"], frozenset(one["services"]), upto, one["basis"], one["confidence"])
