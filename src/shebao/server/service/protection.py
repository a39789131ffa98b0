"""`docs/protection.zh.md`: for each item of 等级保护 what fulfils it here, with the test, what the operator must do, and what is open.

Run as a module it writes the file that is named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).with_name("protection.yaml")
_KEYS = frozenset({"chapter", "point", "items", "does", "tests", "operator", "open"})
_LEVELS = {"7": "二级", "8": "三级"}
_INTRODUCTION = """# 等级保护逐项对照

由 `make docs` 从 `src/shebao/server/service/protection.yaml` 写出，不要手改。标准：GB/T 22239—2019《信息安全技术 网络安全等级保护基本要求》
（安全通用要求）。条款号以 7 开头的是第二级，全部列出（{second} 项）；以 8 开头的是第三级，只列平台能够满足或部分满足的（{third} 项）。

“平台”一列写平台做了什么，括号里是证明它的测试（`tests/server/` 以下）；“单位”一列写运行单位要做的；“尚缺”一列照实写没有做到的。
没有平台内容的条款，由单位负责。等级测评以测评机构的结论为准。

| | 第二级 | 第三级（所列） |
|---|---|---|
{summary}
"""


class ProtectionError(Exception):
    """The data is wrong; the message says where."""


@dataclass(frozen=True)
class Measure:
    """Items of one control point that are fulfilled in the same way."""

    chapter: str
    point: str
    items: tuple[str, ...]
    does: str = ""
    tests: tuple[str, ...] = ()
    operator: str = ""
    open: str = ""

    @property
    def status(self) -> str:
        """Who fulfils it, and whether all of it is."""
        if not self.does:
            return "单位负责"
        if self.open:
            return "部分满足"
        return "平台与单位共同满足" if self.operator else "平台满足"


STATUSES = ("平台满足", "平台与单位共同满足", "部分满足", "单位负责")


def measures(path: Path = _DATA) -> list[Measure]:
    """What the data file says. Raises ProtectionError."""
    found = [_measure(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    named = [item for measure in found for item in measure.items]
    if twice := {item for item in named if named.count(item) > 1}:
        raise ProtectionError(f"{min(twice)} stands in two lines")
    return found


def written(found: list[Measure]) -> str:
    """The document."""
    counted = {level: [m for m in found for item in m.items if item.startswith(level)] for level in _LEVELS}
    summary = "\n".join(
        f"| {status} | {' | '.join(str(sum(m.status == status for m in counted[level])) for level in _LEVELS)} |"
        for status in STATUSES
    )
    head = _INTRODUCTION.format(second=len(counted["7"]), third=len(counted["8"]), summary=summary)
    return head + "".join(_chapters(found))


def _chapters(found: list[Measure]) -> Iterator[str]:
    for chapter, of_it in groupby(found, key=lambda measure: measure.chapter):
        yield f"\n## {chapter}\n\n| 控制点 | 条款 | 状态 | 平台 | 单位 | 尚缺 |\n|---|---|---|---|---|---|\n"
        for measure in of_it:
            does = measure.does + (f"（{'、'.join(f'`{test}`' for test in measure.tests)}）" if measure.tests else "")
            cells = (measure.point, "、".join(measure.items), measure.status, does, measure.operator, measure.open)
            yield f"| {' | '.join(cell.replace('|', '／') for cell in cells)} |\n"


def _measure(entry: dict[str, Any]) -> Measure:
    if not isinstance(entry, dict) or not {"chapter", "point", "items"} <= set(entry) <= _KEYS:
        raise ProtectionError(f"wrong keys: {entry}")
    if not entry.get("does") and not entry.get("operator"):
        raise ProtectionError(f"{entry['items']}: nobody does anything")
    return Measure(**{**entry, "items": tuple(str(entry["items"]).split()), "tests": tuple(entry.get("tests", ()))})


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(measures()), encoding="utf-8")
