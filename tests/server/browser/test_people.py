"""People in a browser: from the invitation to a session with the second factor, by keyboard; administering; every page is accessible."""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Callable

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from shebao.server.platform.people import administration
from shebao.server.platform.people.models import Phone, User
from shebao.server.platform.people.passwords import set_password

from .conftest import PHONE, Open

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Xinde-kouling-2026"


def signed_in_with(page: Page, username: str) -> None:
    """Types name and password, from field to field by the keyboard."""
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def test_from_the_invitation_to_a_session_with_the_second_factor(
    opened: Open, tree: object, member: Callable[..., User], accessible: Callable[[Page], None], settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]
    settings.OTP_TOTP_THROTTLE_FACTOR = 0  # type: ignore[attr-defined]
    administrator = member("administrator", tree.city)  # type: ignore[attr-defined]
    user = member("preparer", tree.unit, "xinren")  # type: ignore[attr-defined]
    uid, token = administration.invite(administrator, user)
    page = opened(f"/invitation/{uid}/{token}/", size=PHONE)
    accessible(page)
    page.get_by_label("新口令", exact=False).first.fill(PASSWORD)
    page.get_by_label("再输一次新口令").fill(PASSWORD)
    page.keyboard.press("Enter")
    signed_in_with(page, "xinren")
    expect(page.get_by_role("heading", name="启用动态口令")).to_be_visible()
    accessible(page)
    page.get_by_text("不能扫描？手工输入密钥").click()
    typed = re.sub(r"\s", "", page.locator("code.secret").inner_text())
    key = b32decode(typed + "=" * (-len(typed) % 8))
    page.get_by_label("动态口令", exact=False).last.fill(f"{totp(key, t0=30):06d}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="请保存恢复码")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="已经保存好").click()
    page.get_by_role("button", name="退出", exact=True).click()
    signed_in_with(page, "xinren")
    expect(page.get_by_role("heading", name="输入动态口令")).to_be_visible()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("动态口令不对")).to_be_visible()
    assert Phone.objects.get(user=user).bin_key == key
    page.get_by_label("动态口令", exact=False).last.fill(f"{totp(key):06d}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/inbox/$"))


@pytest.mark.parametrize("size", [None, PHONE])
def test_the_pages_of_an_administrator_are_accessible_and_fit(
    opened: Open,
    tree: object,
    member: Callable[..., User],
    accessible: Callable[[Page], None],
    size: dict[str, int] | None,
) -> None:
    administrator = member("administrator", tree.city)  # type: ignore[attr-defined]
    person = member("preparer", tree.unit)  # type: ignore[attr-defined]
    page = opened("/admin/people/", user=administrator, size=size)
    unit = tree.unit.pk  # type: ignore[attr-defined]
    base = page.url.removesuffix("/admin/people/")
    for address in (
        "/admin/people/",
        f"/admin/people/{person.pk}/",
        "/admin/people/new/",
        "/admin/people/sign-ins/",
        "/admin/organisations/",
        f"/admin/organisations/{unit}/",
        "/admin/organisations/new/",
        "/admin/log/",
        "/account/",
        "/account/second-factor/",
        "/account/password/",
    ):
        page.goto(base + address)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


@pytest.mark.parametrize("size", [None, PHONE])
def test_the_pages_of_the_desk_are_accessible_and_fit(
    opened: Open,
    tree: object,
    member: Callable[..., User],
    accessible: Callable[[Page], None],
    size: dict[str, int] | None,
) -> None:
    page = opened("/desk/", user=member("department_reviewer", tree.bureau), size=size)  # type: ignore[attr-defined]
    base = page.url.removesuffix("/desk/")
    for address in ("/desk/", "/desk/years/", "/desk/findings/", "/desk/findings/?rule=T02", "/desk/compare/"):
        page.goto(base + address)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_a_grant_goes_from_the_request_to_the_role(
    opened: Open, tree: object, member: Callable[..., User], accessible: Callable[[Page], None]
) -> None:
    """The administrator asks, internal control reviews, the head approves; each sees the buttons of their own step only."""
    people = {role: member(role, tree.city) for role in ("administrator", "internal_control", "agency_head")}  # type: ignore[attr-defined]
    colleague = member(None, tree.unit, "xinren")  # type: ignore[attr-defined]
    administration_page = opened(f"/admin/people/{colleague.pk}/", user=people["administrator"])
    administration_page.get_by_label("理由").fill("接替退休人员")
    administration_page.get_by_label("在哪个机构").select_option(str(tree.unit.pk))  # type: ignore[attr-defined]
    administration_page.get_by_role("button", name="授予", exact=True).click()
    expect(administration_page.get_by_text("已提交申请")).to_be_visible()
    for role, step, other in (("internal_control", "审查通过", "批准"), ("agency_head", "批准", "审查通过")):
        page = opened("/admin/grants/", user=people[role])
        accessible(page)
        expect(page.get_by_role("button", name=other, exact=True)).to_have_count(0)
        page.get_by_role("button", name=step, exact=True).click()
        expect(page.locator(".alert-success").first).to_be_visible()
    assert colleague.memberships.count() == 1
    for address in ("/admin/grants/in-force/", "/admin/grants/posts/"):
        accessible(opened(address, user=people["internal_control"]))


def test_a_security_key_is_enrolled_and_signs_in(
    opened: Open, tree: object, member: Callable[..., User], accessible: Callable[[Page], None], live_server: LiveServer
) -> None:
    """With a virtual key of the browser: what it signs is checked as of a real one; a second answer of it is worth nothing."""
    user = member("preparer", tree.unit, "miyao")  # type: ignore[attr-defined]
    set_password(user, PASSWORD)
    page = opened("/signin/")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "isUserVerified": True}
    key = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    signed_in_with(page, "miyao")
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    page.goto(f"{live_server.url}/account/security-keys/")
    accessible(page)
    page.get_by_label("给这个密钥起个名字", exact=False).fill("钥匙串上的")
    page.get_by_role("button", name="触摸密钥并启用").click()
    expect(page.get_by_role("heading", name="请保存恢复码")).to_be_visible()
    page.get_by_role("button", name="退出", exact=True).click()
    signed_in_with(page, "miyao")
    expect(page.get_by_role("heading", name="输入动态口令")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="触摸密钥并登录").click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    assert user.security_keys.get().used_at is not None
    page.get_by_role("button", name="退出", exact=True).click()
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    signed_in_with(page, "miyao")
    page.get_by_role("button", name="触摸密钥并登录").click()
    expect(page.get_by_text("没有得到安全密钥的答复")).to_be_visible()
    assert page.url.endswith("/signin/code/")
