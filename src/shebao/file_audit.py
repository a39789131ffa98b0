"""The audit of a file, the one way that library, command and server take: read, told apart from other documents, audited."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shebao.auditing.audit import audit_report
from shebao.auditing.findings import AuditResult
from shebao.auditing.verdicts import Severity
from shebao.reading.document import Document, UnreadableFile
from shebao.reading.report import Reading, interpret, read_file
from shebao.report import Report
from shebao.report.kinds import AUDITABLE, DocumentKind

_UNRELATED = f"没有读到决算公开报告的内容，这份文件没有审核；可以审核的有：{AUDITABLE}。请确认文件是否正确。"
_SCANNED = "没有读到决算公开报告的文字，内容是图片；请改用可复制文字的文件，或安装文字识别（pip install .[ocr]）后再试"
_COMPLEX = "文件过于庞大或结构过深，不能审核；请另存为普通 PDF 后重试"


class NothingToAudit(UnreadableFile):
    """A file that can be read and is none of the documents that are audited; the message says which those are."""


@dataclass(frozen=True, slots=True)
class Audited:
    """An audited report with the document it was read from, and the file's path (None for standard input)."""

    result: AuditResult
    document: Document
    path: Path | None = None


def audit_file(
    source: Path | bytes,
    name: str,
    *,
    document: Document | None = None,
    prior: Report | Path | None = None,
    department: Report | Path | None = None,
    rules: Sequence[str] | None = None,
    severity: Severity = Severity.INFO,
) -> Audited:
    """The audit of a file that holds a disclosure report, tied to the prior year's and the department's where given.

    `name` is what messages call it, `document` what the file was read as, where it was read before. Raises UnreadableFile with a Chinese sentence, NothingToAudit where the file holds no such report.
    """
    started = time.perf_counter()
    reading = Reading(document, interpret(document)) if document else read_file(source, name)
    if reading.report.document is DocumentKind.OTHER:
        raise UnreadableFile(_SCANNED) if reading.report.has_images else NothingToAudit(_UNRELATED)
    result = audit_report(
        reading.report,
        file=name,
        prior=_related(prior),
        department=_related(department),
        rules=rules,
        severity=severity,
        started=started,
    )
    return Audited(result, reading.document, source if isinstance(source, Path) else None)


def failure_words(error: Exception, name: str) -> str:
    """Why the file called `name` could not be audited, in one Chinese sentence."""
    if isinstance(error, UnreadableFile):
        return error.reason
    if isinstance(error, MemoryError | RecursionError):
        return _COMPLEX
    return internal_error(error)


def internal_error(error: Exception) -> str:
    """One line that says that the mistake is ours, where it is, and how to report it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    detail = " ".join(str(error).split())[:200]
    return f"审核程序自身出错（{type(error).__name__}：{detail}，{where}），这份文件没有审核完；请把本行和文件一并反馈给开发者"


def _related(source: Report | Path | None) -> Report | None:
    return _read(source) if isinstance(source, Path) else source


@lru_cache(maxsize=2)
def _read(path: Path) -> Report:
    return read_file(path).report
