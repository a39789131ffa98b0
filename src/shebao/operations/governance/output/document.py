"""A run as JSON: counts are integers, rates text; private values are masked as everywhere."""

from __future__ import annotations

from typing import Any

from shebao.operations.governance.outcome import Judgement, Outcome


def document(outcome: Outcome) -> dict[str, Any]:
    """The whole outcome."""
    return {
        "format": 1,
        "title": outcome.title,
        "as_of": outcome.as_of,
        "engine": outcome.engine,
        "run": outcome.run,
        "status": outcome.status,
        "rows": dict(outcome.rows),
        "checks": [_check(each) for each in outcome.judgements],
        "suspicions": dict(outcome.courses),
        "problems": list(outcome.problems),
        "absent_tables": list(outcome.absent),
        "unread_tables": list(outcome.unread),
        "units": {"computed": outcome.computed, "reused": outcome.reused},
    }


def _check(each: Judgement) -> dict[str, Any]:
    check = each.check
    return {
        "id": check.id,
        "title": check.title,
        "kind": check.kind.label,
        "severity": check.severity.value,
        "owner": check.owner,
        "basis": check.basis,
        "table": check.table,
        "state": each.state,
        "note": each.note,
        "rows": each.rows,
        "broken": each.broken,
        "per_ten_thousand": each.permyriad,
        "suspicions": each.suspicions,
        "all_kept": not each.capped,
        "before": list(each.before),
        "samples": [
            {"id": sample.identity, "subject": sample.subject, "rows": sample.rows, "evidence": dict(sample.evidence)}
            for sample in each.samples
        ],
    }
