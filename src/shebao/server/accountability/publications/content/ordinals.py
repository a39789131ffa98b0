"""Ordinals of headings as reports print them."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A whole number from 1 to 99 in Chinese; digits beyond."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def heading(level: int, ordinal: int | None, title: str) -> str:
    """A heading with its ordinal as its level prints it: 第一部分 …, 一、…, （一）…, 1.…, (1)…."""
    if ordinal is None:
        return title
    forms = {
        1: f"第{chinese(ordinal)}部分　",
        2: f"{chinese(ordinal)}、",
        3: f"（{chinese(ordinal)}）",
        4: f"{ordinal}.",
    }
    return forms.get(level, f"({ordinal})") + title
