"""Ordinals that begin headings and paragraphs: 第一部分, 一、, （一）, 1., (1), ①."""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_ORDINAL = re.compile(
    rf"[\s\-•]*(?:第\s*({_CHINESE})\s*部\s*分\s*[:：、]?"  # 1
    rf"|({_CHINESE})\s*[、．.](?![^ ]{{0,1}}[、])"  # 2
    rf"|[(（〔]\s*({_CHINESE})\s*[)）〕]、?"  # 3
    r"|(\d{1,2})\s*(?:[、．](?!\d)|[.,，](?!\s?\d))"  # 4
    r"|[(（]\s*(\d{1,2})\s*[)）][、．.]?"  # 5
    rf"|([{_CIRCLED}])[、．.]?)\s*"  # 6
)


class Ordinal(NamedTuple):
    """A leading ordinal: level 1 第X部分, 2 一、, 3 （一）, 4 1., 5 (1), 6 ①; its number; where the text after it begins."""

    level: int
    number: int
    end: int


def chinese_number(text: str) -> int:
    """一 … 九十九 as an integer."""
    if text == "十":
        return 10
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[c]) for c in text))


def leading_ordinal(text: str) -> Ordinal | None:
    """The ordinal that `text` begins with, or None."""
    match = _ORDINAL.match(text)
    if not match or match.lastindex is None:
        return None
    level = match.lastindex
    printed = match[level]
    if level <= 3:
        number = chinese_number(printed)
    elif level == 6:
        number = _CIRCLED.index(printed) + 1
    else:
        number = int(printed)
    return Ordinal(level, number, match.end())
