"""One file a place and span of years: chosen by place and year, inherited key by key, mistakes told with file and key."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from shebao.report.formats import FormatError, format_of, parse_format
from shebao.report.formats.files import raw_formats, resolved


def sound() -> dict[str, Any]:
    return copy.deepcopy(dict(raw_formats()["wuhan-2022"]))


MISTAKES = [
    ({"colour": "red"}, "没有这些键"),
    ({"years": [2023, 2020]}, "years"),
    ({"years": "2023"}, "years"),
    ({"three_public_budget": "some"}, "应为 initial 或 adjusted"),
    ({"style": []}, "style"),
    ({"parts": "all"}, "parts"),
    ({"parts": [{"kind": "poems", "title": "诗"}]}, "没有“poems”"),
    ({"parts": [{"title": "概况"}]}, "parts"),
    ({"parts": [{"kind": "overview", "title": "{名称}概况"}]}, "只能用"),
    ({"parts": [{"kind": "narrative", "title": "说明", "sections": [{"kind": "narrative.weather", "title": "天气"}]}]}, "没有“narrative.weather”"),
    ({"parts": [{"kind": "narrative", "title": "说明", "sections": [{"kind": "narrative.totals"}]}]}, "sections"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "named"), MISTAKES)
def test_a_mistake_is_told_with_file_and_key(change: dict[str, Any], named: str) -> None:
    with pytest.raises(FormatError, match=r"bad\.yaml") as problem:
        parse_format("bad.yaml", sound() | change)
    assert named in str(problem.value)


@pytest.mark.parametrize("key", sorted(sound()))
def test_a_missing_key_is_told(key: str) -> None:
    data = sound()
    del data[key]
    with pytest.raises(FormatError, match=f"缺少.*{key}"):
        parse_format("bad.yaml", data)


def test_a_file_extends_another_key_by_key_and_not_its_demands() -> None:
    base = {**sound(), "audit": {"ordered": False}}
    late = {
        "extends": "base",
        "years": [2030, 2031],
        "style": {"rate_decimals": 3},
        "tables": {"sheets": {"income": {"number": "表二"}}},
    }
    found = resolved("late", {"base": base, "late": late})
    assert found["years"] == [2030, 2031]
    assert found["style"] == {**base["style"], "rate_decimals": 3}
    assert found["tables"]["sheets"]["income"] == {**base["tables"]["sheets"]["income"], "number": "表二"}
    assert "audit" not in found


@pytest.mark.parametrize("key", ["extends", "audit"])
def test_an_unknown_file_is_named(key: str) -> None:
    with pytest.raises(FormatError, match=f"late.yaml {key}：没有公开格式 nowhere"):
        resolved("late", {"late": {**sound(), key: "nowhere"}})


def test_the_nearest_years_of_a_place_and_the_general_ones_elsewhere() -> None:
    assert format_of("wuhan", 2017).id == "wuhan-2020"
    assert format_of("wuhan", 2031).id == "wuhan-2023"
    assert format_of("changsha", 2023).id == "generic"
    assert format_of("", 2021).id == "generic-2020"
