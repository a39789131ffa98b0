"""Runs one unit: one statement, its rows counted and kept; where it fails, finds the check or file that is at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from shebao.operations.governance.context import Context
from shebao.operations.governance.findings import Collector
from shebao.operations.governance.kinds.base import Linked
from shebao.operations.governance.model import Check
from shebao.operations.governance.running.compiling import Pass, distribution_pass, group_pass, linked_pass, row_pass
from shebao.operations.governance.running.engine import Engine, EngineError, EngineGoneError
from shebao.operations.governance.running.linking import linked_people
from shebao.operations.governance.running.results import Result
from shebao.operations.governance.running.units import Unit
from shebao.operations.governance.sources.partitions import Problem


@dataclass(slots=True)
class Found:
    """What a unit found: results and findings by check id, what could not be run and why."""

    results: dict[str, Result] = field(default_factory=dict)
    findings: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)


class Worker:
    """Runs units on an engine; a pass is compiled once for all partitions."""

    def __init__(self, engine: Engine, context: Context, limit: int, scratch: Path | None = None) -> None:
        self._engine, self._context, self._limit, self._scratch = engine, context, limit, scratch
        self._compiled: dict[tuple[str, ...], tuple[Pass, str]] = {}

    def run(self, unit: Unit) -> Found:
        """Runs a unit; never raises for what is in data or checks."""
        found = Found()
        self._run(unit, found)
        return found

    def sample(self, unit: Unit, rows: int) -> None:
        """Runs a unit's statement over its first rows, for an estimate. Raises EngineError."""
        each, _ = self._pass(unit)
        for table, view in each.views.items():
            self._engine.show(view, unit.partitions[table])
        limited = each.expression.limit(rows) if unit.stage == "rows" else each.expression
        for _ in self._engine.stream(self._engine.compile(limited)):
            pass

    def _run(self, unit: Unit, found: Found) -> None:
        try:
            self._execute(unit, found)
        except Exception as error:
            if isinstance(error, (OSError, MemoryError, EngineGoneError)):
                raise
            if not isinstance(error, EngineError) and len(unit.checks) == 1:
                self._blame(unit.checks[0], found, f"无法编成计算：{_first_line(error)}")
            elif len(unit.checks) == 1:
                self._fail(unit, found, error)
            elif self._unreadable(unit, found):
                found.failed.update(check.id for check in unit.checks)
            else:
                middle = len(unit.checks) // 2
                self._run(unit.only(unit.checks[:middle]), found)
                self._run(unit.only(unit.checks[middle:]), found)

    def _fail(self, unit: Unit, found: Found, error: Exception) -> None:
        if self._unreadable(unit, found):
            found.failed.add(unit.checks[0].id)
        else:
            self._blame(unit.checks[0], found, f"在 {unit.label} 上计算失败：{_first_line(error)}")

    def _blame(self, check: Check, found: Found, reason: str) -> None:
        found.problems.append(Problem(check.file, check.id, reason))
        found.failed.add(check.id)

    def _unreadable(self, unit: Unit, found: Found) -> bool:
        """Whether a file of the unit cannot be read to its end; named with its column."""
        before = len(found.problems)
        for parts in unit.partitions.values():
            for partition in parts:
                for name in sorted(partition.names):
                    reason = self._engine.probe(partition, name)
                    if reason:
                        found.problems.append(Problem(partition.label, name, f"文件损坏，读不到末尾：{reason}"))
                        break
        return len(found.problems) > before

    def _pass(self, unit: Unit) -> tuple[Pass, str]:
        key = (unit.stage, *(check.id for check in unit.checks))
        if key not in self._compiled:
            if unit.stage == "rows":
                made = row_pass(unit.checks, self._context)
            elif unit.stage == "linking":
                made = linked_pass(unit.checks[0], self._context)
            elif unit.stage == "group":
                made = group_pass(unit.checks[0], self._context)
            else:
                made = distribution_pass(unit.checks[0], self._context)
            self._compiled[key] = made, self._engine.compile(made.expression)
        return self._compiled[key]

    def _execute(self, unit: Unit, found: Found) -> None:
        made, statement = self._pass(unit)
        for table, view in made.views.items():
            bounded = view.within(unit.bounds.get(table))
            self._engine.show(bounded, unit.partitions[table])
        if unit.stage == "distribution":
            groups = [row for batch in self._engine.stream(statement) for row in batch.to_pylist()]
            found.results[unit.checks[0].id] = Result(0, groups=tuple(_plain(groups)))
            return
        collector = Collector([check.id for check in unit.checks], self._limit)
        if unit.stage == "linking":
            made = self._link(unit.checks[0], made, statement, collector)
        for batch in self._engine.stream(statement) if unit.stage != "linking" else ():
            if unit.stage == "rows":
                collector.masked(batch, made.bits, made.about, made.shown)
            else:
                check = unit.checks[0].id
                collector.add(check, batch, made.about[check], made.shown[check])
        found.findings.append(collector.table())
        for identifier, kept in collector.kept.items():
            found.results[identifier] = Result(kept.rows, kept.capped, made.shown[identifier])

    def _link(self, check: Check, made: Pass, statement: str, collector: Collector) -> Pass:
        """Compares the people of a check; gives the pass with the columns that are told."""
        assert isinstance(check.kind, Linked)
        table = linked_people(check.kind, statement, self._engine, self._scratch)
        of, other, *_ = table.column_names
        told = replace(made, about={check.id: (of, other)}, shown={check.id: tuple(table.column_names[2:])})
        for batch in table.to_batches():
            collector.add(check.id, batch, told.about[check.id], told.shown[check.id])
        return told


def _plain(groups: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Values that JSON keeps as they are: integers and texts."""
    plain = [{name: _plain_value(value) for name, value in group.items()} for group in groups]
    return sorted(plain, key=repr)


def _plain_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value)
    return value if isinstance(value, int) or value is None else str(value)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
