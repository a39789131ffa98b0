"""The audit of one file, as a worker process runs it: whatever happens becomes an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shebao.auditing.related import Known
from shebao.auditing.verdicts import Severity
from shebao.cli.audit.files import Input
from shebao.cli.audit.kept import packed, unpacked
from shebao.file_audit import Audited, NothingToAudit, audit_file, failure_words
from shebao.reading.files import read_document
from shebao.reading.identity import read_identity
from shebao.reading.parts import divide
from shebao.reading.report import interpret, read_file
from shebao.rendering.formats import FORMATS
from shebao.rendering.terminal import Screen
from shebao.report import Report


@dataclass(frozen=True, slots=True)
class Settings:
    """How to audit and render: what the options of the command say."""

    format_name: str
    severity: Severity
    rules: tuple[str, ...] | None
    screen: Screen


@dataclass(frozen=True, slots=True)
class Related:
    """A file whose report another is tied to, with its document as it was read (b'' where it is to be read again)."""

    path: Path
    document: bytes = b""


@dataclass(frozen=True, slots=True)
class Task:
    """A file, its document as it was read (b'' where it is yet to be read), and those whose reports it is tied to."""

    input: Input
    prior: Related | None = None
    department: Related | None = None
    document: bytes = b""


@dataclass(frozen=True, slots=True)
class Identified:
    """Whose report a file is, and its document as it was read."""

    known: Known
    document: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: the rendered `part`, or in `failure` why it could not be audited (Chinese)."""

    name: str
    part: Any
    has_errors: bool = False
    failure: str = ""
    unchecked: bool = False  # read, and nothing in it could be checked


def audit_one(task: Task, settings: Settings) -> Outcome:
    """The audit of one file, rendered. Never raises: a mistake of our own is a failure that says how to report it."""
    form = FORMATS[settings.format_name]
    name = task.input.name
    try:
        found = _audited(task, settings)
        part = form.part(found, settings.screen)
        return Outcome(name, part, found.result.has_errors, unchecked=found.result.nothing_checked)
    except NothingToAudit as error:
        message = failure_words(error, name)
        return Outcome(name, form.failure(name, message, True), failure=message, unchecked=True)
    except Exception as error:
        message = failure_words(error, name)
    return Outcome(name, form.failure(name, message, False), failure=message)


def _audited(task: Task, settings: Settings) -> Audited:
    return audit_file(
        _source(task.input),
        task.input.name,
        document=unpacked(task.document) if task.document else None,
        prior=_report(task.prior),
        department=_report(task.department),
        rules=settings.rules,
        severity=settings.severity,
    )


def _source(item: Input) -> Path | bytes:
    return item.path if item.path is not None else item.data or b""


@lru_cache(maxsize=2)
def _report(related: Related | None) -> Report | None:
    """The report that others are tied to; a department's is that of many."""
    if related is None:
        return None
    return interpret(unpacked(related.document)) if related.document else read_file(related.path).report


def identify(item: Input) -> Identified | None:
    """Whose report of which year a file is; None where it cannot be read (its own audit says why)."""
    try:
        document = read_document(_source(item), item.name)
        blocks = tuple(document.blocks)
        identity = read_identity(blocks, divide(blocks))
        known = Known(item.path, identity.unit, identity.kind, identity.fiscal_year)
        return Identified(known, packed(document))
    except Exception:
        return None
