"""The workspace in a browser: the grid by keyboard, a conflict, live scores, from a cell to its lines; every tab is accessible."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shebao.server.accountability.unit_years import folder, recompute
from shebao.server.accountability.unit_years.models import EntryLine, PerformanceForm, UnitYear
from shebao.server.platform.drafts.models import Draft
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.people.models import User

from .conftest import PHONE, Open

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLE = Path(__file__).parents[3] / "examples" / "accounts" / "city-centre-2023"
TABS = (
    "",
    "sheets/entries/",
    "sheets/budget/",
    "tables/",
    "performance/",
    "words/",
    "report/",
    "findings/",
    "documents/",
    "history/",
    "monitoring/",
)

RunJobs = Callable[[], list[Job]]


@pytest.fixture
def unit_year(tree: object) -> UnitYear:
    """The city centre's year, computed."""
    made = folder.load(EXAMPLE, tree.unit)  # type: ignore[attr-defined]
    recompute.run(made.pk)
    return made


@pytest.fixture
def preparer(tree: object, member: Callable[..., User]) -> User:
    """Who prepares the unit's year."""
    return member("preparer", tree.unit)  # type: ignore[attr-defined]


def test_a_row_is_changed_by_keyboard_and_the_tables_follow(
    opened: Open, unit_year: UnitYear, preparer: User, run_jobs: RunJobs
) -> None:
    page = opened(f"/work/{unit_year.pk}/sheets/entries/", user=preparer)
    row = page.locator("tr[data-line]").first
    line = int(row.get_attribute("data-line") or 0)
    row.locator("td[data-column=amount]").dblclick()
    field = page.locator("tr[data-editing] [name=amount]")
    expect(field).to_be_focused()
    field.fill("壹")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-editing] .error")).to_contain_text("不是金额")
    expect(page.locator("tr[data-editing] [name=amount]")).to_be_focused()
    page.locator("tr[data-editing] [name=amount]").fill("1,234.50")
    page.keyboard.press("Enter")
    expect(page.locator(f"#line-{line} td[data-column=amount]")).to_have_text("1,234.50")
    expect(page.locator("#status")).to_contain_text("正在重新计算")
    assert EntryLine.objects.get(pk=line).amount == 123_450
    run_jobs()
    expect(page.locator("#status")).to_contain_text("已按最新内容计算")
    page.locator(f"#line-{line}").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-editing] :is(input, select)").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("tr[data-editing]")).to_have_count(0)


def test_typed_words_outlive_another_tab_and_a_change_meanwhile_is_told(
    opened: Open, unit_year: UnitYear, preparer: User
) -> None:
    address = f"/work/{unit_year.pk}/words/"
    page = opened(address, user=preparer)
    with page.expect_event("dialog") as leaving:
        page.fill("#id-duties", "刚刚写下的职能")
        page.evaluate("setTimeout(() => { location.href = document.querySelector('.tabs a').href })")
    assert leaving.value.type == "beforeunload"
    leaving.value.dismiss()
    expect(page.locator(".draft-state")).to_contain_text("草稿已自动保存")
    page.locator(".tabs a").first.click()
    page.wait_for_url(f"**/work/{unit_year.pk}/")
    UnitYear.objects.filter(pk=unit_year.pk).update(
        version=unit_year.version + 1, words={**unit_year.words, "staff": ["别人写的"]}
    )
    page.goto(page.url + "words/")
    expect(page.locator("#id-duties")).to_have_value("刚刚写下的职能")
    expect(page.locator(".draft-bar")).to_contain_text("库中的内容已有变化")
    page.locator("#words-form button.button-primary").click()
    expect(page.locator("main")).to_contain_text("您打开之后别人保存过")
    expect(page.locator("#id-duties")).to_have_value("刚刚写下的职能")
    page.locator("#words-form button.button-primary").click()
    expect(page.locator("#messages")).to_contain_text("已保存")
    page.wait_for_load_state("networkidle")
    for _ in range(50):
        if Draft.objects.exists():  # the page that comes back drops it in two requests, which a busy machine lets wait
            page.wait_for_timeout(100)
    assert not Draft.objects.exists()
    unit_year.refresh_from_db()
    assert unit_year.words["duties"] == ["刚刚写下的职能"]


_LATE_DRAFTS = """
const sent = window.fetch;
window.fetch = async (address, ...rest) => {
  const answer = await sent(address, ...rest);
  if (String(address).startsWith("/drafts/?")) await new Promise((done) => setTimeout(done, 400));
  return answer;
};
"""


def test_a_draft_that_comes_after_its_form_was_sent_is_not_kept_again(
    opened: Open, unit_year: UnitYear, preparer: User
) -> None:
    page = opened(f"/work/{unit_year.pk}/words/", user=preparer)
    page.fill("#id-duties", "刚刚写下的职能")
    expect(page.locator(".draft-state")).to_contain_text("草稿已自动保存")
    UnitYear.objects.filter(pk=unit_year.pk).update(version=unit_year.version + 1)
    page.add_init_script(_LATE_DRAFTS)
    page.route("**/words/", lambda route: (time.sleep(0.6), route.continue_()))
    page.locator("#words-form button.button-primary").click()
    expect(page.locator("main")).to_contain_text("您打开之后别人保存过")
    page.locator("#words-form button.button-primary").click()
    expect(page.locator("#messages")).to_contain_text("已保存")
    page.wait_for_load_state("networkidle")
    assert not Draft.objects.exists()


def test_a_range_is_filled_down_refused_whole_and_undone_by_keyboard(
    opened: Open, unit_year: UnitYear, preparer: User
) -> None:
    page = opened(f"/work/{unit_year.pk}/sheets/entries/", user=preparer)
    notes = page.locator("tr[data-line] td[data-column=note]")
    before = [notes.nth(number).inner_text() for number in range(3)]
    notes.nth(0).click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("td.selected")).to_have_count(3)
    page.keyboard.press("Control+d")
    for number in range(3):
        expect(notes.nth(number)).to_have_text(before[0])
    stored = EntryLine.objects.filter(unit_year=unit_year).order_by("position", "id").values_list("note", flat=True)
    assert list(stored[:3]) == [before[0]] * 3
    page.keyboard.press("Control+z")
    for number in range(3):
        expect(notes.nth(number)).to_have_text(before[number])
    amounts = page.locator("tr[data-line] td[data-column=amount]")
    amounts.nth(0).click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    expect(page.locator("#messages")).to_contain_text("什么都没有改")
    expect(page.locator("td.wrong")).to_have_count(2)


def test_a_range_reaches_over_the_pages_of_a_sheet(opened: Open, unit_year: UnitYear, preparer: User) -> None:
    lines = EntryLine.objects.filter(unit_year=unit_year)
    notes = list(lines.order_by("position", "id").values_list("note", flat=True))
    assert len(notes) > 200
    page = opened(f"/work/{unit_year.pk}/sheets/entries/", user=preparer)
    page.locator("tr[data-line] td[data-column=note]").nth(0).click()
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator("td.selected")).to_have_count(len(notes))
    page.keyboard.press("Control+d")
    expect(page.locator("tr[data-line] td[data-column=note]").nth(len(notes) - 1)).to_have_text(notes[0])
    assert set(lines.values_list("note", flat=True)) == {notes[0]}
    page.keyboard.press("Control+z")
    expect(page.locator("tr[data-line] td[data-column=note]").nth(len(notes) - 1)).to_have_text(notes[-1])
    assert list(lines.order_by("position", "id").values_list("note", flat=True)) == notes


def test_two_windows_at_one_row_show_both_values(opened: Open, unit_year: UnitYear, preparer: User) -> None:
    pages = [opened(f"/work/{unit_year.pk}/sheets/entries/", user=preparer) for _ in range(2)]
    for page in pages:
        page.locator("tr[data-line]").nth(2).locator("td[data-column=note]").dblclick()
        expect(page.locator("tr[data-editing]")).to_have_count(1)
    for page, text in zip(pages, ("先改", "后改"), strict=True):
        page.locator("tr[data-editing] [name=note]").fill(text)
        page.keyboard.press("Enter")
        page.wait_for_selector("tr.saved, tr.conflict")
    expect(pages[1].locator("tr.conflict .theirs")).to_contain_text("先改")
    pages[1].get_by_role("button", name="保留对方的值").click()
    expect(pages[1].locator("tr[data-line]").nth(2).locator("td[data-column=note]")).to_have_text("先改")


def test_rows_copied_in_a_spreadsheet_are_pasted_into_a_preview(
    opened: Open, unit_year: UnitYear, preparer: User
) -> None:
    page = opened(f"/work/{unit_year.pk}/sheets/entries/", user=preparer)
    cells = [
        "",
        "2023-05-05",
        "记-贴1",
        "1",
        "收入",
        "一般公共预算财政拨款",
        "2080109",
        "",
        "",
        "",
        "55.50",
        "",
        "",
        "贴的",
    ]
    page.locator("tr[data-line]").first.focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }""",
        "\t".join(cells),
    )
    page.wait_for_url("**/imports/**")
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("#messages")).to_contain_text("已导入 1 行")
    assert EntryLine.objects.get(unit_year=unit_year, voucher="记-贴1").amount == 5_550


def test_scores_follow_the_typing_and_a_cell_leads_to_its_lines(
    opened: Open, unit_year: UnitYear, preparer: User, picture: Callable[..., None]
) -> None:
    form = PerformanceForm.objects.get(unit_year=unit_year, kind="project")
    page = opened(f"/work/{unit_year.pk}/performance/{form.pk}/", user=preparer)
    page.locator("[name='执行数']").fill("21.44")
    expect(page.locator("#execution")).to_contain_text("得 20×50%＝10 分")
    page.locator("[name='i.实际']").first.fill("不知道")
    expect(page.locator("#score-0")).to_contain_text("—")
    page.goto(page.url.split("/performance/")[0] + "/tables/?table=expenditure")
    page.locator("td.money a", has_text="42.88").last.click()
    expect(page.locator("#behind-heading")).to_contain_text("社会保险经办机构")
    expect(page.locator("#behind tbody tr").first).to_be_visible()
    picture(page, "workspace-tables")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_every_tab_is_accessible_and_fits(
    size: dict[str, int] | None,
    opened: Open,
    unit_year: UnitYear,
    preparer: User,
    accessible: Callable[[Page], None],
    picture: Callable[..., None],
) -> None:
    base = f"/work/{unit_year.pk}/"
    form = PerformanceForm.objects.get(unit_year=unit_year, kind="project")
    page = opened("/work/", user=preparer, size=size)
    origin = page.url.removesuffix("/work/")
    for tab in (
        "../",
        *TABS,
        f"performance/{form.pk}/",
        "annex/",
        "settings/",
        "sheets/entries/upload/",
        "sheets/entries/add/",
    ):
        page.goto(f"{origin}{base}{tab}")
        accessible(page)
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, tab
        picture(page, f"workspace-{(tab.strip('./') or 'overview').replace('/', '-')}-{'phone' if size else 'desktop'}")


def test_everything_works_without_scripts(opened: Open, unit_year: UnitYear, preparer: User) -> None:
    page = opened(f"/work/{unit_year.pk}/sheets/entries/", user=preparer, scripts=False)
    page.get_by_role("link", name="修改第 1 行").click()
    page.locator("#f-note").fill("没有脚本")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("tr[data-line]").first.locator("td[data-column=note]")).to_have_text("没有脚本")
