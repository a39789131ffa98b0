"""What the synthetic population looks like: weights and yearly series from a data file, each with its basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
import yaml

from shebao.population.draws import Integers

_BASES = ("read", "assumed")


@dataclass(frozen=True, slots=True)
class Proportions:
    """Weights by group and district, per-mille rates by name, and series by year (yuan or per mille)."""

    groups: dict[str, int]
    totals: dict[str, int]
    districts: dict[str, int]
    permille: dict[str, int]
    employees_per_employer: int
    employers_by_size: dict[str, int]
    staff_by_size: dict[str, int]
    average_wage: dict[int, int]
    calculation_base: dict[int, int]
    pension_rise: dict[int, int]


def parse_proportions(text: str, name: str) -> Proportions:
    """Proportions from YAML. Raises ValueError with file, key and reason for anything missing, unknown or negative."""
    document = yaml.safe_load(text)
    hints = get_type_hints(Proportions)
    if not isinstance(document, Mapping) or set(document) != set(hints):
        raise ValueError(f"{name}：应恰有 {'、'.join(hints)} 各节")
    values = {key: _section(document[key], hint, f"{name}：{key}") for key, hint in hints.items()}
    if list(values["employers_by_size"]) != list(values["staff_by_size"]):
        raise ValueError(f"{name}：employers_by_size 与 staff_by_size 应是相同的几种规模，次序相同")
    return Proportions(**values)


def _section(section: Any, hint: Any, where: str) -> Any:
    if get_origin(hint) is not dict:
        return _figure(section, where)
    if not isinstance(section, Mapping) or not section:
        raise ValueError(f"{where} 应为非空的键值表")
    key_type = get_args(hint)[0]
    for key in section:
        if not isinstance(key, key_type):
            raise ValueError(f"{where}.{key} 的键应为{'年份' if key_type is int else '文字'}")
    return {key: _figure(fact, f"{where}.{key}") for key, fact in section.items()}


def _figure(fact: Any, where: str) -> int:
    if not isinstance(fact, Mapping) or not {"basis", "source"} < set(fact) or len(fact) != 3:
        raise ValueError(f"{where} 应有 weight 或 value、basis、source 三项")
    if fact["basis"] not in _BASES or not fact["source"]:
        raise ValueError(f"{where}.basis 应为 {' 或 '.join(_BASES)}，source 不可为空")
    figure = fact.get("weight", fact.get("value"))
    if not isinstance(figure, int) or isinstance(figure, bool) or figure < 0:
        raise ValueError(f"{where} 应为非负整数，实为 {figure!r}")
    return figure


@cache
def wuhan() -> Proportions:
    """The proportions of Wuhan."""
    path = files(__package__).joinpath("wuhan.yaml")
    return parse_proportions(path.read_text(encoding="utf-8"), path.name)


def by_year(anchors: Mapping[int, int], first: int, last: int) -> Integers:
    """A series for the years first..last: straight lines between anchors, level before and after them, integers."""
    known = sorted(anchors.items())
    return np.array([_level(known, year) for year in range(first, last + 1)], dtype=np.int64)


def _level(known: list[tuple[int, int]], year: int) -> int:
    for (early, low), (late, high) in pairwise(known):
        if early <= year < late:
            return low + (high - low) * (year - early) // (late - early)
    return known[0][1] if year < known[0][0] else known[-1][1]
