"""The audit of one file as commands, workers and the server run it: read, told apart from other documents, audited."""

from __future__ import annotations

import time
import traceback
from functools import lru_cache
from pathlib import Path

from shebao.auditing.audit import audit_report
from shebao.auditing.verdicts import Severity
from shebao.reading.document import UnreadableFile
from shebao.reading.report import read_file
from shebao.rendering.formats import Audited
from shebao.report import Report

_UNRELATED = "没有读到决算公开报告的内容，既没有决算表也没有决算情况说明；请确认文件是否正确。"
_SCANNED = "没有读到决算公开报告的文字，内容是图片；请改用可复制文字的文件，或安装文字识别（pip install .[ocr]）后再试"
_COMPLEX = "文件过于庞大或结构过深，不能审核；请另存为普通 PDF 后重试"


def audited(
    source: Path | bytes,
    name: str,
    *,
    prior: Path | None = None,
    department: Path | None = None,
    rules: tuple[str, ...] | None = None,
    severity: Severity = Severity.INFO,
) -> Audited:
    """The audit of a file that holds a disclosure report. Raises UnreadableFile, also where it holds none."""
    started = time.perf_counter()
    reading = read_file(source, name)
    if not _is_disclosure(reading.report):
        raise UnreadableFile(_SCANNED if reading.report.has_images else _UNRELATED)
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
        return str(error).removeprefix(f"{name}：")
    if isinstance(error, MemoryError | RecursionError):
        return _COMPLEX
    return internal_error(error)


def internal_error(error: Exception) -> str:
    """One line that says that the mistake is ours, where it is, and how to report it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    detail = " ".join(str(error).split())[:200]
    return f"审核程序自身出错（{type(error).__name__}：{detail}，{where}），这份文件没有审核完；请把本行和文件一并反馈给开发者"


def _is_disclosure(report: Report) -> bool:
    """Whether anything of a final-accounts report was read: a table, a form, a fact or a section of one."""
    kinds = {section.kind.split(".")[0] for section in report.walk()}
    return bool(
        report.tables or report.forms or report.facts or kinds & {"narrative", "tables", "key_work", "glossary"}
    )


@lru_cache(maxsize=2)
def _related(path: Path | None) -> Report | None:
    return read_file(path).report if path else None
