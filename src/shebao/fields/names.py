"""Names of persons as they are kept: one spelling of dots, spaces and width, characters beyond the BMP, foreign names.

The dot between the parts of a name is U+00B7 (GB/T 15834-2011, 间隔号). A character of a private use area is one that only the
system knows that made it: it is refused, since nobody else could read it.
"""

from __future__ import annotations

import re
import unicodedata

from shebao.fields.problem import Wrong

LONGEST = 60
DOT = "·"
_DOTS = str.maketrans(dict.fromkeys("•・‧∙．●・⋅᛫●", DOT))
_UNKNOWN = frozenset("?？*＊□■〓○◯�")
_LATIN_EXTRA = frozenset(" '-.,·’")
_HAN = ("CJK UNIFIED", "CJK COMPATIBILITY", "IDEOGRAPHIC NUMBER ZERO")


def read_name(text: str) -> str:
    """A name in its one spelling. Raises Wrong for nothing, too much, unknown or private characters, and mixtures that are no
    name (digits, signs)."""
    name = _spelled(text)
    if not name:
        raise Wrong("missing", "没有填写姓名")
    if len(name) > LONGEST:
        raise Wrong("too_long", f"姓名最多 {LONGEST} 个字，现有 {len(name)} 个")
    for character in name:
        _judge(character)
    if name[0] in f"{DOT}-',." or name[-1] in f"{DOT}-',":
        raise Wrong("not_a_name", "姓名不应以标点开头或结尾", "请核对证件")
    return name


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one, of whatever plane."""
    return unicodedata.name(character, "").startswith(_HAN)


def _spelled(text: str) -> str:
    """Half-width letters, one kind of dot, no control characters; spaces between letters only, one at a time."""
    visible = "".join(each for each in text if unicodedata.category(each) not in ("Cf", "Cc") or each.isspace())
    normal = "".join(each if is_han(each) else unicodedata.normalize("NFKC", each.translate(_DOTS)) for each in visible)
    normal = unicodedata.normalize("NFC", normal.translate(_DOTS))
    single = re.sub(r"\s+", " ", normal).strip()
    single = re.sub(rf"\s*{DOT}+\s*", DOT, single)
    if any(is_han(each) for each in single):
        single = re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", single)
    return single.upper() if single.isascii() else single


def _judge(character: str) -> None:
    if character in _UNKNOWN:
        raise Wrong(
            "unknown_character", f"姓名里有认不出的字“{character}”", "请按证件填写；打不出的字用拼音大写字母代替"
        )
    if unicodedata.category(character) == "Co":
        raise Wrong("private_character", "姓名里有本系统自造的字，别处显示不出", "请改用标准汉字，或用拼音大写字母代替")
    if not (
        character.isalpha()
        or unicodedata.category(character).startswith("M")
        or character in _LATIN_EXTRA
        or is_han(character)
    ):
        raise Wrong("not_a_name", f"姓名里不应有“{character}”", "请核对证件")
