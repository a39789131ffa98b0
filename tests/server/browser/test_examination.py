"""Auditing a report in a browser: drop it in, walk through the findings by keyboard, dispute one, take the result away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shebao.server.accountability.examination.models import Decision, Examination
from shebao.server.platform.jobs.models import Job

from .conftest import PHONE, Open

pytestmark = pytest.mark.django_db(transaction=True)
SAMPLE = Path(__file__).parents[3] / "examples" / "sample-report.pdf"

RunJobs = Callable[[], list[Job]]


def _audited(page: Page, run_jobs: RunJobs) -> None:
    """The page with the result of the sample, which was chosen in the upload form."""
    page.set_input_files("#files", SAMPLE)
    page.wait_for_url(re.compile(r"/audit/[0-9a-f-]{36}/"))
    run_jobs()
    expect(page.locator("#findings")).to_be_visible()


def _selected(page: Page) -> str:
    return page.locator(".finding.current").first.get_attribute("data-finding") or ""


def test_from_upload_to_export(
    opened: Open,
    run_jobs: RunJobs,
    accessible: Callable[[Page], None],
    picture: Callable[..., None],
    tmp_path: Path,
) -> None:
    page = opened("/audit/")
    accessible(page)
    picture(page, "examination-upload")
    page.set_input_files("#files", SAMPLE)
    page.wait_for_url(re.compile(r"/audit/[0-9a-f-]{36}/"))
    expect(page.locator("#progress")).to_contain_text("排队中")
    accessible(page)
    run_jobs()
    expect(page.locator("h1")).to_contain_text("示例市某某社会保险中心 2023 年度单位决算")
    accessible(page)

    page.keyboard.press("j")
    first = _selected(page)
    page.keyboard.press("j")
    second = _selected(page)
    assert first
    assert second not in {first, ""}
    page.keyboard.press("k")
    assert _selected(page) == first
    page.keyboard.press("ArrowDown")
    assert _selected(page) == second
    mark = page.locator(f"#at-{second}")
    expect(mark).to_have_class(re.compile("current"))
    expect(mark).to_be_in_viewport()
    image = page.locator(".sheet", has=mark).locator("img")
    expect(image).not_to_have_js_property("naturalWidth", 0)
    picture(page, "examination-result")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    page.keyboard.press("d")
    page.keyboard.type("表中为批复数，口径不同")
    page.locator(".finding.current > .decision").get_by_role("button", name="提交异议").click()
    card = page.locator(f"#{second}")
    expect(card).to_contain_text("表中为批复数，口径不同")
    expect(card).to_have_class(re.compile("is-disputed"))
    expect(page.locator("#handled")).to_contain_text("异议 1")
    assert Decision.objects.get().reason == "表中为批复数，口径不同"
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#handled")).to_contain_text("2/")
    accessible(page)

    page.get_by_text("导出", exact=True).click()
    page.get_by_role("link", name="数据（JSON）").click()
    expect(page.get_by_text("完成后自动开始下载")).to_be_visible()
    accessible(page)
    with page.expect_download() as download:
        run_jobs()
    data = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert {decision["verdict"] for decision in data["decisions"]} == {"accepted", "disputed"}


def test_a_mark_leads_to_its_finding_and_filters_to_few(
    opened: Open, run_jobs: RunJobs, picture: Callable[..., None]
) -> None:
    page = opened("/audit/")
    _audited(page, run_jobs)
    mark = page.locator(".spot-error").first
    label = mark.get_attribute("data-finding")
    mark.scroll_into_view_if_needed()
    mark.locator("rect").first.click()
    assert _selected(page) == label
    expect(page.locator(f"#{label}")).to_be_in_viewport()

    total = page.locator("#findings > .finding").count()
    page.keyboard.press("/")
    page.keyboard.type("占比")
    expect(page.locator("#findings .shown")).to_contain_text("共 13 处 · 全部显示")
    assert 0 < page.locator("#findings > .finding").count() < total
    assert page.locator(".spot.away").count() > 0
    assert "q=" in page.url
    picture(page, "examination-filtered")
    page.reload()
    assert page.locator("#findings > .finding").count() < total

    page.get_by_role("link", name="文字", exact=True).click()
    card = page.locator("#findings > .finding").first
    card.locator(":scope > header .go").click()
    expect(page.locator("mark.current").first).to_be_in_viewport()
    picture(page, "examination-text")


def test_everything_is_readable_without_scripts(opened: Open, run_jobs: RunJobs) -> None:
    page = opened("/audit/", scripts=False)
    page.set_input_files("#files", SAMPLE)
    page.get_by_role("button", name="开始审核").click()
    expect(page.locator("#progress")).to_contain_text("排队中")
    run_jobs()
    card = page.locator("#findings > .finding").first
    expect(card.locator(".message").first).to_be_visible()
    card.locator(":scope > header .go").click()
    label = card.get_attribute("id")
    expect(page.locator(f"#at-{label}")).to_be_in_viewport()
    card.get_by_role("button", name="采纳").click()
    expect(page.locator(f"#{label}")).to_contain_text("已采纳")
    assert page.url.endswith(f"#{label}")
    page.locator("#filter-q").fill("占比")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#findings .shown")).to_contain_text("共 13 处")
    assert Decision.objects.get().verdict == "accepted"


def test_on_a_phone_everything_is_stacked_and_nothing_is_cut_off(
    opened: Open, run_jobs: RunJobs, accessible: Callable[[Page], None], picture: Callable[..., None]
) -> None:
    page = opened("/audit/", size=PHONE)
    picture(page, "examination-upload-phone")
    accessible(page)
    _audited(page, run_jobs)
    accessible(page)
    picture(page, "examination-result-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    side, report = page.locator(".side").bounding_box(), page.locator(".report").bounding_box()
    assert side
    assert report
    assert report["y"] >= side["y"] + side["height"]
    card = page.locator("#findings > .finding").first
    card.locator(":scope > header .go").click()
    mark = page.locator(f"#at-{card.get_attribute('id')}")
    expect(mark).to_be_in_viewport()
    expect(page.locator(".sheet", has=mark).locator("img")).not_to_have_js_property("naturalWidth", 0)
    picture(page, "examination-page-phone")
    page.get_by_role("link", name="回到第 1 处").click()
    expect(card).to_be_in_viewport()
    page.goto(page.url.split("#")[0] + "?view=tables")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_many_files_become_a_batch_that_fills_by_itself(
    opened: Open,
    run_jobs: RunJobs,
    accessible: Callable[[Page], None],
    picture: Callable[..., None],
    tmp_path: Path,
) -> None:
    files = [tmp_path / f"报告{n}.pdf" for n in range(24)]
    for number, path in enumerate(files):
        path.write_bytes(SAMPLE.read_bytes() if number < 2 else b"MZ\0\0" + b"\0" * 80)
    page = opened("/audit/")
    page.set_input_files("#files", files)
    page.wait_for_url(re.compile(r"/audit/batch/"))
    expect(page.locator("#state")).to_contain_text("还有 2 份")
    assert Examination.objects.count() == 24
    run_jobs()
    expect(page.locator("#state .running")).to_have_count(0)
    expect(page.locator("#state")).to_contain_text("示例市某某社会保险中心")
    accessible(page)
    picture(page, "examination-batch", whole=True)

    page.get_by_label("分享给谁").fill("被审单位")
    page.get_by_role("button", name="生成链接").click()
    link = page.get_by_label("链接地址").input_value()
    guest = opened(re.sub(r"^https?://[^/]+", "", link))
    expect(guest.locator("#state")).to_contain_text("示例市某某社会保险中心")
    expect(guest.get_by_role("button", name="删除这个批次")).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#share")).to_contain_text("已撤销")
    guest.reload()
    expect(guest.locator("h1")).to_contain_text("找不到")


def test_a_refused_file_is_said_at_the_field(opened: Open, tmp_path: Path) -> None:
    bad = tmp_path / "程序.pdf"
    bad.write_bytes(b"MZ\0\0" + b"\0" * 80)
    page = opened("/audit/")
    page.set_input_files("#files", bad)
    expect(page.locator("#files-error")).to_contain_text("程序.pdf：这是Windows 程序")
    assert page.url.endswith("/audit/")
