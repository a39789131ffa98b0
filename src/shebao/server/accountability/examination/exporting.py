"""What people take away: the audit of one report or of a batch, with the decisions made about its findings."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from shebao.rendering import sarif, workbook
from shebao.rendering.data import error_data
from shebao.server.accountability.examination.models import Batch, Decision, Examination, Rendering
from shebao.server.platform.files import store
from shebao.server.platform.files.models import StoredFile

_State = Examination.State
_MEDIA = {
    "json": "application/json",
    "sarif": "application/sarif+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
MADE = ("xlsx", "json", "sarif")
ONE = ("xlsx", "pdf", "html", "json", "sarif")
MANY = ("xlsx", "zip", "json", "sarif")
NAMES = {
    "xlsx": "整改清单（XLSX）",
    "pdf": "标注问题的 PDF",
    "html": "单页网页（HTML）",
    "json": "数据（JSON）",
    "sarif": "SARIF",
    "zip": "全部结果（ZIP）",
}
_STATUS = {Decision.Verdict.ACCEPTED: "整改中", Decision.Verdict.DISPUTED: "不予整改（说明理由）"}


class NotThere(Exception):
    """This export was not made; the message says why (Chinese)."""


def media_type(form: str) -> str:
    """The media type of an export."""
    return _MEDIA[form]


def export(examination: Examination, form: str) -> bytes:
    """The audit of one report in a form of MADE. Raises NotThere."""
    if form == "xlsx":
        return workbook.workbook([_workbook_part(examination)])
    if form == "sarif":
        return sarif.log([_parts(examination)["sarif"]])
    return _bytes(_data(examination))


def rendering(examination: Examination, form: str) -> Path:
    """Where the audit stands that was written with it in a form of ONE that is not of MADE. Raises NotThere."""
    return store.content_path(_file(examination, form))


def offered(examination: Examination) -> list[tuple[str, str]]:
    """The forms that this audit can be had in, with their names."""
    names = NAMES if examination.is_pdf else NAMES | {"pdf": "问题清单（PDF）"}
    return [(form, names[form]) for form in ONE]


def export_batch(batch: Batch, form: str) -> bytes:
    """The audits of a batch in a form of MANY."""
    file = io.BytesIO()
    if form == "zip":
        _zip(batch, file)
    elif form == "xlsx":
        file.write(workbook.workbook(_workbook_part(e) for e in _ended(batch)))
    elif form == "sarif":
        file.write(sarif.log(_sarif_part(e) for e in _ended(batch)))
    else:
        file.write(b"[" + b",\n".join(_bytes(_data(e)) for e in _ended(batch)) + b"]\n")
    return file.getvalue()


def _zip(batch: Batch, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("整改清单.xlsx", workbook.workbook(_workbook_part(e) for e in _ended(batch)))
        for examination in _ended(batch):
            if examination.state != _State.DONE:
                continue
            stem = f"{examination.position:03d} {Path(examination.name).stem[:80]}"
            package.writestr(f"{stem}.json", _bytes(_data(examination)))
            for kind in ("html", "pdf"):
                for each in _renderings(examination, kind):
                    packing = zipfile.ZIP_STORED if kind == "pdf" else zipfile.ZIP_DEFLATED
                    package.write(store.content_path(each.file), f"{stem}.标注.{kind}", packing)


def _ended(batch: Batch) -> Iterable[Examination]:
    return batch.examinations.exclude(state__in=(_State.WAITING, _State.RUNNING)).order_by("position").iterator()


def _renderings(examination: Examination, kind: str) -> Iterable[Rendering]:
    return Rendering.objects.filter(examination=examination, kind=kind).select_related("file")


def _rendering(examination: Examination, kind: str) -> bytes:
    return store.read(_file(examination, kind))


def _file(examination: Examination, kind: str) -> StoredFile:
    for each in _renderings(examination, kind):
        return each.file
    if examination.complete:
        raise NotThere("这种格式没有生成出来；其他格式和页面上的审核结果不受影响")
    raise NotThere("这种格式正在生成，请过几秒再试")


def text_of(examination: Examination, kind: str) -> str:
    """The text or the tables of the report as HTML whose content is escaped. Raises NotThere."""
    return _rendering(examination, kind).decode()


def _parts(examination: Examination) -> Any:
    return json.loads(_rendering(examination, "parts"))


def _sarif_part(examination: Examination) -> Any:
    if examination.state != _State.DONE:
        return sarif.failure_part(examination.name, examination.problem or examination.get_state_display())
    return _parts(examination)["sarif"]


def _workbook_part(examination: Examination) -> workbook.Part:
    if examination.state != _State.DONE:
        return workbook.failure_part(examination.name, examination.problem or examination.get_state_display())
    part = _parts(examination)["workbook"]
    rows = _with_decisions(examination, part["findings"])
    return workbook.Part(tuple(rows), tuple(tuple(row) for row in part["tables"]))


def _with_decisions(examination: Examination, rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The rows of the list, in the order of the findings, with what people decided about them."""
    decided = {decision.key: decision for decision in examination.decisions.all()}
    keys = list(examination.findings.order_by("chain", "below").values_list("key", flat=True)) if decided else []
    for index, row in enumerate(rows):
        decision = decided.get(keys[index]) if len(keys) == len(rows) else None
        if decision is None or decision.verdict == Decision.Verdict.OPEN:
            yield row
        else:
            said = f"{decision.get_verdict_display()}：{decision.reason}" if decision.reason else ""
            yield row | {"状态": _STATUS[Decision.Verdict(decision.verdict)], "整改措施": said}


def _data(examination: Examination) -> Any:
    if examination.state != _State.DONE:
        return error_data(examination.name, examination.problem or examination.get_state_display())
    data = json.loads(_rendering(examination, "json"))
    labels = dict(examination.findings.values_list("key", "label"))
    data["decisions"] = [
        {
            "finding": labels[decision.key],
            "verdict": decision.verdict,
            "reason": decision.reason,
            "by": decision.by_name,
            "at": decision.at.isoformat(timespec="seconds"),
        }
        for decision in examination.decisions.all()
        if decision.key in labels and decision.verdict != Decision.Verdict.OPEN
    ]
    return data


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
