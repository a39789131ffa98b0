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
_SECONDS_A_ROW = 2e-7


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


@dataclass(frozen=True, slots=True, order=True)
class _Cost:
    """Seconds that a unit takes whatever its size (much on Spark, little on DuckDB), and for each row."""

    unit: float
    row: float


def estimate(plan: Plan, worker: Worker) -> float:
    """Seconds that the pending units will take, from samples of the larger row passes; 0 where all is small."""
    costs: dict[tuple[str, int], _Cost] = {}
    for unit in plan.pending:
        key = unit.table, len(unit.checks)
        if unit.stage == "rows" and unit.rows > _SAMPLE_ROWS and key not in costs:
            if not costs:
                worker.sample(unit, 1)
            costs[key] = _cost(unit, worker)
    if all(unit.rows <= _SAMPLE_ROWS for unit in plan.pending):
        return 0.0
    usual = _Cost(min((cost.unit for cost in costs.values()), default=0.0), _SECONDS_A_ROW)
    return sum(_seconds(unit, costs, usual) for unit in plan.pending)


def _cost(unit: Unit, worker: Worker) -> _Cost:
    """From two samples of a unit, one ten times the other, on an engine that has started."""
    fewer = _SAMPLE_ROWS // 10
    little, much = _sampled(unit, worker, fewer), _sampled(unit, worker, _SAMPLE_ROWS)
    row = max(0.0, (much - little) / (_SAMPLE_ROWS - fewer))
    return _Cost(max(0.0, little - row * fewer), row)


def _sampled(unit: Unit, worker: Worker, rows: int) -> float:
    started = time.perf_counter()
    worker.sample(unit, rows)
    return time.perf_counter() - started


def _seconds(unit: Unit, costs: Mapping[tuple[str, int], _Cost], usual: _Cost) -> float:
    cost = costs.get((unit.table, len(unit.checks)))
    if cost is None:
        alike = [
            _Cost(known.unit, known.row / checks) for (table, checks), known in costs.items() if table == unit.table
        ]
        a_check = min(alike, default=usual)
        cost = _Cost(a_check.unit, a_check.row * len(unit.checks))
    return cost.unit + unit.rows * cost.row


def is_row_check(check: Check) -> bool:
    """Whether a check is judged row by row in the shared pass (an outlier check after its histogram)."""
    return isinstance(check.kind, (RowKind, Outlier)) and not isinstance(check.kind, Distribution)
