"""What the narrative speaks of: measures with their Chinese names, place in the nine tables and parts (measures.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from shebao.fields.data_files import load_data
from shebao.report.statements import Aspect
from shebao.report.tables import Family, table_specs


class CellRef(NamedTuple):
    """A cell of one of the nine tables: table id, row key (`{code}` for a classification code), column id."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `names` are understood everywhere, `short` under `parent` or in the section `topics` (`name@topic`: in that one only).

    `cells` by aspect, in order of preference; `items` the same for one classification item; `partitions` are lists of
    measures that add up to it; `within` are those it cannot exceed; `equals` lists other names for the same amount; `absent` are
    the measures that are zero where this is said to be absent; `counts` maps a classifier to the measure counted by it;
    `mistaken_for` are those its name is wrongly used for; `at_least` is contained in it; `varies`: one report uses the name
    for several amounts; `optional`: a part that most reports do not have.
    """

    id: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    topics: tuple[str, ...]
    parent: str
    within: tuple[str, ...]
    equals: tuple[str, ...]
    absent: tuple[str, ...]
    partitions: tuple[tuple[str, ...], ...]
    counts: Mapping[str, str]
    cells: Mapping[Aspect, tuple[CellRef, ...]]
    items: Mapping[Aspect, tuple[CellRef, ...]]
    mistaken_for: tuple[str, ...] = ()
    at_least: tuple[CellRef, ...] = ()
    varies: bool = False
    optional: bool = False
    title: str = ""


_TUPLES = ("names", "short", "topics", "within", "equals", "absent", "mistaken_for")
_KEYS = {*_TUPLES, "parent", "partitions", "counts", "cells", "items", "at_least", "varies", "optional", "title"}


def _cell(measure_id: str, text: str) -> CellRef:
    parts = text.split(":")
    if len(parts) != 3 or parts[0] not in table_specs():
        raise ValueError(f"measures.yaml {measure_id}: 单元格应写作 表:行:栏，且表须是九张表之一：{text}")
    specs = [table_specs(family)[parts[0]] for family in Family]
    if not any(parts[2] in spec.columns for spec in specs):
        raise ValueError(f"measures.yaml {measure_id}: 《{specs[0].title}》没有栏 {parts[2]}")
    return CellRef(*parts)


def _cells(measure_id: str, data: dict[str, list[str]]) -> dict[Aspect, tuple[CellRef, ...]]:
    return {Aspect(aspect): tuple(_cell(measure_id, text) for text in texts) for aspect, texts in data.items()}


def parse_measures(data: Mapping[str, dict[str, Any]]) -> dict[str, Measure]:
    """Measures from the mapping of a YAML file. Raises ValueError with the measure and the reason of a mistake."""
    found: dict[str, Measure] = {}
    for measure_id, entry in data.items():
        unknown = set(entry) - _KEYS
        if unknown:
            raise ValueError(f"measures.yaml {measure_id}: 未知的键 {sorted(unknown)}")
        for name in (*entry.get("names", ()), *entry.get("short", ())):
            if not name or any(c in ' 　“”"（）' for c in name):
                raise ValueError(f"measures.yaml {measure_id}: 名称不得含空格、引号、全角括号：{name}")
        found[measure_id] = Measure(
            id=measure_id,
            **{key: tuple(entry.get(key, ())) for key in _TUPLES},
            parent=entry.get("parent", ""),
            partitions=tuple(tuple(parts) for parts in entry.get("partitions", ())),
            counts=dict(entry.get("counts", {})),
            cells=_cells(measure_id, entry.get("cells", {})),
            items=_cells(measure_id, entry.get("items", {})),
            at_least=tuple(_cell(measure_id, text) for text in entry.get("at_least", ())),
            varies=bool(entry.get("varies", False)),
            optional=bool(entry.get("optional", False)),
            title=entry.get("title") or next(iter((*entry.get("names", ()), *entry.get("short", ()))), measure_id),
        )
    _check_references(found)
    return found


def _check_references(measures: Mapping[str, Measure]) -> None:
    for measure in measures.values():
        named = {measure.parent, *measure.within, *measure.equals, *measure.absent, *measure.mistaken_for}
        named.update(measure.counts.values())
        named.update(part for parts in measure.partitions for part in parts)
        missing = named - set(measures) - {""}
        if missing:
            raise ValueError(f"measures.yaml {measure.id}: 没有指标 {sorted(missing)}")


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by id."""
    return parse_measures(load_data(__package__, "measures.yaml"))


class _Meaning(NamedTuple):
    """What a name can mean: everywhere, or in sections on `topics`."""

    measure: Measure
    everywhere: bool
    topics: tuple[str, ...]


@cache
def _names() -> dict[str, tuple[_Meaning, ...]]:
    found: dict[str, list[_Meaning]] = {}
    for measure in measures().values():
        for name in measure.names:
            found.setdefault(name, []).append(_Meaning(measure, True, ()))
        for short in measure.short:
            name, _, topic = short.partition("@")
            found.setdefault(name, []).append(_Meaning(measure, False, (topic,) if topic else measure.topics))
    return {name: tuple(entries) for name, entries in found.items()}


def measure_names() -> tuple[str, ...]:
    """Every name of a measure, the longest first."""
    return tuple(sorted(_names(), key=lambda name: (-len(name), name)))


def measure_named(name: str, topic: str, under: tuple[str, ...] = ()) -> Measure | None:
    """The measure that `name` means in a section on `topic`, where the sentence speaks of the measures `under` (the
    nearest first) or of their parts; None where it could mean several or none."""
    entries = _names().get(name, ())
    for parent in under:
        related = [entry.measure for entry in entries if parent in (entry.measure.parent, entry.measure.id)]
        if len(related) == 1:
            return related[0]
    local = [entry.measure for entry in entries if not entry.everywhere and topic in entry.topics]
    if len(local) == 1:
        return local[0]
    everywhere = [entry.measure for entry in entries if entry.everywhere]
    return everywhere[0] if len(everywhere) == 1 and not local else None


@lru_cache(maxsize=4096)
def is_short(name: str) -> bool:
    """Whether `name` means a measure only in its context: as the tail of a longer noun it is that noun's, not the measure's."""
    return not any(entry.everywhere for entry in _names().get(name, ()))


@lru_cache(maxsize=4096)
def may_mean(name: str, topic: str) -> bool:
    """Whether `name` can mean a measure at all in a section on `topic`."""
    return any(entry.everywhere or entry.measure.parent or topic in entry.topics for entry in _names().get(name, ()))
