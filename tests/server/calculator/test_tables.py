"""The tables of the law: found by place, day and words, with source; what is not held stands on a page of its own."""

from __future__ import annotations

import pytest
from django.test import Client

from shebao.policy.missing import sections
from shebao.policy.parameters import areas


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/calculator/parameters/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_value_is_found_by_place_day_and_words(client: Client, db: None) -> None:
    found = page(client, "?q=缴费基数下限&area=wuhan&on=2025-07-01")
    assert "共 1 个值" in found
    assert "来源：" in found
    assert "共 0 个值" in page(client, "?q=没有这个词")


@pytest.mark.parametrize(
    "query", ["?on=昨天", "?area=nowhere", "?page=99999", "?q=%00", "?on=9999-12-31", f"?q={'长' * 500}"]
)
def test_whatever_is_asked_is_answered(client: Client, query: str, db: None) -> None:
    page(client, query)


def test_a_wrong_day_is_told(client: Client, db: None) -> None:
    assert "日期：" in page(client, "?on=昨天")


def test_what_is_not_held_is_listed_with_what_may_be_stated(client: Client, db: None) -> None:
    found = client.get("/calculator/missing/").content.decode()
    assert all(section.title in found for section in sections())
    assert "缴费：缴费基数下限" in found
    assert "不能写明" in found
    assert areas()["tianjin"].name in found
