"""Units of work: a pass over one partition, or over all partitions that must be seen together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from shebao.operations.governance.context import Context
from shebao.operations.governance.kinds.base import Distribution, Grouped, Linked, RowKind
from shebao.operations.governance.kinds.outliers import Outlier
from shebao.operations.governance.model import Check
from shebao.operations.governance.running.compiling import columns_of
from shebao.operations.governance.sources.partitions import Partition, Problem, misfit

Stage = Literal["rows", "group", "distribution", "linking"]


@dataclass(frozen=True, slots=True)
class Unit:
    """Checks of one stage, the partitions that they read of each table, bounds on the dividing column of the others."""

    stage: Stage
    checks: tuple[Check, ...]
    partitions: Mapping[str, tuple[Partition, ...]]
    bounds: Mapping[str, tuple[str, int | None, int | None]]

    @property
    def table(self) -> str:
        """The table that is checked."""
        return self.checks[0].table

    @property
    def label(self) -> str:
        """Which part of the data, as users know it."""
        own = self.partitions[self.table]
        return own[0].label if len(own) == 1 else f"{self.table}（{len(own)} 个文件）"

    @property
    def rows(self) -> int:
        """The rows of the checked table."""
        return sum(each.rows for each in self.partitions[self.table])

    @property
    def read_rows(self) -> int:
        """The rows of all tables, as a measure of work."""
        return sum(each.rows for parts in self.partitions.values() for each in parts)

    @property
    def input(self) -> str:
        """What the unit reads: the same text means the same data."""
        marks = {table: [each.fingerprint for each in parts] for table, parts in sorted(self.partitions.items())}
        text = json.dumps([self.stage, marks, sorted(self.bounds.items())])
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def only(self, checks: Sequence[Check]) -> Unit:
        """The same with fewer checks."""
        return replace(self, checks=tuple(checks))


@dataclass(frozen=True, slots=True)
class Divided:
    """The units of a run, what keeps a check from being run on a partition, and the tables that are absent by check."""

    units: tuple[Unit, ...]
    problems: tuple[Problem, ...]
    skipped: Mapping[str, str]
    incomplete: frozenset[str]


def divide(checks: Sequence[Check], context: Context, partitions: Mapping[str, tuple[Partition, ...]]) -> Divided:
    """How the checks are divided into units of work."""
    units: list[Unit] = []
    problems: dict[tuple[str, str], Problem] = {}
    skipped: dict[str, str] = {}
    incomplete: set[str] = set()
    runnable = []
    for check in checks:
        missing = [table for table in columns_of(check, context.tables) if table not in partitions]
        if missing:
            skipped[check.id] = "、".join(missing)
            continue
        runnable.append(check)
        for problem in _misfits(check, context, partitions):
            problems[problem.where, problem.key] = problem
            incomplete.add(check.id)
    for unit in (*_row_units(runnable, partitions), *_other_units(runnable, context, partitions)):
        fitting = [check for check in unit.checks if _fits(check, context, unit)]
        if fitting:
            units.append(unit.only(fitting))
    return Divided(tuple(units), tuple(problems.values()), skipped, frozenset(incomplete))


def _misfits(check: Check, context: Context, partitions: Mapping[str, tuple[Partition, ...]]) -> Iterator[Problem]:
    for table, columns in columns_of(check, context.tables).items():
        for partition in partitions[table]:
            for name in sorted(columns):
                reason = _misfit(partition, name, context)
                if reason:
                    yield Problem(partition.label, name, reason)


def _misfit(partition: Partition, name: str, context: Context) -> str | None:
    declared = context.tables[partition.table].columns[name]
    if name not in partition.names:
        return f"缺少列 {name}（{declared.title}），用到它的检查没有在此文件上执行"
    kind = partition.types[name]
    if misfit(kind, declared.type):
        return f"列应为{declared.type.title}，实为 {kind}，用到它的检查没有在此文件上执行"
    return None


def _fits(check: Check, context: Context, unit: Unit) -> bool:
    reads = columns_of(check, context.tables)
    return not any(
        _misfit(partition, name, context)
        for table, columns in reads.items()
        for partition in unit.partitions[table]
        for name in columns
    )


def _row_units(checks: Sequence[Check], partitions: Mapping[str, tuple[Partition, ...]]) -> Iterator[Unit]:
    """One pass for all row checks of a table with the same looked-up table, over each partition."""
    passes: dict[tuple[str, str], list[Check]] = {}
    for check in checks:
        if isinstance(check.kind, RowKind):
            passes.setdefault((check.table, repr(check.lookup)), []).append(check)
    for (table, _), members in passes.items():
        for partition in partitions[table]:
            others = {}
            if members[0].lookup:
                others = {members[0].lookup.table: dict(members[0].lookup.on)}
            yield _unit("rows", members, partition, partitions, others)


def _other_units(
    checks: Sequence[Check], context: Context, partitions: Mapping[str, tuple[Partition, ...]]
) -> Iterator[Unit]:
    for check in checks:
        if isinstance(check.kind, (Distribution, Outlier)):
            for partition in partitions[check.table]:
                yield Unit("distribution", (check,), {check.table: (partition,)}, {})
        elif isinstance(check.kind, Linked):
            yield Unit("linking", (check,), {check.table: partitions[check.table]}, {})
        elif isinstance(check.kind, Grouped):
            yield from _group_units(check, check.kind, partitions)


def _group_units(check: Check, kind: Grouped, partitions: Mapping[str, tuple[Partition, ...]]) -> Iterator[Unit]:
    keys = kind.keys(check.table)
    own = partitions[check.table]
    others = {table: dict(zip(columns, keys[check.table], strict=True)) for table, columns in keys.items()}
    others.pop(check.table)
    if kind.alone:
        for partition in own:
            yield _unit("group", [check], partition, partitions, others)
        return
    ordered = sorted(own, key=lambda each: each.low or 0)
    if not _disjoint(ordered) or ordered[0].by not in keys[check.table]:
        yield Unit("group", (check,), {check.table: own} | {table: partitions[table] for table in others}, {})
        return
    edges: list[int | None] = [None, *(each.low for each in ordered[1:]), None]
    for number, partition in enumerate(ordered):
        yield _unit("group", [check], partition, partitions, others, (edges[number], edges[number + 1]))


def _disjoint(ordered: Sequence[Partition]) -> bool:
    """Whether no value of the dividing column is in two partitions (given in order of their lowest)."""
    if any(each.by is None for each in ordered):
        return False
    return all(a.high is not None and b.low is not None and a.high < b.low for a, b in pairwise(ordered))


def _unit(
    stage: Stage,
    checks: Sequence[Check],
    partition: Partition,
    partitions: Mapping[str, tuple[Partition, ...]],
    others: Mapping[str, Mapping[str, str]],
    edges: tuple[int | None, int | None] | None = None,
) -> Unit:
    """A pass over one partition, and of each other table the rows that can meet it.

    `others` gives for each other table its key columns and the columns of the main table that they meet.
    """
    read: dict[str, tuple[Partition, ...]] = {partition.table: (partition,)}
    bounds: dict[str, tuple[str, int | None, int | None]] = {}
    if edges is None and partition.low is not None and partition.high is not None:
        edges = partition.low, partition.high + 1
    for table, pairs in others.items():
        read[table] = partitions[table]
        meeting = next((theirs for theirs, mine in pairs.items() if mine == partition.by), None)
        if meeting and edges and all(_whole(each, meeting) for each in partitions[table]):
            bounds[table] = (meeting, *edges)
            read[table] = tuple(each for each in partitions[table] if _meets(each, meeting, *edges))
    return Unit(stage, tuple(checks), read, bounds)


def _whole(partition: Partition, name: str) -> bool:
    return str(partition.types.get(name)).startswith(("int", "uint"))


def _meets(partition: Partition, name: str, low: int | None, high: int | None) -> bool:
    if partition.by != name or partition.low is None or partition.high is None:
        return True
    return (low is None or partition.high >= low) and (high is None or partition.low < high)
