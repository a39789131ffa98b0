"""A pasted wage list: everybody as one case of the command to the fen, sums on the page, all of it in the workbook, bounds."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from shebao.policy.contributions.wage_list import MOST_WAGES
from shebao.server.calculator.papers import wages_workbook
from shebao.server.platform.web import apart

COMMON = {"统筹区": "武汉", "参保身份": "企业职工", "起始月": "2025-07", "工伤风险类别": "2"}
LIST = "姓名\t部门\t月工资\n张三\t一科\t3,000\n李四\t一科\t8000.55\n=1+1\t二科\t99999\n"


def posted(client: Client, text: str, **changes: str) -> Any:
    return client.post("/calculator/wages/", {**COMMON, "list": text, **changes})


def test_sums_and_everybody(client: Client, db: None) -> None:
    response = posted(client, LIST)
    page = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "3 人" in page
    assert all(name in page for name in ("张三", "李四", "基本养老保险单位缴费"))
    assert "8,000.55" in page


def test_the_workbook_has_everybody_and_no_formula(client: Client, db: None) -> None:
    response = client.post("/calculator/wages/result.xlsx", {**COMMON, "list": LIST})
    assert response.status_code == 200
    sheet, notes = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows] == ["姓名", "张三", "李四", "=1+1", "合计"]
    assert sheet["A4"].data_type == "s"
    assert [round(sum(row[column] for row in rows[1:-1]), 2) for column in (1, -1)] == [rows[-1][1], rows[-1][-1]]
    assert any("四舍五入到分" in str(cell.value) for row in notes.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "工资表：是空的；请从表格中复制姓名和月工资两列"),
        ("张三,八千", "工资表第 1 行“月工资”“八千”"),
        ("张三\t-5", "不应小于 0"),
        ("x" * 61 + "\t5000", "最多 60 个字"),
        ("\n".join("a\t1" for _ in range(MOST_WAGES + 1)), "最多 10,000 人"),
        ("\n".join(f"a{number}\t?" for number in range(30)), "还有 10 行有问题"),
    ],
    ids=["empty", "words", "negative", "long name", "too many", "many mistakes"],
)
def test_a_mistake_is_told_with_its_row(client: Client, text: str, told: str, db: None) -> None:
    response = posted(client, text)
    assert response.status_code == 422
    assert told in response.content.decode()
    refused = client.post("/calculator/wages/result.xlsx", {**COMMON, "list": text})
    assert refused.status_code == 422


def test_a_mistake_beside_the_list_is_told_beside_its_question(client: Client, db: None) -> None:
    page = posted(client, LIST, 起始月="昨天").content.decode()
    assert "见下面标红的地方" in page
    assert "昨天" in page


def test_many_downloads_wait_and_are_then_told(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PATIENCE", 0.01)
    places = apart._places(wages_workbook)
    with places, places:
        response = client.post("/calculator/wages/result.xlsx", {**COMMON, "list": LIST})
    assert response.status_code == 422
    assert "请过一会儿再试" in response.content.decode()
