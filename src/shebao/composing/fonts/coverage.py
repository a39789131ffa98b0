"""Whether the fonts have every character that a document uses: a character that none has is an error, never a box."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from shebao.composing.fonts.characters import has
from shebao.composing.fonts.installed import chosen_faces
from shebao.composing.fonts.mapping import Role, font_roles

_SPACING = frozenset("\n\t ")
_SHOWN = 5


class FontError(ValueError):
    """Characters that cannot be printed; the message names each with its place and says what to do."""


class Use(NamedTuple):
    """Text set in the font of a role; `place` says where it stands, in words."""

    text: str
    role: Role
    place: str


def check_characters(uses: Iterable[Use]) -> None:
    """Raises FontError where a text has control characters or invisible marks, which no document can show."""
    _refuse(
        f"{use.place}：有不可见的控制字符 U+{ord(character):04X}，请删去"
        for use in uses
        for character in sorted(set(use.text) - _SPACING)
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def check_coverage(uses: Iterable[Use]) -> None:
    """Raises FontError where no installed font of a text's role has one of its characters."""
    found = list(uses)
    check_characters(found)
    _refuse(message for use in found for message in _missing(use))


def _missing(use: Use) -> Iterable[str]:
    faces = chosen_faces()[use.role]
    label = font_roles()[use.role].label
    if not faces and use.text.strip():
        wanted = "、".join(dict.fromkeys(font.family for font in font_roles()[use.role].wanted))
        yield f"没有安装{label}可用的字体，请安装其中一种：{wanted}"
        return
    left = {character for character in set(use.text) - _SPACING if not any(has(face, character) for face in faces)}
    for character in sorted(left):
        yield (
            f"{use.place}：“{character}”（U+{ord(character):04X}）在{label}所用的字体"
            f"（{'、'.join(dict.fromkeys(face.family for face in faces))}）里都没有，请改用别的字或安装有这个字的字体"
        )


def _refuse(messages: Iterable[str]) -> None:
    found = list(dict.fromkeys(messages))
    if found:
        more = f"；另有 {len(found) - _SHOWN} 处" if len(found) > _SHOWN else ""
        raise FontError("；".join(found[:_SHOWN]) + more)
