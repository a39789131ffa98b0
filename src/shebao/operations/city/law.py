"""The law that figures were made by: its version, and its parameters as rows of an export."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from shebao.fields.dates import Month
from shebao.fields.identifiers.divisions import divisions
from shebao.policy.arithmetic import scaled
from shebao.policy.parameters import NATIONAL, Value, areas, parameters_of
from shebao.policy.parameters.model import Scalar

NATION = "000000"
_UNITS = {"yuan": "fen", "ratio": "millionths"}
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One value of a parameter, or one member of it, for a place; `end` is exclusive."""

    key: str
    place: str
    start: date
    end: date | None
    value: str | None
    unit: str
    basis: str
    confidence: str
    known_from: date


@cache
def law_version() -> str:
    """What tells two states of the law's data apart: the first digits of a SHA-256 over all of its files."""
    content = hashlib.sha256()
    for name, file in _files(files("shebao.policy.parameters"), ""):
        content.update(f"{name}\0".encode() + file.read_bytes())
    return content.hexdigest()[:_DIGITS]


def parameter_rows(place: str) -> Iterator[ParameterRow]:
    """The parameters of an area of the law and of those above it, in order of key, place and beginning."""
    rows = [
        row
        for area in _upwards(place)
        for each in parameters_of(area).values()
        for v in each.values
        for row in _rows(v)
    ]
    yield from sorted(rows, key=lambda row: (row.key, row.place, row.start))


def _upwards(area: str) -> Iterator[str]:
    while area:
        yield area
        area = areas()[area].parent or ""


def _rows(value: Value) -> Iterator[ParameterRow]:
    if isinstance(value.content, Mapping):
        for member in value.content:
            yield _row(value, f"{value.name}.{member}", value.content[member])
    else:
        yield _row(value, value.name, value.content)


def _row(value: Value, key: str, content: Scalar | None) -> ParameterRow:
    return ParameterRow(
        key=key,
        place=NATION if value.area == NATIONAL else _division(areas()[value.area].name),
        start=value.start,
        end=value.end + timedelta(days=1) if value.end else None,
        value=_text(content, value.unit),
        unit=_UNITS.get(value.unit, value.unit),
        basis=value.basis,
        confidence=value.confidence,
        known_from=value.published or value.start,
    )


def _text(content: Scalar | None, unit: str) -> str | None:
    if content is None:
        return None
    if isinstance(content, Month):
        return content.iso
    if isinstance(content, date):
        return content.isoformat()
    if unit == "ratio" and isinstance(content, Decimal):
        return str(scaled(content, 1_000_000))
    return str(content)


def _division(name: str) -> str:
    return next(code for code, division in divisions().items() if division.name == name)


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _files(entry, f"{name}/")
        elif name.endswith(".yaml"):
            yield name, entry
