"""The result of an audit: findings with their causes, what was verified, what could not be decided, and coverage."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.auditing.coverage import Coverage
from shebao.auditing.verdicts import Operand, Severity
from shebao.report import Report
from shebao.report.provenance import Source


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `cause` is the id of the finding that this one follows from, None where it stands for itself."""

    id: str
    rule: str
    severity: Severity
    message: str
    source: Source
    stated: str
    expected: str
    operands: tuple[Operand, ...]
    cause: str | None


@dataclass(frozen=True, slots=True)
class Verified:
    """A relation that holds, and where."""

    rule: str
    source: Source


@dataclass(frozen=True, slots=True)
class Unclear:
    """A relation that could not be decided, and why."""

    rule: str
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class AuditResult:
    """The audit of one report; `file` is its name as given, `seconds` how long reading and auditing took."""

    file: str
    report: Report
    findings: tuple[Finding, ...]
    verified: tuple[Verified, ...]
    undecided: tuple[Unclear, ...]
    coverage: Coverage
    seconds: float
    checked: int = 0  # how many relations were decided

    @property
    def nothing_checked(self) -> bool:
        """Whether not one relation could be decided: the report is then not found to be without faults."""
        return self.checked == 0

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)
