"""Outlines are found by place and year, and mistakes in their files are told with file, key and reason."""

from __future__ import annotations

import copy

import pytest

from shebao.composing.outline import FormatError, outline_from, outline_of, outlines
from shebao.composing.outline.loader import sentence_files
from shebao.report.formats import parse_format
from shebao.report.formats.files import raw_formats
from shebao.report.outline import section_kind


def sound() -> dict:
    return copy.deepcopy(dict(raw_formats()["wuhan-2022"]))


@pytest.mark.parametrize(
    ("place", "year", "expected"),
    [
        ("wuhan", 2020, "wuhan-2020"),
        ("wuhan", 2021, "wuhan-2020"),
        ("wuhan", 2022, "wuhan-2022"),
        ("wuhan", 2023, "wuhan-2023"),
        ("wuhan", 2031, "wuhan-2023"),
        ("wuhan", 2017, "wuhan-2020"),
        ("shanghai", 2024, "shanghai-2024"),
        ("shanghai", 2023, "shanghai-2024"),
        ("", 2023, "generic"),
        ("", 2021, "generic-2020"),
        ("changsha", 2023, "generic"),
    ],
)
def test_the_outline_of_a_place_and_year(place, year, expected):
    assert outline_of(place, year).id == expected


def test_three_public_stands_where_the_place_and_year_put_it():
    def order(place: str, year: int) -> list[str]:
        narrative = next(part for part in outline_of(place, year).parts if part.kind == "narrative")
        kinds = [section.kind for section in narrative.sections]
        return [kind for kind in kinds if kind.rpartition(".")[2] in ("three_public", "fund", "state_capital")]

    early = ["narrative.three_public", "narrative.fund", "narrative.state_capital"]
    assert order("wuhan", 2021) == order("shanghai", 2024) == early
    assert order("wuhan", 2023) == [*early[1:], early[0]]


def test_titles_of_sections_are_read_as_their_kind():
    """A composed heading is understood by whoever reads the report."""
    for outline in outlines():
        for part in outline.parts:
            for section in (found for top in part.sections for found in top.walk()):
                title = section.title.format(年度=2023, 上年=2022, 单位="某单位", 词="单位", 构成="机构设置")
                assert section_kind(title) == section.kind, (outline.id, title)


MISTAKES = [
    ({"colour": "red"}, "没有这些键"),
    ({"rate_decimals": "one"}, "rate_decimals"),
    ({"rate_decimals": 9}, "rate_decimals"),
    ({"contents_levels": 7}, "contents_levels"),
    ({"brackets": "round"}, "brackets"),
    ({"items": "category"}, "items"),
    ({"forms": "somewhere"}, "forms"),
    ({"key_work": "yes"}, "key_work"),
    ({"glossary": "beijing"}, "glossary"),
    ({"item_mark": "1."}, "item_mark"),
    ({"below_mark": "({n}{n})"}, "below_mark"),
    ({"reason_from": "many"}, "reason_from"),
    ({"reason_from": -1}, "reason_from"),
    ({"folders": ["beijing"]}, "folders"),
    ({"folders": "wuhan"}, "folders"),
    ({"cover": ["{名称}"]}, "cover"),
    ({"cover": [""]}, "标题为空"),
    ({"parts": [{"kind": "narrative", "title": "说明", "sections": [{"kind": "narrative.totals", "title": "总体", "sentences": "no_such"}]}]}, "no_such.txt"),
    ({"charts": [{"id": "weather", "section": "narrative.totals", "caption": "图"}]}, "没有图“weather”"),
    ({"charts": [{"id": "totals", "section": "narrative.weather", "caption": "图"}]}, "没有章节"),
    ({"charts": [{"id": "totals"}]}, "charts"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "named"), MISTAKES)
def test_a_mistake_is_told_with_file_and_key(change, named):
    data = sound()
    top = {key: value for key, value in change.items() if key == "parts"}
    data |= top | {"style": data["style"] | {key: value for key, value in change.items() if key not in top}}
    with pytest.raises(FormatError, match=r"bad\.yaml") as problem:
        outline_from(parse_format("bad.yaml", data), sentence_files())
    assert named in str(problem.value)


@pytest.mark.parametrize("key", sorted(sound()["style"]))
def test_a_missing_key_of_style_is_told(key):
    data = sound()
    del data["style"][key]
    with pytest.raises(FormatError, match=f"缺少.*{key}"):
        outline_from(parse_format("bad.yaml", data), sentence_files())
