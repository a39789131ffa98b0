"""The numbers of a text with their units: dates, ordinals and parts of names are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from shebao.report.performance.units import units

_NUMBER = r"(?<![\d.A-Za-z〔第])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_MULTIPLES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_NO_QUANTITY = re.compile(
    r"年(?!度?(?:任务|目标|计划))|月(?!均)|[日号](?!均)|时\d|[℃°A-Za-z]|热线|条例|号令|型|系列|[-~](?:\d+)?(?:[年月日号时岁]|$)|:\d\d(?!\d)"
)
_DATE_BEFORE = re.compile(r"(?:\d年|\d月|[-~/]|第|“|#|No)$")
_ANY_UNIT = r"[\u4e00-\u9fff]{1,3}(?=[,，。;:、()|]|$)"
_NOT_UNITS = frozenset("的是为了和及与或在中各")
_MORE_UNITS = (
    "头次",
    "户次",
    "辆次",
    "艘次",
    "剂次",
    "床位",
    "立方米",
    "口",
    "艘",
    "眼",
    "剂",
    "针",
    "名",
    "位",
    "篇次",
    "人份",
)


class Found(NamedTuple):
    """text[start:stop] is a number and text[:end] goes to the end of its unit; `unit` without its multiple `scale`."""

    start: int
    stop: int
    end: int
    unit: str
    scale: int
    vague: bool


@cache
def _pattern() -> re.Pattern[str]:
    names = {*units().by_name, *_MORE_UNITS} - {
        "字",
        "度",
        "点",
        "级",
        "层",
        "星",
        "分",
        "时",
        "月",
        "日",
        "年",
        "样",
        "村",
        "镇",
        "学生",
        "部门",
    }
    known = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(
        rf"(?P<number>{_NUMBER})(?P<about>余|多|来)?(?P<multiple>百万|千万|[百千万亿](?=[\u4e00-\u9fff,，。;、()]|$))?(?P<more>余|多|来)?"
        rf"(?P<unit>台\(套\)|个百分点|(?:{known})(?:\(次\))?|{_ANY_UNIT})?(?P<after>左右|以上|以下|以内)?"
    )


def numbers(text: str) -> Iterator[Found]:
    """The numbers of a text in reading order; those of dates, ordinals and names left out."""
    for match in _pattern().finditer(text):
        at = match.end("number")
        if _DATE_BEFORE.search(text, max(0, match.start() - 4), match.start()) or _NO_QUANTITY.match(text, at):
            continue
        unit = match["unit"] or ""
        if unit[:1] in _NOT_UNITS:
            unit = ""
        end = match.end("unit") if unit else max(match.end(name) for name in ("number", "about", "multiple", "more"))
        vague = any(match[name] for name in ("about", "more", "after"))
        name, scale = _base(unit, _MULTIPLES[match["multiple"] or ""])
        yield Found(match.start(), at, end, name, scale, vague)


def _base(unit: str, scale: int) -> tuple[str, int]:
    """万元, 千克 … as their base and multiple, where the multiple is part of the unit's name."""
    for name in ("百万", "千万", "万", "亿"):
        rest = unit.removeprefix(name)
        if rest and rest != unit:
            return rest, scale * _MULTIPLES[name]
    return unit, scale
