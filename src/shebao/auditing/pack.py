"""What an audit demands of a report of a place and year, told from the place's format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from shebao.report import Identity
from shebao.report.formats import Format, FormatError, format_of, formats_of
from shebao.report.outline import known_parts, known_sections
from shebao.report.tables import table_specs
from shebao.report.tables.layout import layout_from

_OPTIONAL_PARTS = {"attachments"}


@dataclass(frozen=True, slots=True)
class Pack:
    """The demands of one place and span of years; `table_order` is empty where no order is known."""

    place: str
    basis: str
    parts: tuple[str, ...]
    ordered: bool
    tables: tuple[str, ...]
    table_order: tuple[str, ...]
    sections: tuple[str, ...]


def pack_from(found: Format) -> Pack:
    """The demands of a format: every part but attachments, its tables and sections in its order, unless its `audit` says
    otherwise. Raises FormatError with file, key and reason where that is wrong."""
    tables = tuple(table.spec.id for table in layout_from(found).tables)
    told: dict[str, Any] = {
        "place": found.place,
        "basis": found.basis,
        "parts": tuple(part.kind for part in found.parts if part.kind not in _OPTIONAL_PARTS),
        "ordered": True,
        "tables": tables,
        "table_order": tables,
        "sections": _sections(found),
    }
    return Pack(**{**told, **_said(f"{found.id}.yaml", found.audit)})


def _sections(found: Format) -> tuple[str, ...]:
    """The kinds of the narrative's sections that are not a piece of another one (narrative.x, not narrative.x.y)."""
    narrative = [section.kind for section in found.sections() if section.kind.startswith("narrative.")]
    return tuple(dict.fromkeys(kind for kind in narrative if kind.count(".") == 1))


def _said(name: str, audit: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(audit) - {field.name for field in fields(Pack)} | ({"place"} & set(audit))
    if unknown:
        raise FormatError(f"{name} audit：没有这些键 {sorted(unknown)}")
    known = {
        "parts": known_parts(),
        "tables": set(table_specs()),
        "table_order": set(table_specs()),
        "sections": known_sections(),
    }
    for key, values in known.items():
        strange = set(audit.get(key, ())) - values
        if strange:
            raise FormatError(f"{name} audit.{key}：未知的值 {sorted(strange)}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in audit.items()}


@cache
def _pack(place: str, format_id: str) -> Pack:
    return next(pack_from(found) for found in formats_of(place) if found.id == format_id)


def pack_for(identity: Identity) -> Pack:
    """The pack of a report's place and year; the general one where its place has none for that year."""
    year = identity.fiscal_year or 0
    found = format_of(identity.place, year)
    if not found.holds_in(year):
        found = format_of("", year)
    return _pack(found.place, found.id)
