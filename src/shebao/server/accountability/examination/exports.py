"""Audits as files, as workers make them; what was written with the audit itself is not made again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, Sum

from shebao.server.accountability.examination import exporting
from shebao.server.accountability.examination.models import Batch, Decision, Examination
from shebao.server.platform.exports import doing
from shebao.server.platform.exports.doing import Made, NotMade, export
from shebao.server.platform.jobs.models import Lane
from shebao.server.platform.people.models import User

ONE, MANY = "examination.one", "examination.batch"
_GONE = "这份报告已经删除，没有导出。"


def lane_of(batch: Batch) -> Lane:
    """What a visitor asks for never waits before official work."""
    return Lane.OFFICIAL if batch.owner_id else Lane.PUBLIC


def revision_of(examination: Examination) -> str:
    """Changes with the audit and with what is decided about its findings."""
    return repr([examination.state, examination.finished_at, examination.complete, *_decided(examination=examination)])


def revision_of_batch(batch: Batch) -> str:
    """Changes with the audits of a batch and with what is decided about their findings."""
    audits = batch.examinations.values_list("state").annotate(Count("pk"), Max("finished_at")).order_by("state")
    return repr([batch.name, list(audits), *_decided(examination__batch=batch)])


def forget(batch: Batch) -> None:
    """Removes what was made of a batch."""
    doing.forget(MANY, "batch", [str(batch.pk)])
    doing.forget(ONE, "examination", [str(pk) for pk in batch.examinations.values_list("pk", flat=True)])


@export(ONE, "导出审核结果")
def one(_person: User | None, arguments: Mapping[str, Any]) -> Made:
    """The audit of one report."""
    examination = Examination.objects.filter(pk=arguments["examination"]).select_related("batch").first()
    if examination is None:
        raise NotMade(_GONE)
    form = arguments["form"]
    try:
        content = exporting.export(examination, form)
    except exporting.NotThere as problem:
        raise NotMade(f"{problem}。") from problem
    return Made(f"{examination.name.rsplit('.', 1)[0]}.审核.{form}", form, content)


@export(MANY, "导出批次")
def many(_person: User | None, arguments: Mapping[str, Any]) -> Made:
    """The audits of a batch."""
    batch = Batch.objects.filter(pk=arguments["batch"]).first()
    if batch is None:
        raise NotMade(_GONE)
    form = arguments["form"]
    return Made(f"{batch.name[:60]}.审核.{form}", form, exporting.export_batch(batch, form))


def _decided(**about: Any) -> list[Any]:
    found = Decision.objects.filter(**about).aggregate(Count("pk"), Sum("version"), Max("at"))
    return sorted(found.items())
