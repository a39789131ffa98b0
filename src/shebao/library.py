"""shebao as a library: read a published report, audit it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from shebao.auditing.audit import audit_report
from shebao.auditing.findings import AuditResult
from shebao.auditing.verdicts import Severity
from shebao.file_audit import audit_file
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

    `rules` are codes or families (`T`, `N03`, `-L`); findings are of at least `severity`. Raises UnreadableFile, also
    where a file holds no disclosure report.
    """
    if not isinstance(report, Report):
        file = Path(report)
        tied, above = _related(prior), _related(department)
        return audit_file(file, str(report), prior=tied, department=above, rules=rules, severity=severity).result
    return audit_report(
        report,
        prior=_read(prior),
        department=_read(department),
        rules=rules,
        severity=severity,
        started=time.perf_counter(),
    )


def _related(source: Report | str | Path | None) -> Report | Path | None:
    return Path(source) if isinstance(source, str) else source


def _read(source: Report | str | Path | None) -> Report | None:
    return source if source is None or isinstance(source, Report) else read_report(source)
