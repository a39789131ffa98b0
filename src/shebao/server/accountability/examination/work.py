"""The audit of an uploaded report in the background: what is found is kept at once; done twice it does no harm."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from shebao import __version__, bounded
from shebao.auditing.related import Known, department_of, prior_of
from shebao.server.accountability.examination.engine import Request, examine
from shebao.server.accountability.examination.limits import limits
from shebao.server.accountability.examination.models import Batch, Examination, Finding, Rendering
from shebao.server.platform.files import store

log = logging.getLogger(__name__)

State = Examination.State
_FINISHED = frozenset({State.FAILED, State.REFUSED, State.CANCELLED})
_FILE_KINDS = {"parts": "json", "text": "html", "tables": "html", "json": "json", "html": "html", "pdf": "pdf"}
_CRASHED = "读取这份文件时程序异常终止，文件可能已损坏；请用原来的软件另存后重新上传"
_TOO_SLOW = "审核超过 {seconds} 秒仍未完成，文件过于庞大或结构异常；请拆分或另存为普通 PDF 后重新上传"
_DETAILS = [
    "format",
    "paged",
    "pages",
    "contents",
    "tables",
    "warnings",
    "coverage",
    "unread",
    "undecided",
    "undecided_count",
    "verified",
    "milliseconds",
    "findings_count",
]


def audit(pk: UUID, wanted: Callable[[], bool] = lambda: True) -> bool:
    """Audit one uploaded report; whether that was for the first time.

    Nothing happens where it is done already or nobody wants it any more.
    """
    examination = _begin(pk)
    if examination is None:
        return False
    bounds = limits().audit if examination.batch.owner_id else limits().visitor_audit
    try:
        for kind, payload in bounded.run(examine, (_request(examination),), bounds, lambda: not _asked_for(pk, wanted)):
            _keep(examination, kind, payload)
    except bounded.Cancelled:
        _end(examination, "cancelled", "")
    except bounded.TooSlow:
        _stopped(examination, _TOO_SLOW.format(seconds=round(bounds.seconds)))
    except bounded.Crashed:
        _stopped(examination, _CRASHED)
    else:
        Examination.objects.filter(pk=pk).update(complete=True)
    return examination.state != State.DONE


def _begin(pk: UUID) -> Examination | None:
    """The examination, now running; None where there is nothing to do."""
    with transaction.atomic():
        found = Examination.objects.select_for_update().filter(pk=pk).first()
        if found is None or found.state in _FINISHED or found.complete or found.original_id is None:
            return None
        if found.state == State.WAITING:
            found.state = State.RUNNING
            found.save(update_fields=["state"])
    return Examination.objects.select_related("batch", "original", "prior__original", "department__original").get(pk=pk)


def _asked_for(pk: UUID, wanted: Callable[[], bool]) -> bool:
    return wanted() and Examination.objects.filter(pk=pk).exclude(state=State.CANCELLED).exists()


def _request(examination: Examination) -> Request:
    def path(other: Examination | None) -> str:
        return str(store.content_path(other.original)) if other is not None and other.original is not None else ""

    return Request(
        path(examination), examination.name, prior=path(examination.prior), department=path(examination.department)
    )


def _keep(examination: Examination, kind: str, payload: bytes) -> None:
    if kind == "failure":
        _stopped(examination, payload.decode(), {"unreadable": __version__})
    elif kind == "audit":
        record(examination, json.loads(payload))
    elif kind == "lacking":
        log.warning("examination %s: a rendering failed: %s", examination.pk, payload.decode())
    else:
        _keep_rendering(examination, kind, payload)


@transaction.atomic
def _keep_rendering(examination: Examination, kind: str, payload: bytes) -> None:
    former = Rendering.objects.filter(examination=examination, kind=kind).select_related("file").first()
    form = _FILE_KINDS[kind]
    file = store.store_bytes(payload, kind=form, name=f"{Path(examination.name).stem}.{form}")
    Rendering.objects.update_or_create(examination=examination, kind=kind, defaults={"file": file})
    if former is not None:
        store.discard(former.file)


def _stopped(examination: Examination, problem: str, details: Mapping[str, str] = MappingProxyType({})) -> None:
    """The audit failed; one whose findings are there already only lacks its exports."""
    examination.refresh_from_db(fields=["state"])
    if examination.state == State.DONE:
        log.warning("examination %s: renderings are incomplete: %s", examination.pk, problem)
    else:
        _end(examination, "failed", problem, details)


def _end(examination: Examination, state: str, problem: str, details: Mapping[str, str] = MappingProxyType({})) -> None:
    Examination.objects.filter(pk=examination.pk).exclude(state=State.DONE).update(
        state=state, problem=problem, details=dict(details), finished_at=timezone.now()
    )


@transaction.atomic
def record(examination: Examination, audited: dict[str, Any]) -> None:
    """Keep the findings of an audit in place of any former ones; decisions stay with the findings that recur."""
    current = Examination.objects.select_for_update().get(pk=examination.pk)
    if current.state == State.CANCELLED:
        return
    current.findings.all().delete()
    Finding.objects.bulk_create((_finding(current, data) for data in audited["findings"]), batch_size=500)
    counts = audited["counts"]
    for name in ("unit", "kind", "fiscal_year", "figures", "decided"):
        setattr(current, name, audited[name])
    current.errors, current.warnings, current.notes = counts["error"], counts["warning"], counts["info"]
    current.following = audited["following"]
    current.details = {name: audited[name] for name in _DETAILS}
    current.state, current.problem, current.version = State.DONE, "", __version__
    current.finished_at = timezone.now()
    current.save()


def _finding(examination: Examination, data: dict[str, Any]) -> Finding:
    chain, _, below = data["number"].partition(".")
    return Finding(
        examination=examination,
        key=data["key"],
        label=data["id"],
        chain=int(chain),
        below=int(below or 0),
        **{
            name: data[name]
            for name in (
                "rule",
                "severity",
                "message",
                "quote",
                "page",
                "line",
                "stated",
                "expected",
                "operands",
                "marks",
            )
        },
    )


@transaction.atomic
def tie_together(batch_pk: UUID) -> list[UUID]:
    """Tie the reports of a batch whose audits have all ended to the prior year's and the department's among them;
    returns those whose audit has to be done again for that."""
    batch = Batch.objects.select_for_update().filter(pk=batch_pk).first()
    if batch is None or batch.examinations.filter(state__in=(State.WAITING, State.RUNNING)).exists():
        return []
    done = list(batch.examinations.filter(state=State.DONE).only("unit", "kind", "fiscal_year", "prior", "department"))
    known = [Known(Path(str(e.pk)), e.unit, e.kind, e.fiscal_year) for e in done]
    same_unit, departments = defaultdict(list), defaultdict(list)
    for each in known:
        same_unit[each.owner].append(each)
        if each.kind == "department":
            departments[each.fiscal_year].append(each)
    again = []
    for examination, own in zip(done, known, strict=True):
        ties = {
            "prior_id": _pk(prior_of(own, same_unit[own.owner])),
            "department_id": _pk(department_of(own, departments[own.fiscal_year])),
        }
        if ties != {"prior_id": examination.prior_id, "department_id": examination.department_id}:
            Examination.objects.filter(pk=examination.pk).update(**ties, complete=False)
            again.append(examination.pk)
    return again


def _pk(path: Path | None) -> UUID | None:
    return UUID(path.name) if path else None
