"""The counter in a browser, by keyboard alone: letters, digits, a card reader wherever the cursor is; pages fit and are accessible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from server.operations.conftest import NUMBER, Counter, counter, registered
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SpellRestated, SpellStarted
from shebao.operations.record.valid import Valid
from shebao.server.operations.counter.doing import ask
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import whole_record
from shebao.server.platform.people.models import User

from .conftest import DESKTOP, Open

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 360, "height": 740}
OTHER = "429906196603070018"

__all__ = ["counter"]


def _city(counter: Counter) -> tuple[int, int]:
    """Two people of one name, one with a history in which a value was corrected."""
    facts = {"identity_kind": "citizen", "birth": "1966-08-07", "sex": "M"}
    one = registered({"name": "单某某", "identity_number": NUMBER, "telephone": "13907120001", **facts})
    two = registered({"name": "单某某", "identity_number": OTHER, **facts})
    for line in ("pension_employee", "injury", "unemployment"):
        first = SpellStarted(
            one, line, "employee", "420100", 3, counter.employer, Valid(date(2009, 7, 1), date(2014, 3, 1)), "222"
        )
        then = SpellStarted(one, line, "employee", "420100", 3, counter.employer, Valid(date(2015, 1, 1)), "111")
        apply(Order(Authority(AuthorityKind.MESSAGE, f"m-{line}")), [first, then])
    spell = next(s for s in whole_record(one).spells if s.line == "injury" and s.valid.end is None)
    mended = [
        SpellRestated(one, spell.id, Valid(date(2015, 3, 1)), "111"),
        FactStated(one, "birth", "1966-09-07", Valid(date(2015, 1, 1))),
    ]
    apply(Order(Authority(AuthorityKind.MESSAGE, "mended")), mended)
    return one, two


def test_a_clerk_finds_by_letters_digits_and_card_without_a_mouse(
    opened: Open, counter: Counter, picture: Callable[..., None], accessible: Callable[[Page], None]
) -> None:
    one, two = _city(counter)
    page = opened("/counter/", user=counter.clerk)
    page.keyboard.type("smm")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=str(one), exact=True)).to_be_visible()
    picture(page, "counter-search")
    accessible(page)
    page.wait_for_load_state()
    page.locator("main").focus()
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="单某某", level=1)).to_contain_text(str(two))
    page.wait_for_load_state()
    page.locator("main").focus()
    page.keyboard.press("/")
    page.keyboard.type(str(one))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(one))
    expect(page.get_by_text("没有登记女干部或女工人")).to_have_count(0)
    address = page.url
    _read_card(page, address, "#reason", OTHER, two)
    _read_card(page, address, "main", NUMBER, one)
    assert NUMBER not in page.url
    assert NUMBER not in page.content()


def _read_card(page: Page, address: str, where: str, number: str, expected: int) -> None:
    """A reader types into whatever has the focus; tried again where this machine is too busy to type like one."""
    for _ in range(6):
        page.goto(address)
        page.locator(where).focus()
        page.wait_for_timeout(400)
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
        if str(expected) in (page.get_by_role("heading", level=1).text_content() or ""):
            return
    pytest.fail(f"the reader was not heard in {where}")


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["wide", "narrow"])
def test_the_pages_fit_and_are_accessible(
    opened: Open, counter: Counter, member: Callable[..., User], tree: object, size: dict[str, int],
    accessible: Callable[[Page], None], picture: Callable[..., None],
) -> None:  # fmt: skip
    one, _ = _city(counter)
    control = member("internal_control", tree.unit, "control1")  # type: ignore[attr-defined]
    ask(member("internal_control", tree.unit, "control2"), one, tree.unit, "guarded", "本机构工作人员的亲属")  # type: ignore[attr-defined]
    of = {
        "person": (f"/counter/persons/{one}/", counter.clerk),
        "explained": (f"/counter/persons/{one}/record/", counter.clerk),
        "employer": (f"/counter/employers/{counter.employer}/", counter.clerk),
        "restrictions": ("/counter/restrictions/", control),
        "looks": (f"/counter/persons/{one}/looks/", control),
    }
    for name, (address, user) in of.items():
        page = opened(address, user=user, size=size)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, f"counter-{name}-{size['width']}", whole=True)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
