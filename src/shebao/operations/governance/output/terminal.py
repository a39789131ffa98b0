"""A plan and a run as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.operations.governance.outcome import Judgement, Outcome
from shebao.operations.governance.running.planning import Plan
from shebao.operations.governance.suspicions import Course

_STATES = {"done": "", "incomplete": "未查全", "skipped": "未执行"}


def plan_lines(plan: Plan, seconds: float | None) -> Iterator[str]:
    """What will be read, by which engine, how long about."""
    settings = plan.settings
    runnable = len(plan.declared.checks) - len(plan.divided.skipped)
    yield f"检查集：{plan.declared.title}，{runnable} 条可执行" + (
        f"，{len(plan.divided.skipped)} 条因没有数据表或读不成而不执行" if plan.divided.skipped else ""
    )
    for table, parts in plan.located.partitions.items():
        title = plan.declared.tables[table].title
        yield f"  {table}（{title}）：{sum(each.rows for each in parts):,} 行，{len(parts)} 个文件"
    where = settings.master or ("本机" if settings.engine == "duckdb" else "本机 Spark")
    yield f"引擎：{settings.engine}（{where}，内存上限 {settings.memory_megabytes} MB），核查年月 {settings.as_of}"
    known = len(plan.tasks) - len(plan.pending)
    yield f"要读 {_size(plan.bytes_to_read())}，{len(plan.pending)} 个任务" + (
        f"；{known} 个任务的数据和检查都没有变，沿用以前的结果" if known else ""
    )
    if seconds is not None:
        yield f"按样本估计约需 {_duration(seconds)}" if seconds >= 1 else "按样本估计不到 1 秒"


def _size(count: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if count >= size:
            return f"{count * 10 // size / 10} {unit}"
    return f"{count} B"


def _duration(seconds: float) -> str:
    whole = int(seconds + 0.5)
    return f"{whole // 60} 分 {whole % 60} 秒" if whole >= 60 else f"{whole} 秒"


def result_lines(outcome: Outcome, samples: bool = True) -> Iterator[str]:
    """Checks that found something, most grave first; then what did not run, and the suspicions' course."""
    done = [each for each in outcome.judgements if each.state != "skipped"]
    found = [each for each in done if each.broken]
    yield f"{outcome.title}（{outcome.as_of}，第 {outcome.run} 次）：{len(done)} 条检查，{len(found)} 条有发现"
    for each in sorted(found, key=_gravity):
        yield from _judgement_lines(each, samples)
    for each in outcome.judgements:
        if each.state == "incomplete" and not each.broken:
            yield f"[未查全] {each.check.id} {each.check.title}"
    skipped = [each for each in outcome.judgements if each.state == "skipped"]
    if skipped:
        told = {"没有数据表": outcome.absent, "读不成数据表": outcome.unread}
        reasons = "；".join(f"{words} {'、'.join(tables)}" for words, tables in told.items() if tables)
        yield f"没有执行的检查 {len(skipped)} 条：{reasons}"
    if outcome.problems:
        yield f"不能检查的 {len(outcome.problems)} 处："
        yield from (f"  {problem}" for problem in outcome.problems)
    course = "，".join(f"{each.title} {outcome.courses[each.value]}" for each in Course)
    yield f"疑点：{course}"


def _gravity(each: Judgement) -> tuple[int, int]:
    return ("error", "warning", "notice").index(each.check.severity.value), -each.broken


def _judgement_lines(each: Judgement, samples: bool) -> Iterator[str]:
    check, state = each.check, _STATES[each.state]
    trend = f"，上次 {each.before[-1]:,}" if each.before else ""
    yield (
        f"[{check.severity.title}] {check.id} {check.title}：{each.broken:,} 行（万分之 {each.permyriad}{trend}）"
        + (f"（{state}）" if state else "")
    )
    if samples:
        for sample in each.samples[:2]:
            values = "，".join(f"{name} {value or '（空）'}" for name, value in sample.evidence.items())
            yield f"    {sample.identity} {sample.subject}：{values}"
