"""The public portal in a browser: on a phone, with the keyboard only, without scripts; and what axe-core says of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import caches
from playwright.sync_api import Page, expect

from server_publications import YEARS, closed, contents, organisation, published

from .conftest import PHONE, Open

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def unit(db: None) -> int:
    """A unit with three years and a correction."""
    caches["pages"].clear()
    department = organisation("示例区人力资源和社会保障局", kind="department")
    made = organisation("示例中心", department)
    for year, content in zip(YEARS, contents(1), strict=True):
        published(made, year, content)
    published(made, 2023, closed(), reason="支出决算表填列有误")
    return made.pk


def test_every_page_is_accessible_and_fits_a_phone(
    unit: int, opened: Open, accessible: Callable[[Page], None], picture: Callable[..., None]
) -> None:
    base = f"/reports/{unit}/2023/"
    for name, address in {
        "home": "/",
        "reports": "/reports/",
        "report": base,
        "table": f"{base}tables/expenditure/",
        "cell": f"{base}cells/expenditure:total:total/",
        "changes": f"{base}v2/changes/",
        "unit": f"/reports/units/{unit}/",
        "compare": f"/reports/compare/?unit={unit}",
        "search": "/reports/search/?q=机关运行经费",
        "data": "/reports/data/",
        "api": "/api/v1/docs/",
    }.items():
        page = opened(address, size=NARROW)
        accessible(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW["width"], f"{address} is {width} wide"
        picture(page, f"portal-{name}-phone")
        page.context.close()


def test_a_reader_finds_a_figure_and_sees_where_it_comes_from(
    unit: int, opened: Open, accessible: Callable[[Page], None], picture: Callable[..., None]
) -> None:
    page = opened("/", size=PHONE)
    page.get_by_role("link", name="武汉市社会保险中心 2023 年度").click()
    figure = page.locator("#t-expenditure td.money a").first
    figure.click()
    panel = page.locator("#derivation .panel")
    expect(panel).to_contain_text("笔账目汇总")
    expect(panel).to_be_focused()
    accessible(page)
    picture(page, "portal-derivation-phone")
    panel.locator("tbody a").first.click()
    expect(panel.locator("h2")).not_to_contain_text("2,020.06")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert re.search(r"/reports/\d+/2023/$", page.url)


def test_with_the_keyboard_only(unit: int, opened: Open) -> None:
    page = opened("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#q").focus()
    page.keyboard.type("机关运行经费")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/reports/search/"))
    expect(page.locator("mark").first).to_have_text("机关运行经费")


def test_without_scripts_everything_can_be_read(unit: int, opened: Open) -> None:
    page = opened(f"/reports/{unit}/2023/", scripts=False)
    page.locator("#t-expenditure td.money a").first.click()
    expect(page.locator("h1")).to_have_text("数字的来历")
    expect(page.locator(".panel")).to_contain_text("笔账目汇总")
    page.go_back()
    page.locator("#t-expenditure").get_by_role("link", name="排序").click()
    page.get_by_role("link", name="基本支出").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("基本支出")
    first = page.locator("tbody tr").nth(1).locator("td.money a").first.inner_text()
    page.get_by_role("link", name="基本支出").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("基本支出")
    assert page.locator("tbody tr").nth(1).locator("td.money a").first.inner_text() != first


def test_a_correction_is_seen_cell_by_cell(unit: int, opened: Open) -> None:
    page = opened(f"/reports/{unit}/2023/v1/")
    expect(page.locator(".alert")).to_contain_text("已经更正")
    page.get_by_role("link", name="最新版本").click()
    page.get_by_role("link", name="逐格查看更正了什么").click()
    expect(page.locator("h1")).to_have_text("第 2 版更正了什么")
    expect(page.locator("ins").first).to_be_visible()
