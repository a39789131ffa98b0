"""Scoring schemes by place and year: weights, qualitative bands, ranges outside of which a reason is due (schemes.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from shebao.fields.data_files import load_data


class SchemeError(ValueError):
    """schemes.yaml is wrong, or no scheme holds for the year; the message is Chinese and names entry and key."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How forms of `place` ('' anywhere) are scored from fiscal year `since` on; shares are of the weight, 0…1."""

    place: str
    names: tuple[str, ...]
    since: int
    execution: Decimal
    indicators: Decimal
    level_one: Mapping[str, Decimal]
    rate_range: tuple[Decimal, Decimal]
    bands: Mapping[str, tuple[Decimal, Decimal]]
    over_fulfilled: Decimal
    lights: Mapping[str, Decimal]
    grades: Mapping[str, Decimal]
    layout: str
    source: str
    confidence: str


_KEYS = {
    "place", "names", "from", "execution", "indicators", "level_one", "rate_range", "bands", "over_fulfilled", "lights", "grades", "layout", "source", "confidence",
}  # fmt: skip


def load_schemes(entries: Sequence[Mapping[str, Any]]) -> tuple[Scheme, ...]:
    """Schemes from the content of schemes.yaml. Raises SchemeError with entry, key and reason."""
    return tuple(_scheme(entry, f"schemes.yaml 第 {number} 项") for number, entry in enumerate(entries, 1))


def _scheme(entry: Mapping[str, Any], where: str) -> Scheme:
    if set(entry) != _KEYS:
        raise SchemeError(f"{where}：键应为 {sorted(_KEYS)}，多或少了 {sorted(set(entry) ^ _KEYS)}")
    try:
        low, high = (Decimal(str(value)) for value in entry["rate_range"])
        scheme = Scheme(
            place=str(entry["place"]),
            names=tuple(str(name) for name in entry["names"]),
            since=int(entry["from"]),
            execution=Decimal(str(entry["execution"])),
            indicators=Decimal(str(entry["indicators"])),
            level_one={name: Decimal(str(value)) for name, value in entry["level_one"].items()},
            rate_range=(low, high),
            bands={name: (Decimal(str(a)), Decimal(str(b))) for name, (a, b) in entry["bands"].items()},
            over_fulfilled=Decimal(str(entry["over_fulfilled"])),
            lights={name: Decimal(str(value)) for name, value in entry["lights"].items()},
            grades={name: Decimal(str(value)) for name, value in entry["grades"].items()},
            layout=str(entry["layout"]),
            source=str(entry["source"]),
            confidence=str(entry["confidence"]),
        )
    except (InvalidOperation, TypeError, ValueError, AttributeError) as error:
        raise SchemeError(f"{where}：数值无法读取（{error}）") from error
    if scheme.execution + scheme.indicators != 100:
        raise SchemeError(f"{where}：execution 与 indicators 合计应为 100")
    if sum(scheme.level_one.values()) != scheme.indicators:
        raise SchemeError(f"{where}：level_one 合计应等于 indicators（{scheme.indicators}）")
    if scheme.layout not in {"hubei", "national"}:
        raise SchemeError(f"{where}：layout 应为 hubei 或 national，实为 {scheme.layout}")
    return scheme


@cache
def _all() -> tuple[Scheme, ...]:
    return load_schemes(load_data(__package__, "schemes.yaml"))


def schemes() -> tuple[Scheme, ...]:
    """Every scheme of the project."""
    return _all()


def scheme_for(place: str, year: int) -> Scheme:
    """The scheme that holds in `year` at a place (its id or a name that contains one of its names), else the general one.

    Raises SchemeError for a year before the first.
    """
    held = [s for s in _all() if s.since <= year and _covers(s, place)]
    if not held:
        first = min(s.since for s in _all())
        raise SchemeError(f"{year} 年度没有评分办法：数据从 {first} 年度开始，请在 schemes.yaml 中补充")
    return max(held, key=lambda s: (bool(s.place), s.since))


def _covers(scheme: Scheme, place: str) -> bool:
    return not scheme.place or scheme.place == place or any(name in place for name in scheme.names)
