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
    r"年(?!度?(?:任务|目标|计划))|月(?!均)|[日号](?!均)|时\d|[℃°]|热线|条例|号令|型|系列|\+\d|[-~](?:\d+)?(?:[年月日号时]|岁)|:\d\d(?!\d)"
)
_DATE_BEFORE = re.compile(r"(?:\d年|\d月|[-~/.]|第|“|#|No)$")
_ANY_UNIT = r"[\u4e00-\u9fff]{1,3}(?=[,，。;:、()|]|$)"
_NOT_UNITS = frozenset("的是为了和及与或在中")
_MORE_UNITS = ("头次", "户次", "公里", "辆次", "艘次", "车次", "床位", "平方公里", "立方米", "人名", "口", "艘", "丛", "眼", "塔", "曲", "剂", "针", "剂次")


class Found(NamedTuple):
    """text[start:end] is a number (to `stop`) with its unit; `unit` without its multiple, `scale` that multiple."""

    start: int
    stop: int
    end: int
    unit: str
    scale: int
    vague: bool


@cache
def _pattern() -> re.Pattern[str]:
    known = "|".join(sorted((re.escape(u) for u in (*units().by_name, *_MORE_UNITS) if u != "字"), key=len, reverse=True))
    return re.compile(
        rf"(?P<number>{_NUMBER})(?P<about>余|多|来)?(?P<multiple>百万|千万|[百千万亿](?=[\u4e00-\u9fff,，。;、()]|$))?(?P<more>余|多|来)?"
        rf"(?P<unit>台\(套\)|个百分点|(?:{known})(?:\(次\))?|{_ANY_UNIT})?(?P<after>左右|以上|以下|余)?"
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
        end = match.end("unit") if unit else match.end("more") if match["more"] else at + len(match["about"] or "") + len(match["multiple"] or "")
        vague = any(match[name] for name in ("about", "more", "after"))
        yield Found(match.start(), at, end, _plain(unit), _MULTIPLES[match["multiple"] or ""], vague)


def _plain(unit: str) -> str:
    """A unit without a multiple of its own (万元 is 元 ten thousand times) stays as printed."""
    return unit


def scaled_unit(unit: str, scale: int) -> tuple[str, int]:
    """万元, 亿元, 万人次 … as their unit and multiple."""
    for name in ("百万", "千万", "万", "亿", "千"):
        rest = unit.removeprefix(name)
        if rest and rest != unit and (rest in units().by_name or rest in _MORE_UNITS):
            return rest, scale * _MULTIPLES[name]
    return unit, scale
