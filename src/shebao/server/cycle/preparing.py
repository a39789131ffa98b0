"""What will be published of a unit-year: its books closed, its report composed, its own audit passed."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from shebao.accounts.closing.closing import close_folder
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.importing.rejects import ImportRejected
from shebao.auditing.audit import audit_report
from shebao.auditing.verdicts import Severity
from shebao.server.cycle.content.content import Content, content_of
from shebao.server.cycle.content.derivation import groups_data
from shebao.server.unit_years.folder import materialise
from shebao.server.unit_years.models import UnitYear

_MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class Prepared:
    """The content of `revision`, or the reasons why there is none to publish."""

    revision: int
    content: Content | None
    gate: tuple[str, ...]


def prepare(unit_year: UnitYear) -> Prepared:
    """Closes and audits what is stored now. Takes seconds; writes nothing to the database."""
    revision = unit_year.revision
    with tempfile.TemporaryDirectory(prefix="publish-") as name:
        path = materialise(unit_year, Path(name) / "accounts")
        try:
            folder = read_folder(path)
            closing = close_folder(folder)
        except ImportRejected as problem:
            return Prepared(revision, None, tuple(reject.reason for reject in problem.rejects[:_MOST_REASONS]))
        report = closing.report()
        audit = audit_report(report, severity=Severity.ERROR, rules=("T",))
        gate = tuple(finding.message for finding in audit.findings if finding.cause is None)
        derivation = json.loads(json.dumps(groups_data(folder, closing)))
        return Prepared(revision, content_of(report, derivation=derivation), gate[:_MOST_REASONS])
