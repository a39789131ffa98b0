"""The parts of a run: computed by the engine, several at a time, and published one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from shebao.batch import sharing
from shebao.batch.engines import KEY, Engine, Session, start_engine
from shebao.batch.errors import BatchError
from shebao.batch.files import fingerprint, write_json, write_parquet, write_text
from shebao.batch.plan import Part
from shebao.batch.rejects import counted, extra_rules, other_rejects, reject_lines, roster_rejects, rules_of
from shebao.batch.task import SOUND, Task, judged_rows, valid_rows
from shebao.batch.totals import by_district


@dataclass(frozen=True, slots=True)
class PartRecord:
    """What is known of a finished part."""

    number: int
    rows: int
    sha256: str
    districts: dict[str, dict[str, int]]
    rejected: dict[str, int]

    @staticmethod
    def read(folder: Path, part: Part) -> PartRecord | None:
        """The record of a part, None where the part is not finished or its record is damaged."""
        try:
            return PartRecord(**json.loads((folder / "work" / f"{part.name}.json").read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None


@dataclass(frozen=True)
class Statements:
    """What an engine runs for a part: the result, for each other input its number of rows, for each its rejects."""

    engine: Engine
    result: str
    counts: dict[str, str]
    reject_expressions: dict[str, Any]

    @cached_property
    def rejects(self) -> dict[str, str]:
        """The statements of the rejects, compiled when the first row is rejected."""
        return {name: self.engine.compile(expression) for name, expression in self.reject_expressions.items()}


def compile_task(task: Task, engine: Engine, repeated: bool, shared: bool) -> Statements:
    """The statements of a job; `repeated` and `shared` as of the part."""
    tables = {each.name: ibis.table(ibis.schema(each.schema), name=each.name) for each in task.inputs}
    rules = rules_of(task.roster, repeated, shared)
    rows = counted(tables[task.roster.name]) if repeated else tables[task.roster.name]
    if shared:
        rows = rows.left_join(ibis.table(ibis.schema(sharing.SCHEMA), name=sharing.NAME), KEY)
    roster = task.roster.prepared(rows)
    further = (*task.roster.rules, *extra_rules(repeated, shared))
    valid = {task.roster.name: judged_rows(roster, task.roster.columns, further)}
    valid |= {each.name: valid_rows(tables[each.name], each.all_rules) for each in task.others}
    rejects = {task.roster.name: roster_rejects(roster, rules)}
    rejects |= {each.name: other_rejects(tables[each.name], each, roster, rules) for each in task.others}
    counts = {each.name: tables[each.name].aggregate(rows=tables[each.name].count()) for each in task.others}
    return Statements(
        engine,
        engine.compile(task.steps(valid).select(*task.output.names, SOUND)),
        {name: engine.compile(expression) for name, expression in counts.items()},
        rejects,
    )


def compute_parts(
    task: Task, folder: Path, parts: Sequence[Part], engine_name: str, threads: int | None, memory_megabytes: int
) -> Iterator[PartRecord]:
    """Computes and publishes parts, several at a time where the engine can; yields each record when it is on disk."""
    if not parts:
        return
    engine = start_engine(engine_name, threads, memory_megabytes)
    try:
        kinds = {(part.repeated, part.shared) for part in parts}
        statements = {kind: compile_task(task, engine, *kind) for kind in kinds}

        def finish(part: Part) -> PartRecord:
            with engine.session() as session:
                result, rejects = _compute(task, folder, part, session, statements[part.repeated, part.shared])
            return _publish(task, folder, part, result, rejects)

        with ThreadPoolExecutor(max_workers=engine.sessions) as workers:
            yield from _as_finished(workers, finish, parts)
    finally:
        engine.close()


def _as_finished(
    workers: ThreadPoolExecutor, finish: Callable[[Part], PartRecord], parts: Sequence[Part]
) -> Iterator[PartRecord]:
    """The records as they come; after a failure nothing new is begun."""
    pending = {workers.submit(finish, part) for part in parts}
    try:
        for future in as_completed(pending):
            yield future.result()
    finally:
        for future in pending:
            future.cancel()


def _compute(
    task: Task, folder: Path, part: Part, session: Session, statements: Statements
) -> tuple[pa.Table, dict[str, pa.Table]]:
    for each in task.inputs:
        session.show(each.name, folder / "input" / f"{each.name}.parquet", part, each.schema)
    if part.shared:
        session.show(sharing.NAME, sharing.path_of(folder / "input"), part, sharing.SCHEMA)
    result = _sound(session.fetch(statements.result))
    used = {name: _sum(result, name) for name in statements.counts}
    rejects = {}
    for name in statements.reject_expressions:
        expected = part.rows - result.num_rows
        if name != task.roster.name:
            expected = session.fetch(statements.counts[name]).column(0)[0].as_py() - used[name]
        if expected:
            rejects[name] = session.fetch(statements.rejects[name])
            if rejects[name].num_rows != expected:
                raise BatchError(f"{name} 第 {part.number} 部分应退回 {expected} 行，实为 {rejects[name].num_rows} 行")
    return result, rejects


def _sound(judged: pa.Table) -> pa.Table:
    sound, rows = judged.column(SOUND), judged.drop_columns([SOUND])
    return rows if pc.all(sound).as_py() is not False else rows.filter(sound)


def _sum(table: pa.Table, column: str) -> int:
    return int(pc.sum(table.column(column)).as_py() or 0)


def _publish(task: Task, folder: Path, part: Part, result: pa.Table, rejects: dict[str, pa.Table]) -> PartRecord:
    table = _in_order(result.cast(task.output), task.order)
    path = folder / "results" / f"{part.name}.parquet"
    write_parquet(path, table)
    lines = [_lines(task, name, found, part) for name, found in rejects.items()]
    write_text(folder / "work" / f"{part.name}.rejects.csv", "".join(lines))
    counts = {name: found.num_rows for name, found in rejects.items()}
    sums = by_district(table, task.items, task.always)
    record = PartRecord(part.number, table.num_rows, fingerprint(path), sums, counts)
    write_json(folder / "work" / f"{part.name}.json", asdict(record))
    return record


def _lines(task: Task, name: str, found: pa.Table, part: Part) -> str:
    if name == task.roster.name:
        return reject_lines(task, name, found, rules_of(task.roster, part.repeated, part.shared))
    other = next(each for each in task.others if each.name == name)
    return reject_lines(task, name, found, other.all_rules)


def _in_order(table: pa.Table, order: Sequence[str]) -> pa.Table:
    persons = table.column(KEY).to_numpy()
    if (persons[1:] > persons[:-1]).all():
        return table
    return table.take(pc.sort_indices(table, sort_keys=[(column, "ascending") for column in order]))
