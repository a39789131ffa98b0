"""Work of the counter in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shebao.server.operations.counter.following import catch_up
from shebao.server.platform.jobs.background import JobProblem, Run, background


@app.periodic(cron="* * * * *")
@app.task(name="counter.follow", queueing_lock="counter.follow")
def follow(timestamp: int) -> None:
    """Every minute: names and codes of acts that came since can be found."""
    catch_up(None)


@background("counter.compare", "比对疑似重复登记")
def compare_all(run: Run) -> str:
    """Compares everybody in the record; pairs wait for people."""
    from shebao.server.operations.counter.alike import NotCompared, compare  # its engines are for who compares

    try:
        found = compare(run.step)
    except NotCompared as problem:
        raise JobProblem(str(problem)) from problem
    return f"比对了 {found.persons:,} 人：{found.pairs:,} 对待核对，其中新找出 {found.new:,} 对。"
