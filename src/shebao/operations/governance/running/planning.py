"""What a run will do: the data found, the units of work, which of them are known from before, how long the rest takes."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shebao.batch.version import parameter_version
from shebao.fields.dates import Month
from shebao.operations.governance import expressions
from shebao.operations.governance.context import Context
from shebao.operations.governance.kinds.base import Distribution, RowKind
from shebao.operations.governance.kinds.outliers import Outlier
from shebao.operations.governance.model import Check, CheckSet
from shebao.operations.governance.running.compiling import columns_of
from shebao.operations.governance.running.results import Store, Stored
from shebao.operations.governance.running.units import Divided, Unit, divide
from shebao.operations.governance.running.work import Worker
from shebao.operations.governance.sources import Located, Partition, locate
from shebao.operations.linking.model import model_version
from shebao.policy.parameters import law

_FORMAT = 2
_SAMPLE_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is made: as of which month, by whose law, on which engine, how many findings of a check are kept."""

    as_of: Month
    area: str = "wuhan"
    engine: str = "duckdb"
    master: str | None = None
    memory_megabytes: int = 4096
    threads: int | None = None
    keep: int = 100_000


@dataclass(frozen=True, slots=True)
class Task:
    """A unit with what is known of it: results by check id, and the checks still to run."""

    unit: Unit
    known: Mapping[str, Stored]
    digests: Mapping[str, str]

    @property
    def missing(self) -> Unit | None:
        """The unit with the checks that have no result, None where all have."""
        missing = [check for check in self.unit.checks if check.id not in self.known]
        return self.unit.only(missing) if missing else None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a run needs, before anything is computed."""

    declared: CheckSet
    context: Context
    settings: Settings
    folder: Path
    located: Located
    divided: Divided
    tasks: tuple[Task, ...]

    @property
    def store(self) -> Store:
        """Where results are kept."""
        return Store(self.folder / "work")

    @property
    def pending(self) -> tuple[Unit, ...]:
        """What has to be computed."""
        return tuple(unit for task in self.tasks if (unit := task.missing))

    @property
    def rows(self) -> dict[str, int]:
        """The rows of each table."""
        return {table: sum(each.rows for each in parts) for table, parts in self.located.partitions.items()}

    def bytes_to_read(self) -> int:
        """The compressed bytes of the columns that pending units read."""
        wanted: dict[Path, tuple[Partition, set[str]]] = {}
        for unit in self.pending:
            for check in unit.checks:
                for table, columns in columns_of(check, self.context.tables).items():
                    for partition in unit.partitions[table]:
                        wanted.setdefault(partition.path, (partition, set()))[1].update(columns)
        return sum(partition.bytes_of(frozenset(columns)) for partition, columns in wanted.values())


def make_plan(declared: CheckSet, location: str, folder: Path, settings: Settings) -> Plan:
    """Finds the data, divides the work and looks up what is known. Raises GovernanceError."""
    context = declared.context(settings.as_of, law(settings.area))
    needed: dict[str, None] = {}
    for check in declared.checks:
        needed.update(dict.fromkeys(columns_of(check, declared.tables)))
    located = locate(location, {name: declared.tables[name] for name in needed}, folder / "converted")
    divided = divide(declared.checks, context, located.partitions)
    plan = Plan(declared, context, settings, folder, located, divided, ())
    return replace(plan, tasks=tuple(look_up(plan, divided.units)))


def look_up(plan: Plan, units: Sequence[Unit]) -> list[Task]:
    """The units with what earlier runs, or this one before it was interrupted, found."""
    tasks = []
    for unit in units:
        digests = {check.id: digest(check, plan.context, plan.settings) for check in unit.checks}
        found = plan.store.find(unit.input)
        known = {check: found[each] for check, each in digests.items() if each in found}
        tasks.append(Task(unit, known, digests))
    return tasks


def digest(check: Check, context: Context, settings: Settings) -> str:
    """What a check's result depends on besides the data."""
    used = set(check.kind.options())
    if check.when:
        used |= set(expressions.options(check.when))
    options = {"format": str(_FORMAT), "keep": str(settings.keep), "types": _types(check, context)}
    if "as_of" in used:
        options["as_of"] = settings.as_of.iso
    if "law" in used:
        options["law"] = f"{settings.area} {parameter_version()}"
    if "linking" in used:
        options["linking"] = model_version()
    for name in sorted(each for each in used if each.startswith("code:")):
        codes = json.dumps(context.codes[name.removeprefix("code:")], sort_keys=True)
        options[name] = hashlib.sha256(codes.encode()).hexdigest()
    return check.digest(options)


def _types(check: Check, context: Context) -> str:
    reads = columns_of(check, context.tables)
    return json.dumps(
        {
            table: {name: context.tables[table].columns[name].type.value for name in sorted(columns)}
            for table, columns in sorted(reads.items())
        }
    )


def estimate(plan: Plan, worker: Worker) -> float:
    """Seconds that the pending units will take, from samples of the larger row passes; 0 where all is small."""
    seconds_a_row: dict[tuple[str, int], float] = {}
    total = 0.0
    for unit in plan.pending:
        if unit.rows <= _SAMPLE_ROWS:
            continue
        key = (unit.table, len(unit.checks))
        if key not in seconds_a_row and unit.stage == "rows":
            started = time.perf_counter()
            worker.sample(unit, _SAMPLE_ROWS)
            seconds_a_row[key] = (time.perf_counter() - started) / _SAMPLE_ROWS
        known = [seconds for (table, _), seconds in seconds_a_row.items() if table == unit.table]
        total += unit.rows * seconds_a_row.get(key, max(known, default=2e-7))
    return total


def is_row_check(check: Check) -> bool:
    """Whether a check is judged row by row in the shared pass (an outlier check after its histogram)."""
    return isinstance(check.kind, (RowKind, Outlier)) and not isinstance(check.kind, Distribution)
