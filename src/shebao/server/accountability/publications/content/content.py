"""Everything that is computed of a report before it is published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shebao.auditing.findings import AuditResult
from shebao.composing.manuscript import Manuscript
from shebao.rendering.data import finding_data
from shebao.report import Report
from shebao.server.accountability.publications.content.document import report_document
from shebao.server.accountability.publications.content.figures import Amount, amounts


@dataclass(frozen=True, slots=True)
class Content:
    """What a publication stores: reading document, comparable amounts, groups of entries, findings of the audit."""

    document: dict[str, Any]
    amounts: tuple[Amount, ...]
    derivation: dict[str, Any] = field(default_factory=dict)
    findings: tuple[dict[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the reading document in canonical JSON: what people may compare."""
        return digest(self.document)

    def amount(self, measure: str) -> int | None:
        """The actual amount of a measure in fen."""
        return next((a.fen for a in self.amounts if (a.measure, a.aspect, a.item) == (measure, "actual", "")), None)


def digest(document: dict[str, Any]) -> str:
    """SHA-256 (hex) of a reading document in canonical JSON."""
    return hashlib.sha256(
        json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def content_of(
    report: Report,
    audit: AuditResult | None = None,
    derivation: dict[str, Any] | None = None,
    explained: Sequence[Mapping[str, str]] = (),
    manuscript: Manuscript | None = None,
) -> Content:
    """The content of a report as read or computed, with the findings of its audit where there was one; `explained` are the
    points (what, reason) in which the accounts look unfinished and why they do, `manuscript` what the report was composed as, which knows where its figures come from."""
    document = json.loads(json.dumps(report_document(report, explained, manuscript), ensure_ascii=False))
    found = tuple(finding_data(finding) for finding in audit.findings) if audit else ()
    return Content(document, amounts(report), derivation or {}, found)
