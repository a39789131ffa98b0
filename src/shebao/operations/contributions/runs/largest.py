"""Whom a run changes most: by line, change and reason the persons with the largest differences, and the employers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from shebao.operations.contributions.runs.running import news

PERSONS, EMPLOYERS = 50, 20
_NUMBERS = ("person", "base", "unit", "person_share", "unit_before", "person_before")
_SUMS = ("unit", "person_share", "unit_before", "person_before")


class Group(NamedTuple):
    """A line of insurance, what became of rows, and why."""

    line: str
    change: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A person's line that a run changes; amounts in fen a month. `base` is 0 where nothing is owed any more."""

    person: int
    employer: int | None
    base: int
    unit: int
    person_share: int
    unit_before: int
    person_before: int

    @property
    def difference(self) -> int:
        """More than before."""
        return self.unit + self.person_share - self.unit_before - self.person_before


@dataclass(frozen=True, slots=True)
class EmployerChange:
    """What a run changes for an employer over all lines: rows, and fen a month."""

    employer: int
    rows: int
    unit: int
    person_share: int
    unit_before: int
    person_before: int

    @property
    def difference(self) -> int:
        """More than before."""
        return self.unit + self.person_share - self.unit_before - self.person_before


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest differences first; equal ones in the order of numbers."""

    persons: dict[Group, Sequence[PersonChange]]
    employers: Sequence[EmployerChange]


def largest(results: Iterable[pa.Table], persons: int = PERSONS, employers: int = EMPLOYERS) -> Largest:
    """So many persons of each group and so many employers, over all parts of a run; memory is bounded by a part and by the
    number of employers."""
    by_group: dict[Group, list[PersonChange]] = defaultdict(list)
    sums: dict[int, list[int]] = defaultdict(lambda: [0] * (1 + len(_SUMS)))
    for table in news(results):
        weighed = table.append_column("weight", _weight(table))
        for group in _groups(weighed):
            found = _of(weighed, group, persons)
            by_group[group] = sorted([*by_group[group], *found], key=_order)[:persons]
        _add(weighed, sums)
    totals = [EmployerChange(employer, *each) for employer, each in sums.items()]
    return Largest(dict(by_group), sorted(totals, key=lambda each: (-abs(each.difference), each.employer))[:employers])


def _order(change: PersonChange) -> tuple[int, int, int]:
    return -abs(change.difference), change.person, change.employer or 0


def _weight(table: pa.Table) -> Any:
    now = pc.add(table.column("unit"), table.column("person_share"))
    return pc.abs(pc.subtract(now, pc.add(table.column("unit_before"), table.column("person_before"))))


def _groups(table: pa.Table) -> list[Group]:
    found = table.group_by(["line", "change", "reason"]).aggregate([]).to_pylist()
    return sorted(Group(row["line"], row["change"], row["reason"]) for row in found)


def _of(table: pa.Table, group: Group, count: int) -> list[PersonChange]:
    chosen = table.filter(
        pc.and_(
            pc.and_(pc.equal(table.column("line"), group.line), pc.equal(table.column("change"), group.change)),
            pc.equal(table.column("reason"), group.reason),
        )
    )
    order = [("weight", "descending"), ("person", "ascending"), ("lane", "ascending")]
    rows = chosen.take(pc.select_k_unstable(chosen, k=min(count, chosen.num_rows), sort_keys=order)).to_pylist()
    return [PersonChange(employer=row["employer"], **{name: row[name] or 0 for name in _NUMBERS}) for row in rows]


def _add(table: pa.Table, sums: dict[int, list[int]]) -> None:
    """Adds a part's rows to the employers' sums."""
    own = table.filter(pc.is_valid(table.column("employer")))
    grouped = own.group_by(["employer"]).aggregate([([], "count_all"), *((name, "sum") for name in _SUMS)])
    for row in grouped.to_pylist():
        for place, name in enumerate(("count_all", *(f"{each}_sum" for each in _SUMS))):
            sums[row["employer"]][place] += row[name] or 0
