"""Every check carries rows that pass and rows that fail; running them shows that it says what its author meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shebao.operations.governance.context import Context
from shebao.operations.governance.declared import DeclaredTable
from shebao.operations.governance.kinds.base import Distribution, Linked, RowKind
from shebao.operations.governance.kinds.outliers import Outlier
from shebao.operations.governance.model import Check, CheckSet, Mistake
from shebao.operations.governance.running.compiling import columns_of
from shebao.operations.governance.running.engine import Engine
from shebao.operations.governance.running.results import Stored
from shebao.operations.governance.running.run import summed
from shebao.operations.governance.running.units import Stage, Unit
from shebao.operations.governance.running.work import Worker
from shebao.operations.governance.sources.partitions import Partition, open_partition

_LIMIT = 1000


def verify_samples(declared: CheckSet, context: Context, engine: Engine, folder: Path) -> Iterator[Mistake]:
    """The checks whose samples do not behave: passing rows that break them, failing rows that do not."""
    worker = Worker(engine, context, _LIMIT)
    for check in declared.checks:
        for key, samples in (("good", check.good), ("bad", check.bad)):
            if not samples:
                yield Mistake(check.file, f"{check.id}.{key}", "没有样例：每条检查应有通过和不通过的样例行")
                continue
            try:
                broken = _broken(check, samples, context, worker, folder / f"{check.id}-{key}")
            except SampleError as error:
                yield Mistake(check.file, check.id, str(error))
                break
            reason = _reason(check, key, samples, broken)
            if reason:
                yield Mistake(check.file, f"{check.id}.{key}", reason)


class SampleError(Exception):
    """A check could not be run over its samples."""


def _reason(check: Check, key: str, samples: Mapping[str, Any], broken: int) -> str | None:
    if key == "good":
        return f"通过的样例有 {broken} 处被判为不通过" if broken else None
    rows = len(samples.get(check.table, ()))
    if isinstance(check.kind, RowKind) and broken != rows:
        return f"不通过的样例 {rows} 行，只有 {broken} 行被判为不通过"
    return None if broken else "不通过的样例没有被发现"


def _broken(check: Check, samples: Mapping[str, Any], context: Context, worker: Worker, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    partitions = {
        table: (_written(context.tables[table], sorted(columns), samples.get(table, ()), folder),)
        for table, columns in columns_of(check, context.tables).items()
    }
    kind = check.kind
    if isinstance(kind, (Distribution, Outlier)):
        merged = summed([Stored(_run(worker, Unit("distribution", (check,), partitions, {}), check), None)])
        if isinstance(kind, Distribution):
            return len(list(kind.judge(merged, context)))
        check = replace(check, kind=kind.threshold(merged))
    stage: Stage = "rows" if isinstance(check.kind, RowKind) else "group"
    if isinstance(check.kind, Linked):
        stage = "linking"
    return int(_run(worker, Unit(stage, (check,), partitions, {}), check).rows)


def _run(worker: Worker, unit: Unit, check: Check) -> Any:
    found = worker.run(unit)
    if found.problems:
        raise SampleError(found.problems[0].reason)
    return found.results[check.id]


def _written(declared: DeclaredTable, columns: list[str], rows: Any, folder: Path) -> Partition:
    """Sample rows as a file of text columns."""
    path = folder / f"{declared.name}.parquet"
    table = {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in columns}
    pq.write_table(pa.table(table), path)
    return open_partition(declared, declared.name, path)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
