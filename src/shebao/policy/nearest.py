"""The law of a place: the area that a division's code stands for, else the one above it."""

from __future__ import annotations

from functools import cache

from shebao.fields.identifiers.divisions import divisions
from shebao.policy.errors import UnknownPlace
from shebao.policy.parameters import NATIONAL, Law, law


def upwards(place: str) -> tuple[str, ...]:
    """A division with those above it, the nation last."""
    return tuple(dict.fromkeys((place, f"{place[:4]}00", f"{place[:2]}0000", "000000")))


@cache
def law_of(place: str) -> Law:
    """The law of the nearest area that has any."""
    for code in upwards(place):
        division = divisions().get(code)
        if division is None:
            continue
        try:
            return law(division.name)
        except UnknownPlace:
            continue
    return law(NATIONAL)
