"""The audit of one file, as a worker process runs it: whatever happens becomes an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shebao.auditing.related import Known
from shebao.auditing.verdicts import Severity
from shebao.cli.audit.files import Input
from shebao.file_audit import Audited, NothingToAudit, audit_file, failure_words
from shebao.reading.files import read_document
from shebao.reading.identity import read_identity
from shebao.reading.parts import divide
from shebao.rendering.formats import FORMATS
from shebao.rendering.terminal import Screen


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
    source = task.input.data if task.input.path is None else task.input.path
    assert source is not None
    return audit_file(
        source,
        task.input.name,
        prior=task.prior,
        department=task.department,
        rules=settings.rules,
        severity=settings.severity,
    )


def identify(item: Input) -> Known | None:
    """Whose report of which year a file is; None where it cannot be read (its own audit says why)."""
    try:
        document = read_document(item.path) if item.path else read_document(item.data or b"", item.name)
        blocks = tuple(document.blocks)
        identity = read_identity(blocks, divide(blocks))
    except Exception:
        return None
    return Known(item.path, identity.unit, identity.kind, identity.fiscal_year)
