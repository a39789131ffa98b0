"""Fonts: which stand in for the official ones, and that no character is printed that has no font."""

from __future__ import annotations

import copy
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from shebao.composing.fonts import (
    FontError,
    Role,
    Use,
    check_characters,
    check_coverage,
    chosen_faces,
    font_roles,
    glyph_outline,
)
from shebao.composing.fonts.mapping import parse_roles


def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((files("shebao.composing.fonts") / "fonts.yaml").read_text("utf-8"))
    return copy.deepcopy(data)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_font_that_came_with_the_program(role: Role) -> None:
    faces = chosen_faces()[role]
    assert faces
    assert any(face.family.startswith("Noto") for face in faces)
    check_coverage([Use("2023年度社会保险：“三公”经费1,234.56万元，占85.0%——第①项（含）≥", role, "正文")])


def test_a_character_without_a_font_is_named_with_its_place() -> None:
    with pytest.raises(FontError, match=r"《收入决算表》：“\U0003134a”（U\+3134A）在宋体所用的字体.*里都没有，请"):
        check_coverage([Use("甲\U0003134a", Role.SONG, "《收入决算表》")])
    with pytest.raises(FontError, match="U\\+3134A"):
        glyph_outline("\U0003134a", Role.CHART)


def test_many_characters_without_a_font_are_counted_once_each() -> None:
    uses = [Use(chr(0x31350 + n % 8), Role.BODY, "正文") for n in range(40)]
    with pytest.raises(FontError, match=r"另有 3 处$"):
        check_coverage(uses)


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\x00", "\x1b", "\ue000", "\ufeff"])
def test_invisible_marks_are_refused(mark: str) -> None:
    with pytest.raises(FontError, match=f"封面：有不可见的控制字符 U\\+{ord(mark):04X}，请删去"):
        check_characters([Use(f"某某{mark}中心", Role.TITLE, "封面")])


def test_line_breaks_and_spaces_are_text() -> None:
    check_coverage([Use("上级\n补助\t收入　 万元", Role.SONG, "表")])


def test_the_guide_names_every_font_of_the_mapping() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "documents.zh.md").read_text("utf-8")
    for role in font_roles().values():
        [row] = [line for line in guide.splitlines() if line.startswith(f"| {role.label}")]
        assert role.official in row
        places = [row.index(family) for family in dict.fromkeys(font.family for font in role.wanted)]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data.pop("kai"), "应当正好有这些角色"),
        (lambda data: data["body"].pop("label"), "fonts.yaml body: 应当正好有这些键"),
        (lambda data: data["body"].update(label=3), "fonts.yaml body.label: 应当是文字"),
        (lambda data: data["hei"].update(panose="0"), "fonts.yaml hei.panose: 应当是 20 位"),
        (lambda data: data["hei"].update(pdf=[]), "fonts.yaml hei.pdf: 至少列一种"),
        (lambda data: data["hei"].update(pdf=["黑体"]), "fonts.yaml hei.pdf: 每种字体写 family 和 weight"),
        (lambda data: data["hei"].update(pdf=[{"family": "A", "weight": "bold"}]), "weight 应当是 100 至 900"),
    ],
)
def test_mistakes_in_the_mapping_are_rejected_with_their_place(change: Any, reason: str) -> None:
    data = _data()
    change(data)
    with pytest.raises(ValueError, match=reason):
        parse_roles(data)
