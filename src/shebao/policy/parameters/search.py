"""Every value of every parameter as a row that people can look up: by place, by day, by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from shebao.policy.parameters.law import areas, parameters_of
from shebao.policy.parameters.model import Parameter, Value
from shebao.policy.parameters.words import content_text


@dataclass(frozen=True, slots=True)
class Listed:
    """One value of a parameter: the place, what it is and its value in words."""

    area: str
    place: str
    value: Value
    text: str

    @property
    def name(self) -> str:
        """The parameter's name for programs."""
        return self.value.name

    def holds(self, on: date) -> bool:
        """Whether the value holds on a day, as far as it says itself."""
        return self.value.start <= on and (self.value.end is None or on <= self.value.end)


def search(words: str = "", area: str = "", on: date | None = None) -> Sequence[Listed]:
    """The values that have all words (in label, name, basis, source, place), of one place and in force on a day where given."""
    wanted = words.casefold().split()
    found = [each for each in _listed() if not area or each.area == area]
    if on is not None:
        found = _in_force(found, on)
    return [each for each in found if all(word in _searched(each) for word in wanted)]


@cache
def _listed() -> tuple[Listed, ...]:
    return tuple(
        Listed(area.code, area.name, value, content_text(value))
        for area in areas().values()
        for parameter in _by_label(area.code)
        for value in reversed(parameter.values)
    )


def _by_label(area: str) -> list[Parameter]:
    return sorted(parameters_of(area).values(), key=lambda parameter: parameter.name)


def _in_force(values: Sequence[Listed], on: date) -> list[Listed]:
    """The last value of each parameter that begins by the day, where it has not ended."""
    last: dict[tuple[str, str], Listed] = {}
    for each in values:
        key = (each.area, each.name)
        if each.value.start <= on and (key not in last or each.value.start > last[key].value.start):
            last[key] = each
    return [each for each in last.values() if each.holds(on)]


def _searched(each: Listed) -> str:
    value = each.value
    return f"{each.place} {value.label} {value.name} {value.basis} {value.source} {value.note}".casefold()
