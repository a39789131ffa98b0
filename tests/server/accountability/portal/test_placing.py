"""Forms stand in the annex that is called after them, key work in its part; nothing is lost where there is no such place."""

from __future__ import annotations

from typing import Any

import pytest

from shebao.server.accountability.portal.charts import printed_chart
from shebao.server.accountability.portal.placing import forms_by_section, key_work_section


def section(number: int, level: int, kind: str, title: str) -> dict[str, Any]:
    return {"id": f"s{number}", "level": level, "kind": kind, "title": title}


SECTIONS = [
    section(1, 1, "key_work", "第四部分　重点工作完成情况"),
    section(2, 2, "", "一、扩大覆盖面"),
    section(3, 1, "attachments", "第六部分　附件"),
    section(4, 2, "", "一、2024年度甲中心整体绩效自评表"),
    section(5, 2, "", "二、2024年度 稽核项目绩效自评表"),
    section(6, 1, "glossary", "第七部分　名词解释"),
]
TITLES = ("2024年度甲中心整体绩效自评表", "2024年度稽核项目绩效自评表", "2024年度没有标题的项目绩效自评表", "")


def document(sections: list[dict[str, Any]], titles: tuple[str, ...] = TITLES) -> dict[str, Any]:
    return {"sections": sections, "forms": [{"title": title} for title in titles], "key_work": [{"title": "工作"}]}


def numbers(placed: dict[str, Any]) -> dict[str, list[int]]:
    return {home: [number for number, _ in forms] for home, forms in placed.items()}


def test_a_form_stands_in_the_annex_of_its_title_and_others_in_the_part_of_annexes() -> None:
    assert numbers(forms_by_section(document(SECTIONS))) == {"s4": [1], "s5": [2], "s3": [3, 4]}


@pytest.mark.parametrize("kept", [SECTIONS, SECTIONS[:2], SECTIONS[2:3], []])
def test_every_form_stands_in_exactly_one_place(kept: list[dict[str, Any]]) -> None:
    placed = numbers(forms_by_section(document(kept)))
    assert sorted(number for found in placed.values() for number in found) == [1, 2, 3, 4]
    assert set(placed) <= {each["id"] for each in kept} | {""}


def test_the_table_of_key_work_ends_its_part() -> None:
    assert key_work_section(document(SECTIONS)) == "s2"
    assert key_work_section(document(SECTIONS[2:])) == ""
    assert key_work_section({**document(SECTIONS), "key_work": []}) == ""


def test_a_printed_chart_shows_each_figure_of_its_series() -> None:
    def bars(**values: str) -> list[dict[str, str]]:
        return [{"label": label, "value": value, "text": value} for label, value in values.items()]

    series = [
        {"name": "2023年度", "bars": bars(收入="10.50")},
        {"name": "2024年度", "bars": bars(收入="12.00", 支出="9.75")},
    ]
    drawn = printed_chart({"caption": "图1：变动情况", "unit": "万元", "series": series}, "/reports/1/2023/")
    assert drawn.count("<rect") == 3
    assert all(text in drawn for text in ("图1：变动情况", "10.50", "12.00", "9.75", "支出 2024年度"))
