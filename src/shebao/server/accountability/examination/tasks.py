"""Background work of examinations."""

from __future__ import annotations

import math
import time
from functools import partial
from uuid import UUID

from procrastinate.contrib.django import app

from shebao.bounded import prepare
from shebao.server.accountability.examination import retention, work
from shebao.server.accountability.examination.engine import examine
from shebao.server.accountability.examination.models import Batch, Examination
from shebao.server.platform.jobs.background import Run, background
from shebao.server.platform.jobs.models import Job, Lane
from shebao.server.platform.web import tallies

_ALONE, _AMONG_OTHERS, _AGAIN = 20, 0, -10
_FEW, _HOUR = 3, 3600
VISITORS_SECONDS = "audits of visitors"


@background("examination.audit", "审核报告", prepare=partial(prepare, examine))
def audit_report(run: Run, examination: str) -> str:
    """Audit one uploaded report, and tie the reports of its batch together after the last."""
    pk, started = UUID(examination), time.monotonic()
    first = work.audit(pk, lambda: _wanted(run))
    found = Examination.objects.filter(pk=pk).select_related("batch").first()
    if found is None:
        return "文件已被删除。"
    if found.batch.address:
        tallies.add(VISITORS_SECONDS, found.batch.address, _HOUR, amount=math.ceil(time.monotonic() - started))
    for other in work.tie_together(found.batch_id) if first else ():
        _start(Examination.objects.select_related("batch__owner").get(pk=other), _AGAIN)
    return f"{found.get_state_display()}。{found.problem}"


def _wanted(run: Run) -> bool:
    """Whether nobody cancelled the job; ends it, to be taken up again, where its worker has to stop."""
    if run.should_stop():
        run.step(0, 1)
    return not Job.objects.filter(pk=run.id, cancel_requested=True).exists()


@app.periodic(cron="23 * * * *")
@app.task(name="examination.purge", queueing_lock="examination.purge")
def purge(timestamp: int) -> None:
    """Every hour: remove what is kept no longer."""
    retention.purge()


def ask_for_audits(batch: Batch, examinations: list[Examination]) -> None:
    """Audit these reports of a batch as soon as a worker is free; a few go before many."""
    priority = _ALONE if len(examinations) <= _FEW else _AMONG_OTHERS
    for examination in examinations:
        examination.batch = batch
        _start(examination, priority)


def _start(examination: Examination, priority: int) -> None:
    audit_report.start(
        examination.name,
        arguments={"examination": str(examination.pk)},
        owner=examination.batch.owner,
        url=examination.get_absolute_url(),
        lock=f"examination:{examination.pk}",
        once=f"examination:{examination.pk}",
        priority=priority,
        lane=Lane.OFFICIAL if examination.batch.owner_id else Lane.PUBLIC,
    )
