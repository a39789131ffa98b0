"""fonts.yaml: the fonts that each role of an official document asks for, in order of preference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from shebao.fields.data_files import load_data

_KEYS = {"label", "official", "also_known_as", "panose", "pdf"}
_PANOSE = re.compile(r"[0-9A-F]{20}")


class Role(StrEnum):
    """What a font is for, as GB/T 9704 names it."""

    TITLE = "title"  # 小标宋: titles
    BODY = "body"  # 仿宋: running text
    KAI = "kai"  # 楷体: headings （一）
    HEI = "hei"  # 黑体: headings 一、 and stressed words
    SONG = "song"  # 宋体: tables, notes, page numbers
    CHART = "chart"  # words in charts


class Wanted(NamedTuple):
    """A font by the English family name in the font itself, and its weight."""

    family: str
    weight: int


@dataclass(frozen=True, slots=True)
class FontRole:
    """One role: its Chinese `label`, the `official` font named in DOCX with its other name and PANOSE class, and the fonts
    looked for when a PDF is made, the preferred first."""

    role: Role
    label: str
    official: str
    also_known_as: str
    panose: str
    wanted: tuple[Wanted, ...]


@cache
def font_roles() -> Mapping[Role, FontRole]:
    """Every role of fonts.yaml."""
    return parse_roles(load_data(__package__, "fonts.yaml"))


def parse_roles(data: Any) -> dict[Role, FontRole]:
    """Roles from the mapping of a YAML file. Raises ValueError with the role and what is wrong with it."""
    if not isinstance(data, Mapping) or {str(key) for key in data} != {role.value for role in Role}:
        raise ValueError(f"fonts.yaml: 应当正好有这些角色：{'、'.join(Role)}")
    return {role: _role(role, data[role.value]) for role in Role}


def _role(role: Role, entry: Any) -> FontRole:
    if not isinstance(entry, Mapping) or set(entry) != _KEYS:
        raise ValueError(f"fonts.yaml {role}: 应当正好有这些键：{'、'.join(sorted(_KEYS))}")
    texts = {key: entry[key] for key in ("label", "official", "also_known_as", "panose")}
    for key, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"fonts.yaml {role}.{key}: 应当是文字，现在是 {value!r}")
    if not _PANOSE.fullmatch(texts["panose"]):
        raise ValueError(f"fonts.yaml {role}.panose: 应当是 20 位十六进制数字，现在是 {texts['panose']!r}")
    fonts = entry["pdf"]
    if not isinstance(fonts, list) or not fonts:
        raise ValueError(f"fonts.yaml {role}.pdf: 至少列一种字体")
    return FontRole(role, **texts, wanted=tuple(_wanted(role, font) for font in fonts))


def _wanted(role: Role, font: Any) -> Wanted:
    if not isinstance(font, Mapping) or set(font) != {"family", "weight"}:
        raise ValueError(f"fonts.yaml {role}.pdf: 每种字体写 family 和 weight，现在是 {font!r}")
    family, weight = font["family"], font["weight"]
    if not isinstance(family, str) or not family or not isinstance(weight, int) or weight not in range(100, 1000, 100):
        raise ValueError(
            f"fonts.yaml {role}.pdf: family 应当是字体名，weight 应当是 100 至 900 的整百数，现在是 {font!r}"
        )
    return Wanted(family, weight)
