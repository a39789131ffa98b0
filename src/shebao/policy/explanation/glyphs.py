"""Whether the font of the sheets has every character, and which installed fonts have those that it lacks."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from shebao.policy.errors import PolicyError

_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def families_for(text: str, font: Path) -> tuple[str, ...]:
    """The families of installed fonts that together have what `font` lacks of a text.

    Raises PolicyError that names each character that no installed font has: a sheet never shows a box.
    """
    left = lacking(text, font)
    families: list[str] = []
    for family, path, number in _installed() if left else ():
        found = {character for character in left if ord(character) in _codes(path, number)}
        if found:
            families.append(family)
            left -= found
        if not left:
            break
    if left:
        raise PolicyError(missing_text(left))
    return tuple(families)


def lacking(text: str, font: Path) -> set[str]:
    """The characters of a text that are to be seen and that a font has not."""
    codes = _codes(str(font), 0)
    return {
        character
        for character in text
        if ord(character) not in codes and unicodedata.category(character) not in _INVISIBLE
    }


def missing_text(characters: set[str]) -> str:
    """What is said of characters that cannot be shown."""
    named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in sorted(characters)[:5])
    return f"{named}在已安装的字体里都没有，没有生成文件；请安装有这个字的字体（如全字库、思源、遍黑体），或改用别的字"


@cache
def _codes(path: str, number: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, fontNumber=number, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, KeyError):
        return frozenset()


@cache
def _installed() -> tuple[tuple[str, str, int], ...]:
    """Family, file and number of every upright installed font."""
    import typst

    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts()
    return tuple((font.family, font.path, font.index) for font in fonts if font.path and font.style == "normal")
