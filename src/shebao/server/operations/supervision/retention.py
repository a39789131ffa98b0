"""How long each kind of data is kept, from which day, and what then: retention.yaml, and `docs/retention.zh.md` written from it.

Run as a module it writes the file that is named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).with_name("retention.yaml")
_KEYS = frozenset({"label", "deletion", "tables", "periods"})
_MORE = frozenset({"note", "closed"})
_PERIOD = frozenset({"from", "term", "basis", "confidence"})
_YEARS = " 年"
CONFIDENCE = {"verified": "按条文", "practice": "按通行办法", "unverified": "未经核对"}


class Deletion(StrEnum):
    """What happens to data whose period is over."""

    NEVER = "never"
    APPRAISED = "appraised"
    AUTOMATIC = "automatic"
    REBUILT = "rebuilt"

    @property
    def label(self) -> str:
        """For people."""
        return {
            "never": "永不删除",
            "appraised": "到期列出、鉴定，由两人在档案销毁程序里办；平台不自行删除",
            "automatic": "平台按期清除",
            "rebuilt": "可以重做",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Period:
    """From a day on data of a kind are kept for so long: 永久, years, days, or as long as what they belong to."""

    since: date
    term: str
    basis: str
    confidence: str

    @property
    def years(self) -> int | None:
        """Years, where the term is in years."""
        return int(self.term.removesuffix(_YEARS)) if self.term.endswith(_YEARS) else None


@dataclass(frozen=True, slots=True)
class Kind:
    """Data that are kept alike; `closed` are the table and the column with the day or instant at which one was ended."""

    key: str
    label: str
    deletion: Deletion
    tables: tuple[str, ...]
    periods: tuple[Period, ...]
    note: str = ""
    closed: tuple[str, str] | None = None

    def on(self, day: date) -> Period | None:
        """What holds on a day; None before the first rule."""
        return max((one for one in self.periods if one.since <= day), key=lambda one: one.since, default=None)


class RetentionError(Exception):
    """The data is wrong; the message says where."""


def kept_until(closed: date, period: Period) -> date | None:
    """The last day on which what was ended on a day is kept; None where that has no end, or none in years. The years are counted
    from the first of January after (社会保险业务档案管理规定)."""
    return None if period.years is None else date(closed.year + period.years, 12, 31)


def over_before(day: date, period: Period) -> date | None:
    """What was ended before this day has been kept for its years on `day`; None where it is kept for ever, or the years go back before
    there are any."""
    if period.years is None or day.year - period.years < 1:
        return None
    return date(day.year - period.years, 1, 1)


def kinds(path: Path = _DATA) -> list[Kind]:
    """What the data file says. Raises RetentionError."""
    found = [_kind(key, entry) for key, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items()]
    named = [table for kind in found for table in kind.tables]
    if twice := {table for table in named if named.count(table) > 1}:
        raise RetentionError(f"{min(twice)} is of two kinds")
    return found


def _kind(key: str, entry: Any) -> Kind:
    if not isinstance(entry, dict) or not set(entry) >= _KEYS or set(entry) - _KEYS - _MORE:
        raise RetentionError(f"{key}: wrong keys")
    if entry["deletion"] not in set(Deletion) or not entry["tables"] or not entry["periods"]:
        raise RetentionError(f"{key}: deletion is one of {[*Deletion]}, with tables and periods")
    closed = tuple(entry["closed"]) if "closed" in entry else None
    if closed is not None and (len(closed) != 2 or closed[0] not in entry["tables"]):
        raise RetentionError(f"{key}: closed names one of its tables and a column")
    periods = tuple(_period(key, one) for one in entry["periods"])
    return Kind(
        key, entry["label"], Deletion(entry["deletion"]), tuple(entry["tables"]), periods, entry.get("note", ""), closed
    )


def _period(key: str, entry: Any) -> Period:
    if not isinstance(entry, dict) or set(entry) != _PERIOD or entry["confidence"] not in CONFIDENCE:
        raise RetentionError(f"{key}: a period says {sorted(_PERIOD)}, and how sure it is: {sorted(CONFIDENCE)}")
    found = Period(entry["from"], entry["term"], entry["basis"], entry["confidence"])
    if found.term.endswith(_YEARS) and not (found.term.removesuffix(_YEARS).isdecimal() and found.years):
        raise RetentionError(f"{key}: {found.term} is not a number of years")
    return found


_INTRODUCTION = """# 保管期限

由 `make docs` 从 `src/shebao/server/operations/supervision/retention.yaml` 写出，不要手改。平台的每一张业务表都在下面的一类里，没有归类的由测试拒绝；“永不删除”和
“到期鉴定”的表，数据库拒绝应用删除，不靠程序自觉。年从办结次年的 1 月 1 日起算。期限由档案部门核定，各地不同的另写一份。

到期的先看件数：`python -m django retention`（`--day 2130-01-01` 看以后某天）。它只列出，不删除；销毁按《社会保险业务档案管理规定（试行）》先鉴定、批准，
至少两人监销，销毁清册永久保管。

| 资料 | 期限 | 自 | 到期 | 依据 | 可信 | 说明 |
|---|---|---|---|---|---|---|
"""


def written(found: list[Kind]) -> str:
    """The document."""
    return _INTRODUCTION + "".join(_lines(found)) + "\n各类的表：\n\n" + "".join(_tables(found))


def _lines(found: list[Kind]) -> Iterator[str]:
    for kind in found:
        for one in kind.periods:
            cells = (
                kind.label,
                one.term,
                str(one.since),
                kind.deletion.label,
                one.basis,
                CONFIDENCE[one.confidence],
                kind.note,
            )
            yield f"| {' | '.join(cells)} |\n"


def _tables(found: list[Kind]) -> Iterator[str]:
    for kind in found:
        yield f"* {kind.label}：{'、'.join(f'`{table}`' for table in kind.tables)}\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(kinds()), encoding="utf-8")
