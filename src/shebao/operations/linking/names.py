"""Names as they are compared: simplified, without dots and spaces, as sound, in order, with unknown characters open.

OpenCC turns traditional and variant characters into simplified ones; pypinyin gives the commonest reading of a
character. Sound is a help to find pairs, never a proof: what two names have in common is told as it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from shebao.fields.readings import readings_of_characters

UNKNOWN = frozenset("?*_%□■〓○◯�")
"""What systems write for a character that they do not have."""
_DOTS = frozenset("·•・‧∙．.。,，-－ \u3000\t\\\x00")
_LONGEST = 60
"""Characters of a name that are compared: nobody's is longer."""
_COMPOUND = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "令狐",
    ]
)


class ComparedName(NamedTuple):
    """A name's forms: as compared, as sound in the order of syllables and sorted, as a pattern, the surname,
    the sound of the last two characters."""

    key: str
    letters: str
    sound: str
    sounds: str
    pattern: str
    surname: str
    end: str


def compared(name: str) -> ComparedName:
    """The forms of a name; empty where nothing is left of it."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", name[:_LONGEST]).lower() if each not in _DOTS)
    key = _simplified().convert(plain)
    syllables = list(_syllables(key))
    return ComparedName(
        key,
        "".join(sorted(key)),
        " ".join(syllables),
        " ".join(sorted(syllables)),
        "".join("_" if each in UNKNOWN or _private(each) else each for each in key),
        key[:2] if key[:2] in _COMPOUND and len(key) > 2 else key[:1],
        " ".join(syllables[-2:]),
    )


def _private(character: str) -> bool:
    """Whether a character is one that only its own system knows (a private use area)."""
    return unicodedata.category(character) == "Co"


def _syllables(key: str) -> Iterable[str]:
    """A syllable for each character; Latin letters, often pinyin for a rare character, stay one syllable."""
    letters = ""
    for character in key:
        if "a" <= character <= "z":
            letters += character
            continue
        if letters:
            yield letters
            letters = ""
        yield _readings().get(character, character)
    if letters:
        yield letters


@cache
def _readings() -> dict[str, str]:
    """The commonest reading of each character, without tone."""
    table = readings_of_characters()
    from pypinyin import Style
    from pypinyin.style import convert

    found = {}
    for code, readings in table.items():
        first = readings.split(",")[0]
        found[chr(code)] = convert(first, Style.NORMAL, strict=False).replace("ü", "v")
    return found


@cache
def _simplified() -> Any:
    """The converter to simplified characters."""
    import opencc

    return opencc.OpenCC("t2s")
