"""Ordinals of headings in Chinese."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """1–99 in Chinese."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def heading_text(level: int, number: int, title: str, brackets: str) -> str:
    """A heading with its ordinal: 第一部分 …, 一、…, （一）… ; brackets are () or （）."""
    match level:
        case 1:
            return f"第{numeral(number)}部分  {title}"
        case 2:
            return f"{numeral(number)}、{title}"
        case 3:
            return f"{brackets[0]}{numeral(number)}{brackets[1]}{title}"
        case _:
            return f"{number}.{title}"
