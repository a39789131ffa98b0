"""A run as lines of JSON that `shebao.operations.governance.handover` reads: keys and masked values only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from shebao.batch.files import draft, publish
from shebao.operations.governance.handling import moves_money
from shebao.operations.governance.handover import FORMAT
from shebao.operations.governance.outcome import RAW, Judgement, Outcome
from shebao.operations.governance.running.planning import Plan
from shebao.operations.governance.shown import private_values, shown_finding
from shebao.operations.governance.signing import signed
from shebao.operations.governance.suspicions import identity

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_LONGEST = 500


def handover_lines(plan: Plan, outcome: Outcome, *, clear: bool = False) -> Iterator[str]:
    """The lines: the run with its checks, then its suspicions in the order of findings.parquet.

    With `clear` each has its private values in clear too, for who keeps them encrypted: such lines are never written to a file.
    """
    findings = pq.ParquetFile(plan.folder / RAW)
    by_id = {each.check.id: each for each in outcome.judgements}
    yield _line(
        {
            "handover": FORMAT,
            "title": outcome.title,
            "as_of": outcome.as_of,
            "made": datetime.now().astimezone().isoformat(timespec="seconds"),
            "findings": findings.metadata.num_rows,
            "checks": [_check(plan, each) for each in outcome.judgements],
        }
    )
    for batch in findings.iter_batches():
        for found in batch.to_pylist():
            yield _suspicion(plan, by_id[found["check"]], found, clear)


def write_handover(plan: Plan, outcome: Outcome, path: Path, key: Ed25519PrivateKey | None = None) -> None:
    """Writes the lines as one file, whole, signed where there is a key. Raises OSError."""
    lines = handover_lines(plan, outcome)
    with draft(path).open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines((f"{line}\n" for line in lines) if key is None else signed(lines, key))
    publish(draft(path), path)


def _check(plan: Plan, each: Judgement) -> dict[str, Any]:
    table = plan.declared.tables[each.check.table]
    return {
        "id": each.check.id,
        "title": each.check.title,
        "severity": each.check.severity.value,
        "owner": each.check.owner,
        "basis": each.check.basis,
        "table": table.title,
        "about": "、".join(table.columns[name].title for name in each.check.about if name in table.columns)
        or table.title,
        "money": moves_money(table),
        "complete": each.state == "done" and not each.capped,
    }


def _suspicion(plan: Plan, judgement: Judgement, found: dict[str, Any], clear: bool) -> str:
    check = judgement.check
    subject, evidence = shown_finding(plan, check, found["subject"], found["evidence"], judgement.shown)
    raw = private_values(plan, check, found["subject"], found["evidence"], judgement.shown) if clear else {}
    return _line(
        {
            "check": check.id,
            "id": identity(check.id, found["subject"]),
            "subject": subject[:200].strip() or "（空）",
            "rows": found["rows"],
            "evidence": {name: value[:_LONGEST] for name, value in evidence.items()},
            **({"clear": {name: value[:_LONGEST] for name, value in raw.items()}} if raw else {}),
        }
    )


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
