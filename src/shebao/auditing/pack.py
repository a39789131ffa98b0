"""Outline packs: what a report of a place and year must contain, as dated data in `packs/`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from shebao.report import Identity
from shebao.report.outline import known_parts, known_sections
from shebao.report.tables import table_specs


@dataclass(frozen=True, slots=True)
class Pack:
    """The outline of one place from the first to the last of `years`; `table_order` is empty where no order is known."""

    place: str
    years: tuple[int, int]
    basis: str
    parts: tuple[str, ...]
    ordered: bool
    tables: tuple[str, ...]
    table_order: tuple[str, ...]
    sections: tuple[str, ...]


def pack_from(name: str, data: dict[str, Any]) -> Pack:
    """A pack from its file's data. Raises ValueError with file, key and reason where it is wrong."""
    keys = {field.name for field in fields(Pack)}
    if set(data) != keys:
        raise ValueError(f"{name}：键应为 {sorted(keys)}，多或缺 {sorted(keys ^ set(data))}")
    known = {
        "parts": known_parts(),
        "tables": set(table_specs()),
        "table_order": set(table_specs()),
        "sections": known_sections(),
    }
    for key, values in known.items():
        unknown = set(data[key]) - values
        if unknown:
            raise ValueError(f"{name} {key}：未知的值 {sorted(unknown)}")
    first, last = data["years"]
    if not 2000 <= first <= last:
        raise ValueError(f"{name} years：年份应从小到大，现为 {data['years']}")
    frozen: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    return Pack(**frozen)


@cache
def packs() -> tuple[Pack, ...]:
    """All packs. Raises ValueError where two packs of one place overlap in years."""
    import yaml

    found = [
        pack_from(file.name, yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))
        for file in sorted(files("shebao.auditing").joinpath("packs").iterdir(), key=lambda f: f.name)
        if file.name.endswith(".yaml")
    ]
    for pack in found:
        for other in found:
            if (
                pack is not other
                and pack.place == other.place
                and pack.years[0] <= other.years[1]
                and other.years[0] <= pack.years[1]
            ):
                raise ValueError(f"{pack.place} 的大纲年份重叠：{pack.years} 与 {other.years}")
    return tuple(found)


def pack_for(identity: Identity) -> Pack:
    """The pack of a report's place and year; the generic one where there is none."""
    year = identity.fiscal_year or 0
    generic = next(pack for pack in packs() if not pack.place)
    return next(
        (p for p in packs() if p.place and p.place == identity.place and p.years[0] <= year <= p.years[1]), generic
    )
