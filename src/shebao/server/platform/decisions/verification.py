"""Check the chain: nothing changed, nothing left out, nothing put between, and nothing cut off after an anchor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shebao.server.platform.decisions.canonical import GENESIS
from shebao.server.platform.decisions.models import Decision

_CHUNK = 2000


@dataclass(frozen=True)
class Verification:
    """The result: how many records were checked, the last hash, and where and why the chain breaks (if it does)."""

    checked: int
    sequence: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def verify(*, last: int | None = None, anchors: Mapping[int, str] | None = None) -> Verification:
    """Check all records (or only the `last` ones), each anchored one against its anchor too.

    Stops at the first record that is wrong and says which.
    """
    records = Decision.objects.order_by("sequence")
    sequence, head = 0, GENESIS
    if last is not None:
        before = Decision.objects.order_by("-sequence").values_list("sequence", "hash")[last : last + 1]
        sequence, head = next(iter(before), (0, GENESIS))
        records = records.filter(sequence__gt=sequence)
    return _follow(records.iterator(_CHUNK), sequence, head, dict(anchors or {}))


def _follow(records: Iterable[Decision], sequence: int, head: str, anchors: dict[int, str]) -> Verification:
    checked = 0
    for record in records:
        reason = _fault(record, sequence, head, anchors)
        if reason:
            return Verification(checked, sequence, head, broken_at=record.sequence, reason=reason)
        checked, sequence, head = checked + 1, record.sequence, record.hash
    cut_off = [number for number in sorted(anchors) if number > sequence]
    if cut_off:
        reason = f"存证文件里有第 {cut_off[0]} 条，日志到第 {sequence} 条就没有了：末尾的记录被删掉了。"
        return Verification(checked, sequence, head, broken_at=cut_off[0], reason=reason)
    return Verification(checked, sequence, head)


def _fault(record: Decision, sequence: int, head: str, anchors: dict[int, str]) -> str:
    if record.sequence != sequence + 1:
        return f"第 {sequence} 条之后应为第 {sequence + 1} 条，却是第 {record.sequence} 条：中间的记录被删掉了。"
    if record.previous != head:
        return f"第 {record.sequence} 条记下的上一条摘要与第 {sequence} 条的摘要不符：有记录被替换或插入。"
    if record.computed_hash() != record.hash:
        return f"第 {record.sequence} 条的内容与它的摘要不符：内容被改过。"
    if anchors.get(record.sequence, record.hash) != record.hash:
        return f"第 {record.sequence} 条的摘要与存证文件里的不符：这一条及以前的记录被整体改写过。"
    return ""


def head() -> tuple[int, str]:
    """Sequence and hash of the last record; (0, zeros) for an empty log."""
    return Decision.objects.order_by("-sequence").values_list("sequence", "hash").first() or (0, GENESIS)


def write_anchor(path: Path) -> tuple[int, str]:
    """Append the head of the chain to a file that is kept elsewhere (one JSON object a line). Raises OSError."""
    last = Decision.objects.order_by("-sequence").first()
    if last is None:
        return 0, GENESIS
    line = json.dumps({"sequence": last.sequence, "hash": last.hash, "at": last.at.isoformat()})
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    return last.sequence, last.hash
