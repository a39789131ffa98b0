"""Background work of runs: a month computed on a frozen snapshot, and written as one act once it was reviewed.

Web processes load this module to start the work; what computes is loaded by the worker that does it.
"""

from __future__ import annotations

from shebao.operations.contributions.standards import NoStandard
from shebao.operations.record.changes import EffectsRefused
from shebao.server.operations.contributions.models import MonthRun
from shebao.server.operations.contributions.states import State
from shebao.server.operations.records.doing import AnotherAct, Stale
from shebao.server.platform.jobs.background import JobProblem, Run, background


@background("contributions.compute", "计算应缴")
def compute(run: Run, number: str) -> str:
    """Freezes and computes a month; its control totals wait for the review."""
    from shebao.batch.errors import BatchError
    from shebao.server.operations.contributions.working import Work
    from shebao.server.operations.contributions.writing import settle

    found = MonthRun.objects.get(number=number)
    if found.state != State.COMPUTING:
        return "核定已不在计算。"
    work = Work(found)
    run.step(0, 2, "读取记录并计算")
    try:
        work.compute()
    except (NoStandard, BatchError) as problem:
        settle(found, State.FAULTY, f"不能核定：{problem}")
        return found.told
    run.step(1, 2, "汇总")
    settle(found, State.REVIEW, "", work.keep_controls)
    return found.told


@background("contributions.apply", "写入应缴")
def apply(run: Run, number: str) -> str:
    """Writes what was reviewed, and nothing else; who changed since is assessed singly."""
    from shebao.server.operations.contributions.writing import write

    found = MonthRun.objects.select_related("office", "maker", "checker").get(number=number)
    if found.state != State.APPLYING:
        return "核定不在写入。"
    try:
        write(found, lambda count: run.step(count, max(found.rows, count), "写入"))
    except (EffectsRefused, AnotherAct, Stale) as problem:
        raise JobProblem(f"没有写入：{problem}"[:900]) from problem
    return found.told
