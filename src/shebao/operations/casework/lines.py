"""Which insurance lines a service is about, for whoever may act on some lines only. Data in lines.yaml. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.record import Record
from shebao.services.model import Service

_FILE = "lines.yaml"


@cache
def _data() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Lines by group and by service. Raises DataFileError with file, key and reason."""
    given = mapping(_FILE, load_data(__package__, _FILE), ("groups", "services"))
    return {
        part: {name: _lines(f"{_FILE}：{part}.{name}", found) for name, found in given[part].items()} for part in given
    }


def _lines(where: str, found: Any) -> frozenset[str]:
    unknown = [one for one in found if one not in insurance_lines()] if isinstance(found, list) else [found]
    if unknown:
        raise DataFileError(f"{where}：没有险种 {unknown}，可用的有 {sorted(insurance_lines())}")
    return frozenset(found)


def lines_of(service: Service) -> frozenset[str]:
    """The lines that a service is about; none where it is about no line."""
    data = _data()
    return data["services"].get(service.code, data["groups"].get(service.group, frozenset()))


def within(service: Service, allowed: Collection[str] | None) -> bool:
    """Whether who is limited to some lines (None: to none) may act on a service: all its lines are among them."""
    return allowed is None or lines_of(service) <= set(allowed)


def narrowed(record: Record, allowed: Collection[str] | None) -> Record:
    """A record as whoever is limited to some lines (None: to none) sees it: without the spells of other lines."""
    if allowed is None:
        return record
    return replace(record, spells=tuple(spell for spell in record.spells if spell.line in allowed))


def told(allowed: Collection[str] | None) -> str:
    """The lines that somebody is limited to, in words; "" where they are not."""
    lines = insurance_lines()
    return "、".join(line.short for key, line in lines.items() if key in allowed) if allowed is not None else ""


def barred(services: Iterable[Service], allowed: Collection[str]) -> list[str]:
    """The codes of the services that are about other lines than these."""
    return sorted({service.code for service in services if not within(service, allowed)})


def named() -> tuple[frozenset[str], frozenset[str]]:
    """The groups and the services that the file names."""
    return frozenset(_data()["groups"]), frozenset(_data()["services"])
