"""待遇测算 in a browser: on a phone, without scripts, by a link; and what axe-core says of every page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, Open

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 360, "height": 740}
FAR = {
    "性别": "女",
    "出生日期": "1976-05-12",
    "人员类别": "女工人",
    "累计缴费年限": "26年",
    "截至": "2026-01",
    "个人账户储存额": "90000",
    "平均缴费工资指数": "0.9",
    "视同缴费年限": "0",
    "参保地": "武汉",
    "计发基数": "9112",
}
PAGES = {
    "home": "/calculator/",
    "answer": f"/calculator/retiring/#{urlencode(FAR)}",
    "contributing": "/calculator/contributing/",
    "moving": "/calculator/moving/",
    "wages": "/calculator/wages/",
    "sheets": "/calculator/sheets/",
    "sheet": "/calculator/sheets/contribution-late-fee/",
    "parameters": "/calculator/parameters/?q=基数&on=2025-07-01",
    "missing": "/calculator/missing/",
}


def test_every_page_is_accessible_and_fits_a_phone(
    opened: Open, accessible: Callable[[Page], None], picture: Callable[..., None]
) -> None:
    for name, address in PAGES.items():
        for size, kind in ((NARROW, "phone"), (DESKTOP, "desktop")):
            page = opened(address, size=size)
            if "#" in address:
                expect(page.locator("#answer")).to_be_visible()
            accessible(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{address} is {width} wide"
            picture(page, f"calculator-{name}-{kind}", whole=True)
            page.context.close()


def test_somebody_on_a_phone_learns_when_and_how_much_and_shares_it(opened: Open) -> None:
    page = opened("/calculator/", size=NARROW)
    page.get_by_role("link", name="什么时候能退休，能领多少").click()
    expect(page.get_by_text("从事哪类岗位？")).to_be_hidden()
    page.get_by_label("女", exact=True).check()
    page.get_by_label("女工人").check()
    page.get_by_label("哪天出生？").fill("1976-05-12")
    page.get_by_role("button", name="算一算").click()
    expect(page.locator("#answer")).to_be_focused()
    expect(page.locator(".headline")).to_contain_text("2027年2月12日")
    expect(page.locator("#months")).to_have_count(0)
    for label, text in (("到现在一共缴费多少年？", "26年"), ("个人账户里有多少钱？", "90000")):
        page.get_by_label(label).fill(text)
    page.get_by_label("以上截至哪个月？").fill("2026-01")
    page.get_by_role("button", name="算一算").click()
    expect(page.locator("#questions [role=alert]")).to_be_focused()
    for label, text in (("平均缴费工资指数是多少？", "0.9"), ("其中视同缴费多少年？", "0"), ("在哪里退休？", "武汉")):
        page.get_by_label(label).fill(text)
    page.get_by_label("当地的养老金计发基数？").fill("9112")
    page.get_by_role("button", name="算一算").click()
    expect(page.locator("#months")).to_be_visible()
    told = page.locator(".headline").inner_text()
    assert "%E6%80%A7%E5%88%AB=" in page.url.partition("#")[2]
    assert "?" not in page.url
    friend = opened(page.url.removeprefix(page.evaluate("location.origin")), size=NARROW)
    expect(friend.locator("#months")).to_be_visible()
    assert friend.locator(".headline").inner_text() == told
    with friend.expect_download() as download:
        friend.get_by_role("button", name="下载核定表（PDF）").click()
    assert download.value.suggested_filename == "什么时候能退休，能领多少.pdf"


def test_a_link_with_a_list_and_a_question_that_came_later_fills_both(opened: Open) -> None:
    owing = {
        f"欠缴明细.{number}.{name}": text
        for number in range(3)
        for name, text in (("欠缴金额", "1000"), ("应缴日", "2024-01-15"), ("缴清日", "2024-03-15"))
    }
    page = opened(f"/calculator/arrears/#{urlencode(owing)}", size=NARROW)
    expect(page.locator(".headline")).to_contain_text("90.00 元")
    page.get_by_role("button", name="再加一行").click()
    expect(page.locator(".list-row")).to_have_count(4)
    place = {"统筹区": "合肥", "参保身份": "企业职工", "起始月": "2025-03", "月工资": "5000", "工伤风险类别": "1"}
    told = {
        "缴费基数下限": "4019",
        "缴费基数上限": "20095",
        "失业保险单位缴费比例": "0.5%",
        "失业保险个人缴费比例": "0.5%",
    }
    page = opened(f"/calculator/contributing/#{urlencode(place | told)}", size=NARROW)
    expect(page.locator(".headline")).to_contain_text("800.00 元")
    expect(page.get_by_label("缴费基数下限？")).to_have_value("4019")


def test_without_scripts_the_questions_come_as_they_are_answered(opened: Open) -> None:
    page = opened("/calculator/retiring/", size=NARROW, scripts=False)
    page.get_by_label("女", exact=True).check()
    page.get_by_label("哪天出生？").fill("1976-05-12")
    page.get_by_role("button", name="算一算").click()
    expect(page.get_by_text("从事哪类岗位？")).to_be_visible()
    page.get_by_label("女工人").check()
    page.get_by_role("button", name="算一算").click()
    expect(page.locator(".headline")).to_contain_text("2027年2月12日")
    page = opened("/calculator/wages/", scripts=False)
    for label, text in (("在哪里参保？", "武汉"), ("从哪个月算起？", "2025-07"), ("工资表", "张三\t8000\n李四\t9000")):
        page.get_by_label(label).fill(text)
    page.get_by_label("企业职工").check()
    page.get_by_label("单位是什么行业？").fill("零售业")
    page.get_by_role("button", name="算一算").click()
    expect(page.locator(".headline")).to_contain_text("2 人")
