"""Differences in documents are told in the words of the pages: no key and no code of a file, whatever was stored."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from shebao.server.accountability.unit_years.naming import differences

EXAMPLES = Path(__file__).parents[4] / "examples" / "accounts"
FILES = [
    (document, path)
    for document, name in (("settings", "accounts"), ("annex", "annex"), ("words", "words"))
    for path in sorted(EXAMPLES.glob(f"*/{name}.yaml"))
]
LATIN = re.compile(r"[A-Za-z_]{2,}")


@pytest.mark.parametrize(
    ("document", "path"), FILES, ids=lambda value: value if isinstance(value, str) else value.parent.name
)
def test_every_place_of_the_examples_has_a_name(document: str, path: Path) -> None:
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = differences(document, {}, stored)
    assert found
    assert all(was == "" and now for _, was, now in found)
    assert not [row for row in found if LATIN.search(row[0]) or (document != "words" and LATIN.search(row[2]))]
    assert differences(document, stored, stored) == []
    assert sorted(differences(document, stored, {})) == sorted((place, now, was) for place, was, now in found)


@pytest.mark.parametrize(
    ("document", "old", "new", "told"),
    [
        (
            "settings",
            {"unit": {"kind": "unit"}},
            {"unit": {"kind": "department"}},
            ("账套设置 · 单位还是部门", "单位", "部门（汇总所属单位）"),
        ),
        ("annex", {"running_costs": False}, {"running_costs": "true"}, ("附表 · 是否行政单位或参公单位", "否", "是")),
        (
            "annex",
            {},
            {"vehicles": [{"use": "应急保障用车", "count": 2}]},
            ("附表 · 车辆（按用途）", "", "应急保障用车 2"),
        ),
        ("words", {}, {"reasons": {"income": "减少"}}, ("文字 · 原因说明：收入增减", "", "减少")),
        ("data", {"总分": 1}, {"总分": 2}, ("总分", "1", "2")),
        ("annex", {"quite_new": 1}, {"quite_new": 2}, ("附表 · 其他内容", "1", "2")),
    ],
)
def test_a_difference_is_told_by_name(document: str, old: Any, new: Any, told: tuple[str, str, str]) -> None:
    assert differences(document, old, new) == [told]
