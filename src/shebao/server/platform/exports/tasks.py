"""Exports in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procrastinate.contrib.django import app

from shebao.server.platform.exports import doing
from shebao.server.platform.jobs.background import JobProblem, Run, background
from shebao.server.platform.people.models import User


@background(doing.EXPORT, "导出")
def make_export(run: Run, kind: str, arguments: Mapping[str, Any], revision: str, person: int | None) -> str:
    """Makes a file as it is asked for now; what is there already is left."""
    run.step(0, 1, "正在生成")
    found = User.objects.filter(pk=person, is_active=True).first() if person else None
    if person and found is None:
        raise JobProblem("账号已停用，没有导出。")
    made = doing.make(kind, arguments, revision, found)
    if made.problem:
        raise JobProblem(made.problem)
    return "已生成。"


@app.periodic(cron="50 3 * * *")
@app.task(name="exports.tidy")
def tidy_exports(timestamp: int) -> None:
    """Every night: forget what was made more than a day ago."""
    doing.tidy()
