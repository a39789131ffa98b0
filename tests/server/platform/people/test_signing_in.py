"""Signing in: password and second factor, lockout, sessions, where one comes to afterwards."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client
from django_otp.oath import totp

from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people import second_factor
from shebao.server.platform.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "Zhenjiu-7-qiao-dong"


@pytest.fixture
def preparer(tree, member) -> User:
    return member("preparer", tree.unit, "preparer")


def offer(client: Client, username: str = "preparer", password: str = PASSWORD, **more: str):
    return client.post("/signin/", {"username": username, "password": password, **more})


def with_phone(user: User) -> tuple[bytes, list[str]]:
    """Enrols a phone; its key and the recovery codes. The code used is an earlier one, so that the present one is fresh."""
    device = second_factor.device_to_enrol(user)
    codes = second_factor.enrol(user, f"{totp(device.bin_key, t0=30):06d}")
    assert codes
    return device.bin_key, codes


def present_code(key: bytes) -> str:
    return f"{totp(key):06d}"


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_name_and_password_open_a_session(client: Client, preparer: User) -> None:
    response = offer(client)
    assert response.status_code == 302
    assert response["Location"] == "/inbox/"
    assert is_in(client)


def test_the_name_may_be_typed_in_any_case(client: Client, preparer: User) -> None:
    assert offer(client, "  Preparer ").status_code == 302


@pytest.mark.parametrize(
    ("role", "first_page"),
    [("administrator", "/admin/people/"), ("finance_reviewer", "/inbox/"), ("auditor", "/desk/")],
)
def test_each_role_begins_where_its_work_is(client: Client, tree, member, role: str, first_page: str) -> None:
    member(role, tree.city, "somebody")
    assert offer(client, "somebody")["Location"] == first_page


def test_signing_out_ends_the_session_and_needs_a_post(client: Client, preparer: User) -> None:
    offer(client)
    assert client.get("/signout/").status_code == 405
    client.post("/signout/")
    assert not is_in(client)


def test_the_same_words_for_a_wrong_password_an_unknown_name_and_a_closed_account(
    client: Client, preparer: User, member, tree
) -> None:
    closed = member("preparer", tree.unit, "closed")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    answers = {
        re.sub(r"[A-Za-z0-9]{64}", "TOKEN", offer(Client(), name, password).content.decode().replace(name, ""))
        for name, password in (("preparer", "wrong"), ("nobody-here", "wrong"), ("closed", PASSWORD))
    }
    assert len(answers) == 1
    assert "用户名或口令不对" in answers.pop()


def test_an_unknown_name_costs_the_same_work(client: Client, preparer: User, monkeypatch) -> None:
    """One hash is computed and the same queries are made whether the name exists or not."""
    from django.contrib.auth.hashers import MD5PasswordHasher
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hashes: list[str] = []
    original = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a: hashes.append("x") or original(self, *a))
    costs = []
    for name in ("preparer", "nobody-here"):
        hashes.clear()
        with CaptureQueriesContext(connection) as queries:
            offer(Client(), name, "wrong")
        costs.append((len(hashes), len(queries)))
    assert costs[0] == costs[1]


def test_the_code_of_the_phone_is_asked_after_the_password(client: Client, preparer: User) -> None:
    _key, _codes = with_phone(preparer)
    assert offer(client)["Location"] == "/signin/code/"
    assert not is_in(client)
    client.post("/signin/code/", {"code": "000000"})
    assert not is_in(client)


def test_the_right_code_opens_the_session(client: Client, preparer: User) -> None:
    key, _codes = with_phone(preparer)
    offer(client, next="/work/?year=2024")
    response = client.post("/signin/code/", {"code": present_code(key)})
    assert response["Location"] == "/work/?year=2024"
    assert is_in(client)


def test_a_code_is_good_once(preparer: User) -> None:
    key, _codes = with_phone(preparer)
    code = present_code(key)
    first, second = Client(), Client()
    for client in (first, second):
        offer(client)
        client.post("/signin/code/", {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_a_recovery_code_stands_in_once(preparer: User) -> None:
    _key, codes = with_phone(preparer)
    first, second = Client(), Client()
    for client in (first, second):
        offer(client)
        client.post("/signin/code/", {"code": codes[0].upper().replace("-", " ")})
    assert is_in(first)
    assert not is_in(second)
    assert Decision.objects.filter(action="recovery_code_used").count() == 1


def test_the_code_page_needs_the_password_before_it_and_does_not_wait_for_ever(
    client: Client, preparer: User, monkeypatch
) -> None:
    key, _codes = with_phone(preparer)
    assert client.post("/signin/code/", {"code": present_code(key)})["Location"] == "/signin/"
    offer(client)
    session = client.session
    session["signing_in"] = {**session["signing_in"], "until": time.time() - 1}
    session.save()
    client.post("/signin/code/", {"code": present_code(key)})
    assert not is_in(client)


def test_a_password_changed_in_between_makes_the_code_worthless(client: Client, preparer: User) -> None:
    key, _codes = with_phone(preparer)
    offer(client)
    preparer.set_password("Another-one-8-here")
    preparer.save()
    client.post("/signin/code/", {"code": present_code(key)})
    assert not is_in(client)


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(preparer: User) -> None:
    client = Client()
    statuses = [offer(client, password="wrong").status_code for _attempt in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    response = offer(client)
    assert response.status_code == 429
    assert "15 分钟" in response.content.decode()
    assert not is_in(client)


def test_a_name_that_does_not_exist_is_locked_the_same(preparer: User) -> None:
    known = [offer(Client(), password="wrong").status_code for _attempt in range(7)]
    unknown = [offer(Client(), "nobody-here", "wrong").status_code for _attempt in range(7)]
    assert known == unknown


def test_wrong_codes_lock_like_wrong_passwords(preparer: User, settings) -> None:
    settings.OTP_TOTP_THROTTLE_FACTOR = 0
    key, _codes = with_phone(preparer)
    client = Client()
    offer(client)
    statuses = [client.post("/signin/code/", {"code": "000000"}).status_code for _attempt in range(5)]
    assert statuses[-1] == 429
    offer(client)
    client.post("/signin/code/", {"code": present_code(key)})
    assert not is_in(client)


def test_attempts_while_locked_do_not_fill_the_log(preparer: User) -> None:
    client = Client()
    for _attempt in range(12):
        offer(client, password="wrong")
    assert Decision.objects.filter(action="sign_in_failed").count() == 5
    assert Decision.objects.filter(action="locked_out").count() == 1


def test_one_address_cannot_try_many_names(preparer: User, settings) -> None:
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 8
    client = Client()
    statuses = [offer(client, f"name-{number}", "wrong").status_code for number in range(10)]
    assert statuses == [200] * 8 + [429] * 2


def test_what_is_typed_as_an_unknown_name_is_not_kept_in_the_log(client: Client, preparer: User) -> None:
    offer(client, "My-Secret-Password", "wrong")
    record = Decision.objects.get(action="sign_in_failed")
    assert "secret" not in str(record.details).lower() + record.subject.lower()


def test_the_key_of_the_session_changes_with_signing_in(client: Client, preparer: User) -> None:
    with_phone(preparer)
    client.get("/signin/")
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    offer(client)
    awaiting = client.cookies["sessionid"].value
    assert awaiting != planted
    key = second_factor.device_of(preparer).bin_key
    client.post("/signin/code/", {"code": present_code(key)})
    assert client.cookies["sessionid"].value not in {planted, awaiting}
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert not is_in(stranger)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\thttps://evil.example",
        "///evil.example",
        "http://testserver.evil.example/",
    ],
)
def test_nobody_is_sent_to_another_site(client: Client, preparer: User, target: str) -> None:
    assert "evil" not in client.get("/signin/", {"next": target}).content.decode()
    assert offer(client, next=target)["Location"] == "/inbox/"


def test_one_comes_back_to_the_wanted_page(client: Client, preparer: User) -> None:
    asked = client.get("/account/?tab=1")
    assert asked.status_code == 302
    assert asked["Location"] == "/signin/?next=/account/%3Ftab%3D1"
    assert offer(client, next="/account/?tab=1")["Location"] == "/account/?tab=1"


def test_a_fragment_sends_the_whole_page_to_sign_in(client: Client, preparer: User) -> None:
    response = client.get("/account/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/signin/"


@pytest.mark.parametrize("key", ["seen_at", "signed_in_at"])
def test_a_session_ends_when_idle_or_after_a_day(client: Client, preparer: User, settings, key: str) -> None:
    offer(client)
    session = client.session
    session[key] = (
        time.time() - 1 - (settings.SESSION_IDLE_SECONDS if key == "seen_at" else settings.SESSION_ABSOLUTE_SECONDS)
    )
    session.save()
    assert not is_in(client)
    assert Decision.objects.filter(action="sign_out", details__contains="expired").count() == 1


def test_a_session_in_use_goes_on(client: Client, preparer: User) -> None:
    offer(client)
    session = client.session
    session["seen_at"] = time.time() - 600
    session.save()
    assert is_in(client)
    assert client.session["seen_at"] > time.time() - 5


def test_signing_out_everywhere_ends_all_other_sessions(preparer: User) -> None:
    here, there = Client(), Client()
    offer(here)
    offer(there)
    here.post("/account/sign-out-everywhere/")
    assert is_in(here)
    assert not is_in(there)


def test_without_second_factor_one_gets_no_further_where_it_is_required(
    client: Client, preparer: User, settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    offer(client)
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    page = client.get("/account/second-factor/").content.decode()
    assert "<svg" in page
    device = second_factor.device_to_enrol(preparer)
    response = client.post("/account/second-factor/", {"code": present_code(device.bin_key)})
    assert "恢复码" in response.content.decode()
    assert is_in(client)


def test_an_initial_password_must_be_changed_before_anything_else(client: Client, preparer: User) -> None:
    User.objects.filter(pk=preparer.pk).update(must_change_password=True)
    offer(client)
    assert client.get("/account/")["Location"] == "/account/password/"
    new = "Xinde-kouling-2026"
    client.post("/account/password/", {"present": PASSWORD, "password": new, "again": new})
    assert is_in(client)
    assert offer(Client(), password=new).status_code == 302
