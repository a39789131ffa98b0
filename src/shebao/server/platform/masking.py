"""Identity numbers, bank cards and telephone numbers in any text, however they are written, keep their ends only.

Digits of any script, with a space, hyphen or dot between them, after letters or a country code: what has 15 or more
of them is taken for an identity number or a card, eleven that begin like a mobile number for one. Too much
is masked rather than too little; hexadecimal words stay, since numbers of requests and files are such.
"""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = r"[ \u00a0\u2002-\u200d\u2060\u3000\t\-\u2010-\u2015\u2212\uff0d.\u00b7_/]{0,2}"
_RUN = re.compile(rf"\d(?:{_BETWEEN}\d){{10,}}(?:{_BETWEEN}[XxＸｘ](?![A-Za-z]))?")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_MOBILE = re.compile(r"(?:0{0,2}86)?0?(1[3-9]\d{9})")
_PART = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = re.compile(rf"{_PART}(?:\.{_PART}){{3}}")
_SHORTEST = 15


def masked(text: str) -> str:
    """The text with those numbers masked."""
    return _RUN.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    written = found[0]
    digits = "".join(_digit(each) for each in written if each.isdecimal() or each in "XxＸｘ")
    if len(digits) >= _SHORTEST:
        head = 6 if len(digits) == 18 and _is_day(digits[6:14]) else 4
        return f"{digits[:head]}********{digits[-4:]}"
    mobile = _MOBILE.fullmatch(digits)
    if mobile is None or _ADDRESS.fullmatch(written) or _in_hexadecimal_word(found):
        return written
    return f"{mobile[1][:3]}****{mobile[1][-4:]}"


def _digit(each: str) -> str:
    return str(unicodedata.decimal(each)) if each.isdecimal() else "X"


def _is_day(digits: str) -> bool:
    return "1800" <= digits[:4] <= "2200" and "01" <= digits[4:6] <= "12" and "01" <= digits[6:] <= "31"


def _in_hexadecimal_word(found: re.Match[str]) -> bool:
    """Whether the digits are part of a word like 0b3c13812345678f."""
    text, start, end = found.string, found.start(), found.end()
    while start and text[start - 1].isascii() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isascii() and text[end].isalnum():
        end += 1
    word = text[start:end]
    return len(word) > len(found[0]) and _HEX.fullmatch(word) is not None
