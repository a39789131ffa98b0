"""What a run found, as every output tells it: counts and rates by check, masked samples, the trend, what did not run."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from shebao.batch.files import draft, publish, write_json
from shebao.operations.governance.findings import BETWEEN, merge
from shebao.operations.governance.lost import files_of, lost_files
from shebao.operations.governance.model import Check
from shebao.operations.governance.running.compiling import columns_of
from shebao.operations.governance.running.planning import Plan
from shebao.operations.governance.running.results import Result
from shebao.operations.governance.running.results import files_of as findings_of
from shebao.operations.governance.running.run import Gathered, judged
from shebao.operations.governance.shown import publish_findings, shown_finding, shown_subject
from shebao.operations.governance.suspicions import Course, Suspicion, followed, identity

SAMPLES = 5
FINDINGS, RUNS, SUSPICIONS = "findings.parquet", "runs.json", "suspicions.json"
RAW = "work/findings.parquet"
"""The findings as they are, private values in clear: for this run's own use, closed to others; `FINDINGS` is what others get."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A finding as it is shown: private values masked."""

    identity: str
    subject: str
    rows: int
    evidence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one check: `state` is done, incomplete or skipped; `before` are the counts of earlier runs."""

    check: Check
    state: str
    rows: int
    broken: int
    suspicions: int
    capped: bool
    samples: tuple[Sample, ...]
    before: tuple[int, ...]
    shown: tuple[str, ...] = ()
    note: str = ""

    @property
    def permyriad(self) -> str:
        """Broken rows in ten thousand, as text with two decimals."""
        hundredths = self.broken * 1_000_000 // self.rows if self.rows else 0
        return f"{hundredths // 100}.{hundredths % 100:02}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run."""

    title: str
    as_of: str
    engine: str
    run: int
    rows: Mapping[str, int]
    judgements: tuple[Judgement, ...]
    problems: tuple[str, ...]
    absent: tuple[str, ...]
    unread: tuple[str, ...]
    courses: Mapping[str, int]
    computed: int
    reused: int
    seconds: float
    folder: Path

    @property
    def status(self) -> int:
        """0 where nothing was found, 1 where something was, 2 where something could not be checked."""
        if self.problems or not any(each.state == "done" for each in self.judgements):
            return 2
        return 1 if any(each.broken for each in self.judgements) else 0


def conclude(plan: Plan, gathered: Gathered, started: float) -> Outcome:
    """Puts results together, writes findings, suspicions and the run's counts into the folder. Raises OSError."""
    distributions, extra = judged(plan, gathered)
    files = findings_of([each for results in gathered.results.values() for each in results])
    judgement_file = plan.folder / "work" / "distributions.parquet"
    judgement_file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(extra, draft(judgement_file))
    publish(draft(judgement_file), judgement_file)
    findings = plan.folder / RAW
    merge(_of_checks(plan, gathered, files, judgement_file), findings, plan.settings.keep)
    totals = {check: _total([each.result for each in results]) for check, results in gathered.results.items()}
    totals |= distributions
    findings.chmod(0o600)
    publish_findings(plan, findings, plan.folder / FINDINGS, {check: each.shown for check, each in totals.items()})
    kept = _kept(findings)
    runs = _runs(plan.folder)
    mark = _mark(gathered)
    _miss(plan, gathered, next((each for each in reversed(runs) if each["mark"] != mark), None))
    if not runs or runs[-1]["mark"] != mark:
        runs.append(_record(plan, gathered, totals, len(runs) + 1, mark))
    suspicions = _follow(plan, gathered, findings, totals, runs)
    if not gathered.problems:
        plan.store.forget_others(gathered.inputs)
    problems = [str(each) for each in (*plan.declared.mistakes, *gathered.problems)]
    return Outcome(
        title=plan.declared.title,
        as_of=plan.settings.as_of.iso,
        engine=plan.settings.engine,
        run=runs[-1]["run"],
        rows=plan.rows,
        judgements=tuple(_judgements(plan, gathered, totals, kept, runs)),
        problems=tuple(dict.fromkeys(problems)),
        absent=tuple(plan.located.absent),
        unread=_unread(plan),
        courses=suspicions,
        computed=gathered.computed,
        reused=gathered.reused,
        seconds=time.monotonic() - started,
        folder=plan.folder,
    )


def _miss(plan: Plan, gathered: Gathered, earlier: Mapping[str, Any] | None) -> None:
    """Takes the checks of tables that lost files as incomplete, and tells which."""
    told = [each.where for each in gathered.problems]
    for table, problem in lost_files(earlier, plan.located.partitions, told):
        gathered.problems.append(problem)
        for check in plan.declared.checks:
            if table in columns_of(check, plan.context.tables) and check.id not in plan.divided.skipped:
                gathered.failed.add(check.id)


def _unread(plan: Plan) -> tuple[str, ...]:
    """Tables that are there, but of which nothing could be read."""
    needed = {table for check in plan.declared.checks for table in columns_of(check, plan.context.tables)}
    return tuple(sorted(needed - set(plan.located.partitions) - set(plan.located.absent)))


def _of_checks(plan: Plan, gathered: Gathered, files: list[Path], own: Path) -> list[Path]:
    return [*files, own] if plan.declared.checks else []


def _total(results: Sequence[Result]) -> Result:
    shown = next((each.shown for each in results if each.shown), ())
    return Result(sum(each.rows for each in results), any(each.capped for each in results), shown)


def _mark(gathered: Gathered) -> str:
    import hashlib

    return hashlib.sha256("\n".join(sorted(gathered.marks)).encode()).hexdigest()[:32]


def _runs(folder: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads((folder / RUNS).read_text(encoding="utf-8"))
        return found if isinstance(found, list) else []
    except (OSError, ValueError):
        return []


def _record(plan: Plan, gathered: Gathered, totals: Mapping[str, Result], run: int, mark: str) -> dict[str, Any]:
    return {
        "run": run,
        "mark": mark,
        "time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "as_of": plan.settings.as_of.iso,
        "engine": plan.settings.engine,
        "rows": plan.rows,
        "files": files_of(plan.located.partitions),
        "broken": {check: result.rows for check, result in sorted(totals.items()) if check not in gathered.failed},
    }


def _kept(findings: Path) -> dict[str, int]:
    quoted = str(findings).replace("'", "''")
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT \"check\", count(*) FROM read_parquet('{quoted}') GROUP BY 1").fetchall()
    return dict(rows)


def _follow(
    plan: Plan, gathered: Gathered, findings: Path, totals: Mapping[str, Result], runs: list[dict[str, Any]]
) -> dict[str, int]:
    """Brings the known suspicions up to this run, once; returns how many took which course."""
    path, run = plan.folder / SUSPICIONS, runs[-1]["run"]
    known = _known(path)
    if known.get("run") != run:
        earlier = {key: _suspicion(key, each) for key, each in known.get("suspicions", {}).items()}
        complete = [check for check in totals if check not in gathered.failed and not totals[check].capped]
        now = followed(earlier, _found(findings), run, complete)
        checks = {check.id: check for check in plan.declared.checks}
        known = {"run": run, "suspicions": {key: _plain(plan, checks, each) for key, each in now.items()}}
        write_json(path, known)
        write_json(plan.folder / RUNS, runs)
    counts = dict.fromkeys((course.value for course in Course), 0)
    for each in known["suspicions"].values():
        counts[each["course"]] += 1
    return counts


def _known(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def _suspicion(key: str, each: Mapping[str, Any]) -> Suspicion:
    return Suspicion(**{**each, "identity": key, "course": Course(each["course"])})


def _plain(plan: Plan, checks: Mapping[str, Check], each: Suspicion) -> dict[str, Any]:
    check = checks.get(each.check)
    return {
        "check": each.check,
        "subject": shown_subject(plan, check, each.subject, BETWEEN) if check else each.subject,
        "rows": each.rows,
        "first_run": each.first_run,
        "last_run": each.last_run,
        "course": each.course.value,
    }


def _found(findings: Path) -> Iterator[tuple[str, str, int]]:
    for batch in pq.ParquetFile(findings).iter_batches(columns=["check", "subject", "rows"]):
        columns = (batch.column(name).to_pylist() for name in ("check", "subject", "rows"))
        yield from zip(*columns, strict=True)


def _judgements(
    plan: Plan,
    gathered: Gathered,
    totals: Mapping[str, Result],
    kept: Mapping[str, int],
    runs: Sequence[Mapping[str, Any]],
) -> Iterator[Judgement]:
    samples = _samples(plan, totals)
    for check in plan.declared.checks:
        before = tuple(each["broken"][check.id] for each in runs[:-1] if check.id in each["broken"])
        if check.id in plan.divided.skipped:
            note = f"没有数据表（或读不成）{plan.divided.skipped[check.id]}"
            yield Judgement(check, "skipped", 0, 0, 0, False, (), before, (), note)
            continue
        total = totals.get(check.id, Result(0))
        state = "incomplete" if check.id in gathered.failed or check.id not in totals else "done"
        yield Judgement(
            check,
            state,
            plan.rows.get(check.table, 0),
            total.rows,
            kept.get(check.id, 0),
            total.capped or kept.get(check.id, 0) >= plan.settings.keep,
            samples.get(check.id, ()),
            before,
            total.shown,
        )


def _samples(plan: Plan, totals: Mapping[str, Result]) -> dict[str, tuple[Sample, ...]]:
    quoted = str(plan.folder / RAW).replace("'", "''")
    with duckdb.connect() as connection:
        rows = connection.execute(
            'SELECT "check", subject, rows, evidence FROM (SELECT *, row_number() OVER (PARTITION BY "check" '
            f"ORDER BY subject) AS place FROM read_parquet('{quoted}')) WHERE place <= {SAMPLES} "
            'ORDER BY "check", subject'
        ).fetchall()
    checks = {check.id: check for check in plan.declared.checks}
    found: dict[str, list[Sample]] = {}
    for check, subject, count, evidence in rows:
        shown = shown_finding(plan, checks[check], subject, evidence, totals[check].shown)
        found.setdefault(check, []).append(Sample(identity(check, subject), shown[0], count, shown[1]))
    return {check: tuple(each) for check, each in found.items()}
