"""A batch from input to manifest: freeze, divide, compute part by part, publish; a killed run goes on where it was.

The output folder holds `plan.json` (what is computed, from which frozen inputs, in which parts), `input/`, `results/`,
`work/` (one record for each finished part, written after its results), and at the end `rejects.csv`, `totals.json` and
`manifest.json`. `run.jsonl` is the log; it alone knows times, engine and machine.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from shebao.batch.errors import BatchError
from shebao.batch.files import fingerprint, write_json, write_text
from shebao.batch.parts import PartRecord, compute_parts
from shebao.batch.plan import PART_ROWS, Part, divide, read_keys
from shebao.batch.rejects import HEADER
from shebao.batch.sharing import write_sharing
from shebao.batch.sources import Wanted, freeze
from shebao.batch.task import Task
from shebao.batch.totals import Totals
from shebao.batch.version import parameter_version

_FORMAT = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch did: the folder, the totals, the parts computed now and those found finished."""

    folder: Path
    totals: Totals
    computed: int
    resumed: int
    rejected: int


def run_batch(
    task: Task,
    location: str,
    folder: Path,
    engine: str = "duckdb",
    threads: int | None = None,
    memory_megabytes: int = 1024,
    part_rows: int = PART_ROWS,
) -> Outcome:
    """Computes `task` over the inputs at `location` into `folder`, or goes on with the run that is there.

    Raises BatchError where the inputs cannot be read, the folder holds another run, or the engine cannot start.
    """
    for name in ("input", "results", "work"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        plan = _plan(task, location, folder, part_rows)
        parts = tuple(Part(**part) for part in plan["parts"])
        done = {record.number: record for record in _finished(folder, parts)}
        _log(folder, event="started", task=task.name, engine=engine, threads=threads, resumed=sorted(done))
        pending = [part for part in parts if part.number not in done]
        for record in compute_parts(task, folder, pending, engine, threads, memory_megabytes):
            done[record.number] = record
            _log(folder, event="part", number=record.number, rows=record.rows)
        totals = _conclude(task, folder, plan, [done[part.number] for part in parts])
        _log(folder, event="finished")
    return Outcome(folder, totals, len(pending), len(parts) - len(pending), sum(totals.rejected.values()))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BatchError(f"{folder} 中另有一次批处理正在运行，请等它结束或换一个输出目录") from None
        yield


def _log(folder: Path, **event: Any) -> None:
    with (folder / "run.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"time": round(time.time(), 3), **event}, ensure_ascii=False) + "\n")


def _plan(task: Task, location: str, folder: Path, part_rows: int) -> dict[str, Any]:
    path = folder / "plan.json"
    purpose = {
        "format": _FORMAT,
        "task": task.name,
        "options": dict(task.options),
        "parameters": parameter_version(),
    }
    if path.exists():
        plan = _read_plan(path)
        _same_purpose(plan, purpose, folder)
        _same_copies(plan, folder)
        return plan
    wanted = [Wanted(each.name, each.schema, "person") for each in task.inputs]
    frozen = freeze(location, wanted, folder / "input")
    keys = read_keys(frozen[0].path, "person")
    inputs = [{"name": f.name, "sha256": f.sha256, "copy": f.copy, "rows": f.rows} for f in frozen]
    sharing = write_sharing(frozen[0].path, task.roster.schema, folder / "input")
    parts = [_plain(part, task) for part in divide(keys, part_rows, sharing)]
    plan = {**purpose, "inputs": inputs, "parts": parts}
    write_json(path, plan)
    return plan


def _plain(part: Part, task: Task) -> dict[str, Any]:
    """A part as the plan says it: that somebody occurs more than once is no fault where the roster has several rows a person."""
    return asdict(replace(part, repeated=part.repeated and not task.roster.several))


def _read_plan(path: Path) -> dict[str, Any]:
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        plan = None
    if not isinstance(plan, dict) or not {"inputs", "parts"} <= plan.keys():
        raise BatchError(f"{path} 不是批处理的计划，请换一个输出目录")
    return plan


def _same_purpose(plan: dict[str, Any], purpose: dict[str, Any], folder: Path) -> None:
    for key, value in purpose.items():
        if plan.get(key) != value:
            raise BatchError(
                f"{folder} 中已有另一次批处理（{key} 为 {plan.get(key)}，本次为 {value}），请换一个输出目录"
            )


def _same_copies(plan: dict[str, Any], folder: Path) -> None:
    for each in plan["inputs"]:
        path = folder / "input" / f"{each['name']}.parquet"
        if not path.exists() or fingerprint(path) != each["copy"]:
            raise BatchError(f"冻结的输入 {path} 已被改动或删除，不能续算，请换一个输出目录重新开始")


def _finished(folder: Path, parts: tuple[Part, ...]) -> Iterator[PartRecord]:
    """The parts whose record is there and whose results are what the record says."""
    for part in parts:
        record = PartRecord.read(folder, part)
        path = folder / "results" / f"{part.name}.parquet"
        if record and path.exists() and fingerprint(path) == record.sha256:
            yield record


def _conclude(task: Task, folder: Path, plan: dict[str, Any], records: list[PartRecord]) -> Totals:
    totals = Totals((*task.items, *task.always))
    for record in records:
        totals.add(record.districts, record.rejected)
    _check_counts(task, plan, totals)
    rejects = "".join((folder / "work" / f"{Part.stem(r.number)}.rejects.csv").read_text("utf-8") for r in records)
    write_text(folder / "rejects.csv", "\ufeff" + ",".join(HEADER) + "\n" + rejects)
    write_json(folder / "totals.json", totals.document())
    results = [{"path": f"results/{Part.stem(r.number)}.parquet", "sha256": r.sha256, "rows": r.rows} for r in records]
    others = [{"path": name, "sha256": fingerprint(folder / name)} for name in ("rejects.csv", "totals.json")]
    purpose = {key: plan[key] for key in ("format", "task", "options", "parameters")}
    inputs = [{key: each[key] for key in ("name", "sha256", "rows")} for each in plan["inputs"]]
    write_json(folder / "manifest.json", {**purpose, "inputs": inputs, "outputs": [*results, *others]})
    return totals


def _check_counts(task: Task, plan: dict[str, Any], totals: Totals) -> None:
    rows = plan["inputs"][0]["rows"]
    accounted = totals.overall["count"] + totals.rejected.get(task.roster.name, 0)
    if accounted != rows:
        raise BatchError(f"名册有 {rows} 行，结果与退回合计 {accounted} 行：请保留输出目录并报告此问题")
