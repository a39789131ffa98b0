"""A unit-year goes its whole way in a browser, by five people; one sends it back on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shebao.server.accountability.publications.models import Publication
from shebao.server.accountability.review.models import Step
from shebao.server.accountability.unit_years import folder, recompute
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.people.models import User

from .conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLE = Path(__file__).parents[3] / "examples" / "accounts" / "city-centre-2023"


@pytest.fixture
def unit_year(tree: Any) -> UnitYear:
    """The example's year, computed."""
    made = folder.load(EXAMPLE, tree.unit)
    recompute.run(made.pk)
    return made


@dataclass(frozen=True)
class Cycle:
    """The page of a cycle as the people of its roles open it."""

    address: str
    people: dict[str, User]
    opened: Open
    accessible: Callable[[Page], None]

    def page_of(self, role: str) -> Page:
        page = self.opened(self.address, user=self.people[role])
        self.accessible(page)
        return page

    def press(self, role: str, button: str) -> Page:
        page = self.page_of(role)
        page.get_by_role("button", name=button).click()
        return page


@pytest.fixture
def cycle(
    tree: Any,
    unit_year: UnitYear,
    member: Callable[..., User],
    opened: Open,
    accessible: Callable[[Page], None],
) -> Cycle:
    """The cycle of the example's year with somebody in each role."""
    people = {
        "preparer": member("preparer", tree.unit),
        "unit_head": member("unit_head", tree.unit),
        "department_reviewer": member("department_reviewer", tree.bureau),
        "finance_reviewer": member("finance_reviewer", tree.city),
        "publisher": member("publisher", tree.city),
    }
    return Cycle(f"/cycle/{unit_year.pk}/", people, opened, accessible)


def test_from_draft_to_the_public(
    cycle: Cycle, picture: Callable[..., None], run_jobs: Callable[[], list[Job]]
) -> None:
    _checked_explained_and_submitted(cycle, picture)
    _returned_with_a_comment(cycle, picture)
    _submitted_again_and_accepted(cycle)
    _approved(cycle)
    _published(cycle, picture, run_jobs)
    assert Publication.objects.get().document_number == "财决批〔2024〕12号"
    assert [step.action for step in Step.objects.order_by("pk")][:3] == ["check", "submit", "return"]


def _checked_explained_and_submitted(cycle: Cycle, picture: Callable[..., None]) -> None:
    page = cycle.page_of("preparer")
    picture(page, "cycle-draft")
    page.get_by_role("button", name="完成自查").click()
    expect(page.locator("#messages")).to_contain_text("已办理：完成自查")
    page = cycle.page_of("unit_head")
    expect(page.get_by_role("button", name="提交审核")).to_be_disabled()
    for left in range(page.get_by_text("写说明").count() - 1, -1, -1):
        page.get_by_text("写说明").first.click()
        page.locator("details[open]").get_by_label("为什么可以这样").fill("已与原始凭证核对")
        page.locator("details[open]").get_by_role("button", name="保存说明").click()
        expect(page.get_by_text("写说明")).to_have_count(left)
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".badge").first).to_have_text("已提交")


def _returned_with_a_comment(cycle: Cycle, picture: Callable[..., None]) -> None:
    page = cycle.page_of("department_reviewer")
    page.get_by_label("内容").fill("请核对公务接待费")
    page.get_by_role("button", name="发出").click()
    page.get_by_label("退回修改的原因").fill("公务接待费与附表不一致")
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator(".badge").first).to_have_text("已退回")
    picture(page, "cycle-returned", whole=True)


def _submitted_again_and_accepted(cycle: Cycle) -> None:
    page = cycle.press("preparer", "完成自查")
    expect(page.locator("#threads")).to_be_visible()
    cycle.press("unit_head", "提交审核")
    page = cycle.page_of("department_reviewer")
    expect(page.get_by_role("button", name="审核通过")).to_be_disabled()
    page.get_by_role("button", name="标为已解决").click()
    expect(page.locator("#threads")).not_to_contain_text("待解决")
    page.get_by_role("button", name="审核通过").click()


def _approved(cycle: Cycle) -> None:
    page = cycle.press("finance_reviewer", "批复决算")
    expect(page.locator(".error")).to_have_count(1)
    page.get_by_label("批复日期").fill("2024-08-20")
    page.get_by_label("批复文号").fill("财决批〔2024〕12号")
    page.get_by_role("button", name="批复决算").click()
    expect(page.locator(".badge").first).to_have_text("已批复")


def _published(cycle: Cycle, picture: Callable[..., None], run_jobs: Callable[[], list[Job]]) -> None:
    page = cycle.page_of("publisher")
    expect(page.locator(".alert")).to_contain_text("已超过")
    picture(page, "cycle-approved")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="向社会公开").click()
    expect(page.locator("#messages")).to_contain_text("已开始")
    assert [job.state for job in run_jobs() if job.kind == "cycle.publish"] == ["done"]
    page.reload()
    page.get_by_role("link", name="看公开页面").click()
    expect(page.locator("h1")).to_contain_text("2023年度单位决算")
