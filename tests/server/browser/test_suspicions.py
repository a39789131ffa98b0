"""Suspicions in a browser: the clerk ticks a batch by keyboard and decides it, the checker agrees; pages fit and are accessible."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.operations.suspicions.made import MONEY, OTHER, PLAIN, one, taken
from shebao.server.operations.suspicions.models import Ruling, Suspicion
from shebao.server.platform.people.models import User

from .conftest import DESKTOP, Open

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 360, "height": 740}


def test_clerk_and_checker_work_off_a_batch(
    opened: Open,
    tree: object,
    member: Callable[..., User],
    accessible: Callable[[Page], None],
    picture: Callable[..., None],
) -> None:
    unit = tree.unit  # type: ignore[attr-defined]
    taken(unit, [*((MONEY, str(number)) for number in range(8)), (PLAIN, "1"), (OTHER, "2")])
    page = opened("/suspicions/?owner=待遇", user=member("governance_clerk", unit))
    accessible(page)
    page.locator("main").focus()
    for key in ("j", "x", "j", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("[data-ticked]").first).to_have_text("已选 4 个疑点")
    picture(page, "suspicions-ticked")
    page.keyboard.press("r")
    page.keyboard.type("家属已全额退回，银行回单附后")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="所选有合理解释").click()
    expect(page.get_by_text("待另一人复核后生效")).to_be_visible()
    accessible(page)
    ruling = Ruling.objects.get()
    assert (ruling.count, Suspicion.objects.filter(state="proposed").count()) == (4, 4)
    checking = opened("/suspicions/rulings/", user=member("governance_checker", unit))
    checking.on("dialog", lambda dialog: dialog.accept())
    accessible(checking)
    checking.get_by_role("link", name=str(ruling.pk), exact=True).click()
    expect(checking.get_by_text("家属已全额退回")).to_be_visible()
    picture(checking, "suspicions-ruling")
    checking.get_by_role("button", name="复核同意").click()
    expect(checking.get_by_text("已办理：复核同意，4 个疑点。")).to_be_visible()
    assert Suspicion.objects.filter(state="explained").count() == 4


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["wide", "narrow"])
def test_the_pages_are_accessible_and_fit(
    opened: Open,
    tree: object,
    member: Callable[..., User],
    accessible: Callable[[Page], None],
    picture: Callable[..., None],
    size: dict[str, int],
) -> None:
    unit = tree.unit  # type: ignore[attr-defined]
    taken(unit, [*((MONEY, str(number)) for number in range(20)), (PLAIN, "1"), (OTHER, "2")])
    clerk, supervisor = member("governance_clerk", unit), member("governance_supervisor", unit)
    page = opened("/suspicions/", user=clerk, size=size)
    base = page.url.removesuffix("/suspicions/")
    addresses = ["/suspicions/", "/suspicions/classes/", one(MONEY, "1").get_absolute_url()]
    for number, address in enumerate(addresses):
        page.goto(base + address)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        picture(page, f"suspicions-clerk-{number}-{size['width']}", whole=True)
    page = opened("/suspicions/runs/", user=supervisor, size=size)
    for number, address in enumerate(
        [
            "/suspicions/runs/",
            "/suspicions/",
            "/suspicions/statistics/",
            "/suspicions/lists/",
            "/suspicions/corrections/",
            "/suspicions/duties/",
        ]
    ):
        page.goto(base + address)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        picture(page, f"suspicions-supervisor-{number}-{size['width']}", whole=True)
