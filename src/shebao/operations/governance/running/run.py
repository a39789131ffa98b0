"""A run from plan to outcome: units one after the other, each result kept before the next begins."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.findings import SCHEMA, UNIT
from shebao.operations.governance.kinds.base import Distribution
from shebao.operations.governance.kinds.outliers import Outlier
from shebao.operations.governance.model import Check
from shebao.operations.governance.running.engine import DiskFull, Engine
from shebao.operations.governance.running.planning import Plan, Task, look_up
from shebao.operations.governance.running.results import Result, Stored
from shebao.operations.governance.running.units import Unit, divide
from shebao.operations.governance.running.work import Worker
from shebao.operations.governance.sources import Problem

SPILL = "spill"
"""The folder for what does not fit the memory, removed after each run."""

Told = Callable[[int, int, str], None]
"""Told the rows done, the rows in all, and what is being read now."""


@dataclass(slots=True)
class Gathered:
    """What a run has so far: results by check, problems, checks that did not run everywhere."""

    results: dict[str, list[Stored]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    inputs: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    computed: int = 0
    reused: int = 0


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keeps a second run out of a folder. Raises GovernanceError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GovernanceError(f"{folder} 中另有一次检查正在运行，请等它结束或换一个输出目录") from None
        yield


def compute(plan: Plan, engine: Engine, told: Told) -> Gathered:
    """Runs what is not known yet. Raises GovernanceError where the disk is full; what was found is kept."""
    worker = Worker(engine, plan.context, plan.settings.keep, plan.folder / SPILL)
    gathered = Gathered(problems=[*plan.located.problems, *plan.divided.problems], failed=set(plan.divided.incomplete))
    total = max(1, sum(unit.read_rows for unit in plan.pending))
    done = 0
    try:
        for task in _ordered(plan, gathered):
            unit = task.missing
            told(min(done, total), total, task.unit.label)
            _settle(plan, task, worker, gathered)
            done += unit.read_rows if unit else 0
    except (DiskFull, OSError) as error:
        raise GovernanceError(
            f"磁盘写不下或不可写：{error}。已完成的部分保留，腾出空间后用同一输出目录重跑即可续算"
        ) from error
    return gathered


def _ordered(plan: Plan, gathered: Gathered) -> Iterator[Task]:
    """Distributions first: outlier checks join the row pass with the thresholds that follow."""
    first = [task for task in plan.tasks if task.unit.stage == "distribution"]
    yield from first
    derived = _derived(plan, gathered)
    if not derived:
        yield from (task for task in plan.tasks if task.unit.stage != "distribution")
        return
    checks = [check for check in plan.declared.checks if check.id not in plan.divided.skipped]
    replaced = [derived.get(check.id, check) for check in checks]
    units = divide(replaced, plan.context, plan.located.partitions).units
    yield from look_up(plan, [unit for unit in units if unit.stage != "distribution"])


def _derived(plan: Plan, gathered: Gathered) -> dict[str, Check]:
    """Outlier checks as row checks, once the histograms of all partitions are there."""
    found = {}
    for check in plan.declared.checks:
        if isinstance(check.kind, Outlier) and check.id in gathered.results and check.id not in gathered.failed:
            groups = summed(gathered.results.pop(check.id))
            found[check.id] = replace(check, kind=check.kind.threshold(groups))
    return found


def summed(stored: list[Stored]) -> list[dict[str, Any]]:
    """The groups of all partitions, rows and totals added up."""
    merged: dict[str, dict[str, Any]] = {}
    for each in stored:
        for group in each.result.groups:
            key = repr([(name, value) for name, value in sorted(group.items()) if name not in ("rows", "total")])
            into = merged.setdefault(key, dict(group, rows=0, **({"total": 0} if "total" in group else {})))
            into["rows"] += group["rows"]
            if "total" in group:
                into["total"] += group["total"] or 0
    return [merged[key] for key in sorted(merged)]


def _settle(plan: Plan, task: Task, worker: Worker, gathered: Gathered) -> None:
    gathered.inputs.add(task.unit.input)
    results = dict(task.known)
    unit = task.missing
    if unit is None:
        gathered.reused += 1
    else:
        gathered.computed += 1
        results |= _computed(plan, unit, task.digests, worker, gathered)
    for check, stored in results.items():
        gathered.results.setdefault(check, []).append(stored)
        gathered.marks.add(f"{task.unit.input}/{task.digests[check]}")


def _computed(
    plan: Plan, unit: Unit, digests: Mapping[str, str], worker: Worker, gathered: Gathered
) -> dict[str, Stored]:
    found = worker.run(unit)
    gathered.problems.extend(problem for problem in found.problems if problem not in gathered.problems)
    gathered.failed |= found.failed
    if not found.results:
        return {}
    findings = pa.concat_tables([SCHEMA.empty_table(), *found.findings])
    stored = plan.store.put(unit.input, {digests[check]: result for check, result in found.results.items()}, findings)
    return {check: stored[digests[check]] for check in found.results}


def judged(plan: Plan, gathered: Gathered) -> tuple[dict[str, Result], Any]:
    """The results of checks over distributions, and their findings: known only when all partitions are."""
    results, rows = {}, []
    for check in plan.declared.checks:
        kind = check.kind
        if not isinstance(kind, Distribution) or check.id not in gathered.results:
            continue
        found = list(kind.judge(summed(gathered.results[check.id]), plan.context))
        shown = tuple(dict.fromkeys(name for _, evidence in found for name in evidence))
        for subject, evidence in found:
            text = UNIT.join(evidence.get(name, "") for name in shown)
            rows.append({"check": check.id, "subject": subject, "rows": 1, "evidence": text})
        results[check.id] = Result(len(found), False, shown)
    return results, pa.Table.from_pylist(rows, SCHEMA)
