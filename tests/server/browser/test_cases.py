"""Cases in a browser: a clerk starts one by keyboard alone, another person reviews it, the receipt is printed and verified; every
page fits and is accessible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from server.operations.cases.made import seen
from server.operations.conftest import NUMBER, Counter, register_employer
from shebao.operations.casework.machine import Move
from shebao.operations.enrolment.windows import window
from shebao.server.operations.cases.doing import Begun, keep, move, start
from shebao.server.operations.cases.models import Case
from shebao.server.operations.supervision.doing import draw, set_absence
from shebao.server.platform.people.models import User
from shebao.services.listing import catalogue

from .conftest import DESKTOP, Open

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def counter(tree, member) -> Counter:
    """A clerk and a reviewer at a counter, and an employer."""
    unit = tree.unit
    clerk, reviewer = member("counter_clerk", unit, "clerk"), member("case_reviewer", unit, "reviewer")
    return Counter(clerk, reviewer, member("counter_clerk", tree.other_unit, "elsewhere"), unit, register_employer())


def texts() -> dict[str, str]:
    today = timezone.localdate()
    month = window("000000", today).month(today).iso
    return {"identity_number": NUMBER, "name": "甲某", "staff": "employee", "start": month, "reason": "111"}


def tab_to(page: Page, name: str) -> None:
    """Goes on with the tabulator until the field or button of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "document.activeElement && (document.activeElement.id || document.activeElement.textContent)"
        )
        if str(found).strip() == name:
            return
    raise AssertionError(f"{name} is not reached by keyboard")


def test_from_start_to_receipt_by_keyboard_alone(
    opened: Open, counter: Counter, accessible: Callable[[Page], None], picture: Callable[..., None]
) -> None:
    page = opened("/counter/services/SI-REG-005/", user=counter.clerk)
    page.locator("#employer").focus()
    page.keyboard.type(str(counter.employer))
    for field, typed in (("identity_number", NUMBER), ("name", "甲某")):
        tab_to(page, field)
        page.keyboard.type(typed)
    tab_to(page, "staff")
    page.keyboard.press("ArrowDown")
    tab_to(page, "reason")
    page.keyboard.press("ArrowDown")
    tab_to(page, "核对")
    page.keyboard.press("Enter")
    expect(page.get_by_text("办结后记录将这样变更")).to_be_visible()
    accessible(page)
    picture(page, "cases-start", whole=True)
    page.locator("#identity_number").focus()
    for number in (1, 2):
        tab_to(page, f"material-{number}")
        page.keyboard.press("ArrowDown")
    tab_to(page, "受理并提交")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="经过")).to_be_visible()
    accessible(page)
    picture(page, "cases-accepted", whole=True)
    case = Case.objects.get()
    assert case.state == "review"
    review = opened(case.get_absolute_url(), user=counter.reviewer)
    review.locator("main").focus()
    tab_to(review, "复核同意")
    review.keyboard.press("Enter")
    expect(review.get_by_text("已办结").first).to_be_visible()
    accessible(review)
    picture(review, "cases-done", whole=True)
    case.refresh_from_db()
    assert case.receipt
    public = opened("/receipts/")
    public.get_by_label("校验码").fill(case.receipt)
    public.keyboard.press("Enter")
    expect(public.get_by_text("这份文书由本机构出具")).to_be_visible()
    accessible(public)
    picture(public, "cases-verified")


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["wide", "narrow"])
def test_the_pages_are_accessible_and_fit(
    opened: Open,
    counter: Counter,
    tree: object,
    member: Callable[..., User],
    accessible: Callable[[Page], None],
    picture: Callable[..., None],
    size: dict[str, int],
) -> None:
    unit, now = tree.unit, timezone.now()  # type: ignore[attr-defined]
    supervisor, deputy = member("case_supervisor", unit), member("counter_clerk", unit, "deputy")
    service = catalogue().versions["SI-REG-005"][-1]
    returned = start(counter.clerk, service, unit, counter.employer, texts(), now - timedelta(days=30))
    returned = move(counter.reviewer, returned, Move.RETURN, seen(returned, "登记表没有盖章"), now - timedelta(days=29))
    asked = move(
        counter.clerk, returned, Move.ASK, seen(returned) | {"item:m1": "请加盖公章"}, now - timedelta(days=29)
    )
    handed = keep(counter.clerk, service, unit, counter.employer, texts(), now, hand_in=True, begun=Begun())
    draft = keep(counter.clerk, service, unit, None, {}, now)
    today = timezone.localdate()
    draw(supervisor, unit, today - timedelta(days=3), today - timedelta(days=1))
    set_absence(supervisor, unit, counter.clerk, deputy, today, today + timedelta(days=3), "年休假")
    visits = {
        counter.clerk: [
            "/counter/cases/", asked.get_absolute_url(), handed.get_absolute_url(), f"{draft.get_absolute_url()}form/",
            "/counter/services/", "/counter/together/", "/queue/", f"/queue/wall/{unit.pk}/",
        ],
        counter.reviewer: ["/counter/promises/", "/counter/samples/"],
        supervisor: ["/counter/supervision/", asked.get_absolute_url()],
    }  # fmt: skip
    for user, addresses in visits.items():
        page = opened(addresses[0], user=user, size=size)
        base = page.url.removesuffix(addresses[0])
        for number, address in enumerate(addresses):
            page.goto(base + address)
            for closed in page.locator("details").all():
                closed.evaluate("each => each.open = true")
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
            picture(page, f"cases-{user.username}-{number}-{size['width']}", whole=True)
