"""shebao as a library: read a published report, audit it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from shebao.auditing.audit import audit_report
from shebao.auditing.findings import AuditResult
from shebao.auditing.verdicts import Severity
from shebao.reading.report import read_file
from shebao.report import Report


def read_report(path: str | Path) -> Report:
    """The report in a PDF, DOCX, XLSX, HTML, TXT or Markdown file. Raises UnreadableFile with a Chinese message."""
    return read_file(Path(path)).report


def audit(
    report: Report | str | Path,
    *,
    prior: Report | str | Path | None = None,
    department: Report | str | Path | None = None,
    rules: Sequence[str] | None = None,
    severity: Severity = Severity.INFO,
) -> AuditResult:
    """The audit of a report or of the file it is in, tied to the prior year's and the department's where given.

    `rules` are codes or families (`T`, `N03`, `-L`); findings are of at least `severity`. Raises UnreadableFile.
    """
    started = time.perf_counter()
    return audit_report(
        _report(report),
        file="" if isinstance(report, Report) else str(report),
        prior=_report(prior) if prior is not None else None,
        department=_report(department) if department is not None else None,
        rules=rules,
        severity=severity,
        started=started,
    )


def _report(source: Report | str | Path) -> Report:
    return source if isinstance(source, Report) else read_report(source)
