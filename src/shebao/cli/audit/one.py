"""The audit of one file, as a worker process runs it: whatever happens becomes an outcome."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shebao.auditing.audit import audit_report
from shebao.auditing.verdicts import Severity
from shebao.cli.audit.files import Input
from shebao.cli.audit.related import Known
from shebao.reading.document import UnreadableFile
from shebao.reading.files import read_document
from shebao.reading.identity import read_identity
from shebao.reading.parts import divide
from shebao.reading.report import read_file
from shebao.rendering.formats import FORMATS, Audited
from shebao.rendering.terminal import Screen
from shebao.report import Report

_UNRELATED = "没有读到决算公开报告的内容，既没有决算表也没有决算情况说明；请确认文件是否正确。"
_SCANNED = "没有读到决算公开报告的文字，内容是图片；请改用可复制文字的文件，或安装文字识别（pip install .[ocr]）后再试"
_COMPLEX = "文件过于庞大或结构过深，不能审核；请另存为普通 PDF 后重试"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to audit and render: what the options of the command say."""

    format_name: str
    severity: Severity
    rules: tuple[str, ...] | None
    screen: Screen


@dataclass(frozen=True, slots=True)
class Task:
    """A file with those whose reports it is tied to."""

    input: Input
    prior: Path | None = None
    department: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: the rendered `part`, or in `failure` why it could not be audited (Chinese)."""

    name: str
    part: Any
    has_errors: bool = False
    failure: str = ""


def audit_one(task: Task, settings: Settings) -> Outcome:
    """The audit of one file, rendered. Never raises: a mistake of our own is a failure that says how to report it."""
    form = FORMATS[settings.format_name]
    name = task.input.name
    try:
        found = audited(task, settings.rules, settings.severity)
        part = form.part(found, settings.screen)
        return Outcome(name, part, found.result.has_errors)
    except Exception as error:
        message = failure_words(error, name)
    return Outcome(name, form.failure(name, message), failure=message)


def failure_words(error: Exception, name: str) -> str:
    """Why the file called `name` could not be audited, in one Chinese sentence."""
    if isinstance(error, UnreadableFile):
        return str(error).removeprefix(f"{name}：")
    if isinstance(error, MemoryError | RecursionError):
        return _COMPLEX
    return internal_error(error)


def audited(task: Task, rules: tuple[str, ...] | None = None, severity: Severity = Severity.INFO) -> Audited:
    """The audit of a file that holds a disclosure report. Raises UnreadableFile, also where it holds none."""
    started = time.perf_counter()
    source = task.input.data if task.input.path is None else task.input.path
    assert source is not None
    reading = read_file(source, task.input.name)
    if not _is_disclosure(reading.report):
        raise UnreadableFile(_SCANNED if reading.report.has_images else _UNRELATED)
    result = audit_report(
        reading.report,
        file=task.input.name,
        prior=_related(task.prior),
        department=_related(task.department),
        rules=rules,
        severity=severity,
        started=started,
    )
    return Audited(result, reading.document, task.input.path)


def _is_disclosure(report: Report) -> bool:
    """Whether anything of a final-accounts report was read: a table, a form, a fact or a section of one."""
    kinds = {section.kind.split(".")[0] for section in report.walk()}
    return bool(
        report.tables or report.forms or report.facts or kinds & {"narrative", "tables", "key_work", "glossary"}
    )


@lru_cache(maxsize=2)
def _related(path: Path | None) -> Report | None:
    return read_file(path).report if path else None


def identify(item: Input) -> Known | None:
    """Whose report of which year a file is; None where it cannot be read (its own audit says why)."""
    try:
        document = read_document(item.path) if item.path else read_document(item.data or b"", item.name)
        blocks = tuple(document.blocks)
        identity = read_identity(blocks, divide(blocks))
    except Exception:
        return None
    return Known(item.path, identity.unit, identity.kind, identity.fiscal_year)


def internal_error(error: Exception) -> str:
    """One line that says that the mistake is ours, where it is, and how to report it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    detail = " ".join(str(error).split())[:200]
    return f"审核程序自身出错（{type(error).__name__}：{detail}，{where}），这份文件没有审核完；请把本行和文件一并反馈给开发者"
