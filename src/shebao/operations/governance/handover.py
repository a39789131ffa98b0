"""A run as it is handed over to those who work its suspicions off: one line of JSON for the run, one for each suspicion.

The file holds keys and masked values only. Its first line says how many suspicions follow, so that a file that was cut
is told from one that ended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shebao.fields.dates import Month, parse_month
from shebao.operations.governance.severity import Severity

FORMAT = 1
MOST = 2_000_000
_IDENTITY = re.compile(r"[0-9A-F]{20}")
_LONGEST_LINE = 20_000
_LONGEST = {"id": 40, "title": 200, "owner": 40, "basis": 500, "table": 100, "about": 200, "subject": 200}
_MOST_EVIDENCE, _LONGEST_EVIDENCE = 40, 500
_MOST_CHECKS = 5_000


class HandoverError(ValueError):
    """A file that is no handover; the message says where and why, in Chinese."""


@dataclass(frozen=True, slots=True)
class HandedCheck:
    """A check of a run that is handed over; `about` names whom its suspicions are about. `complete`: it ran over everything and all its suspicions are listed."""

    id: str
    title: str
    severity: Severity
    owner: str
    basis: str
    table: str
    about: str
    money: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class HandedRun:
    """The first line: what ran, as of which month, when it was made, how many suspicions follow."""

    title: str
    as_of: Month
    made: datetime
    findings: int
    checks: Mapping[str, HandedCheck]


@dataclass(frozen=True, slots=True)
class Handed:
    """A suspicion as a run found it: its identity, whom it is about, how many rows, what was seen; private values masked.

    `due` is the last day that somebody else set for it; `clear` are private values in clear, where who reads keeps them encrypted.
    """

    check: str
    identity: str
    subject: str
    rows: int
    evidence: Mapping[str, str]
    due: date | None = None
    clear: Mapping[str, str] = field(default_factory=dict)


def read_handover(lines: Iterable[str]) -> tuple[HandedRun, Iterator[Handed]]:
    """The run and, as they are asked for, its suspicions. Both raise HandoverError; the end is checked when it is reached."""
    stream = iter(lines)
    try:
        first = next(stream)
    except StopIteration:
        raise HandoverError("文件是空的") from None
    run = _run(_object(first, 1))
    return run, _suspicions(run, stream)


def _suspicions(run: HandedRun, lines: Iterator[str]) -> Iterator[Handed]:
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        found = _suspicion(_object(line, number), number)
        if found.check not in run.checks:
            raise HandoverError(f"第 {number} 行：检查 {found.check} 不在首行的检查之列")
        if found.identity in seen:
            raise HandoverError(f"第 {number} 行：疑点 {found.identity} 重复")
        seen.add(found.identity)
        if len(seen) > run.findings:
            raise HandoverError(f"首行写明 {run.findings} 个疑点，实有更多")
        yield found
    if len(seen) != run.findings:
        raise HandoverError(f"首行写明 {run.findings} 个疑点，实有 {len(seen)} 个；文件可能被截断，请重新导出")


def _object(line: str, number: int) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE and number > 1:
        raise HandoverError(f"第 {number} 行过长")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise HandoverError(f"第 {number} 行不是 JSON；这里收 shebao check --format handover 写出的文件") from None
    if not isinstance(found, dict):
        raise HandoverError(f"第 {number} 行应为 JSON 对象")
    return found


def _run(found: dict[str, Any]) -> HandedRun:
    if found.get("handover") != FORMAT:
        raise HandoverError("首行没有 handover: 1；这里收 shebao check --format handover 写出的文件")
    findings, checks = found.get("findings"), found.get("checks")
    if type(findings) is not int or not 0 <= findings <= MOST:
        raise HandoverError(f"首行的 findings 应为 0 到 {MOST} 的整数")
    if not isinstance(checks, list) or len(checks) > _MOST_CHECKS:
        raise HandoverError("首行的 checks 应为检查的列表")
    try:
        as_of = parse_month(_text(found, "as_of", 1, 10))
        made = datetime.fromisoformat(_text(found, "made", 1, 40))
    except HandoverError:
        raise
    except ValueError as error:
        raise HandoverError(f"首行的 as_of 应为年月，made 应为时间：{error}") from None
    if made.tzinfo is None:
        raise HandoverError("首行的 made 应带时区，如 2025-12-31T18:00:00+08:00")
    by_id = {check.id: check for check in map(_check, checks)}
    if len(by_id) != len(checks):
        raise HandoverError("首行的检查有重复的编号")
    return HandedRun(_text(found, "title", 1), as_of, made, findings, by_id)


def _check(found: Any) -> HandedCheck:
    if not isinstance(found, dict):
        raise HandoverError("首行的检查应为 JSON 对象")
    texts = {name: _text(found, name, 1) for name in ("id", "title", "owner", "basis", "table", "about")}
    severity, flags = found.get("severity"), (found.get("money"), found.get("complete"))
    if severity not in {each.value for each in Severity}:
        raise HandoverError(f"首行：检查 {texts['id']} 的 severity 应为 error、warning 或 notice")
    if any(type(flag) is not bool for flag in flags):
        raise HandoverError(f"首行：检查 {texts['id']} 的 money、complete 应为 true 或 false")
    return HandedCheck(**texts, severity=Severity(severity), money=bool(flags[0]), complete=bool(flags[1]))


def _suspicion(found: dict[str, Any], number: int) -> Handed:
    identity, rows, evidence = found.get("id"), found.get("rows"), found.get("evidence")
    if not isinstance(identity, str) or not _IDENTITY.fullmatch(identity):
        raise HandoverError(f"第 {number} 行：id 应为 20 位十六进制大写")
    if type(rows) is not int or not 1 <= rows < 1 << 53:
        raise HandoverError(f"第 {number} 行：rows 应为正整数")
    told, clear = _pairs(evidence, number), _pairs(found.get("clear", {}), number)
    return Handed(_text(found, "check", number, 40), identity, _text(found, "subject", number), rows, told, clear=clear)


def _pairs(found: Any, number: int) -> dict[str, str]:
    if not isinstance(found, dict) or len(found) > _MOST_EVIDENCE:
        raise HandoverError(f"第 {number} 行：evidence 应为至多 {_MOST_EVIDENCE} 项的键值表")
    return {_clean(name, number): _clean(value, number) for name, value in found.items()}


def _clean(value: Any, number: int) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_EVIDENCE or "\x00" in value:
        raise HandoverError(f"第 {number} 行：evidence 的值应为至多 {_LONGEST_EVIDENCE} 字的文字")
    return value


def _text(found: dict[str, Any], name: str, number: int, longest: int = 0) -> str:
    value, most = found.get(name), longest or _LONGEST[name]
    if not isinstance(value, str) or not value.strip() or len(value) > most or "\x00" in value:
        raise HandoverError(f"第 {number} 行：{name} 应为 1 到 {most} 字的文字")
    return value
