"""Findings as they may be shown: columns by their Chinese titles, private values masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shebao.batch.files import draft, publish
from shebao.operations.governance.context import SEPARATOR
from shebao.operations.governance.findings import BETWEEN, UNIT
from shebao.operations.governance.masking import masked
from shebao.operations.governance.model import Check
from shebao.operations.governance.running.planning import Plan
from shebao.operations.governance.suspicions import identity

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("check", pa.string()),
        ("subject", pa.string()),
        ("rows", pa.int64()),
        ("evidence", pa.string()),
    ]
)
_WORDS = {"times": "次数", "rows": "行数", "other": "另一个", "one": "一个", "total": "合计", "other_total": "对方合计",
          "other_rows": "对方行数"}  # fmt: skip


def publish_findings(plan: Plan, raw: Path, target: Path, columns: Mapping[str, Sequence[str]]) -> None:
    """Writes findings as others may have them: the identity of each suspicion, keys, masked values. Raises OSError."""
    checks = {check.id: check for check in plan.declared.checks}
    with pq.ParquetWriter(draft(target), SCHEMA, compression="zstd") as writer:
        for batch in pq.ParquetFile(raw).iter_batches():
            rows = [_published(plan, checks[each["check"]], each, columns) for each in batch.to_pylist()]
            writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
    publish(draft(target), target)


def _published(
    plan: Plan, check: Check, found: Mapping[str, object], columns: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    subject, evidence = str(found["subject"]), str(found["evidence"])
    told = [value for _title, value, _private in shown_evidence(plan, check, evidence, columns.get(check.id, ()))]
    return {
        **found,
        "id": identity(check.id, subject),
        "subject": shown_subject(plan, check, subject, BETWEEN),
        "evidence": UNIT.join(told),
    }


def shown_finding(
    plan: Plan, check: Check, subject: str, evidence: str, columns: Sequence[str]
) -> tuple[str, dict[str, str]]:
    """A finding's subject and evidence with private values masked, columns by their Chinese titles."""
    told = {title: value for title, value, _private in shown_evidence(plan, check, evidence, columns)}
    return shown_subject(plan, check, subject, " "), told


def shown_subject(plan: Plan, check: Check, subject: str, between: str) -> str:
    """Whom a finding is about, its private parts masked; all of them where they cannot be told apart."""
    parts = subject.split(BETWEEN)
    private = [described(plan, check, name)[1] for name in check.about]
    if len(parts) == len(private):
        parts = [masked(part) if hidden else part for part, hidden in zip(parts, private, strict=True)]
    elif any(private):
        parts = [masked(part) for part in parts]
    return between.join(parts)


def shown_evidence(plan: Plan, check: Check, evidence: str, columns: Sequence[str]) -> list[tuple[str, str, bool]]:
    """(title, value, whether it is masked) of each column of a finding's evidence."""
    values = evidence.split(UNIT) if columns else []
    told = []
    for name, value in zip(columns, values, strict=False):
        title, private = described(plan, check, name)
        told.append((title, masked(value) if private else value, private))
    return told


def private_values(plan: Plan, check: Check, subject: str, evidence: str, columns: Sequence[str]) -> dict[str, str]:
    """What `shown_finding` masks, in clear: for who keeps it encrypted."""
    clear = {}
    parts = subject.split(BETWEEN)
    for name, part in zip(check.about, parts, strict=False):
        title, private = described(plan, check, name)
        if private:
            clear[title] = part
    for name, value in zip(columns, evidence.split(UNIT), strict=False):
        title, private = described(plan, check, name)
        if private and value:
            clear[title] = value
    return clear


def described(plan: Plan, check: Check, name: str) -> tuple[str, bool]:
    """A column of evidence as people read it, and whether its values are private."""
    tables = plan.declared.tables
    own = tables[check.table].columns
    if name in own:
        return own[name].title, own[name].private
    if name in _WORDS:
        private = name in ("other", "one") and any(own[each].private for each in check.about if each in own)
        return _WORDS[name], private
    table, _, column = name.partition(SEPARATOR)
    if column and table in tables and column in tables[table].columns:
        found = tables[table].columns[column]
        return f"{tables[table].title}·{found.title}", found.private
    other = str(getattr(check.kind, "other", ""))
    bare = name.removeprefix("other_")
    if other in tables and bare in tables[other].columns:
        found = tables[other].columns[bare]
        return f"{tables[other].title}·{found.title}", found.private
    return name, False
