"""Signing in: password and second factor, lockout, sessions, where one comes to afterwards."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp

from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people import attempts, second_factor
from shebao.server.platform.people.models import User
from shebao.server.platform.people.session_store import SessionStore, digest
from shebao.server.platform.web.models import Tally

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


def pass_time(seconds: int) -> None:
    """What was counted happened so much earlier."""
    Tally.objects.update(at=F("at") - timedelta(seconds=seconds))


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
    [("administrator", "/inbox/"), ("finance_reviewer", "/inbox/"), ("auditor", "/desk/")],
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
    names = ("preparer", "nobody-here")
    for name in names:
        offer(Client(), name, "wrong")  # the first record of a chain makes the chain
    for name in names:
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


def test_what_no_key_signed_is_refused_and_counted(client: Client, preparer: User) -> None:
    with_phone(preparer)
    offer(client)
    answers = ["{}", "[]", "x", '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}', "{" * 30_000]
    pages = [client.post("/signin/code/", {"answer": answer}) for answer in answers]
    assert all("安全密钥的答复不对" in page.content.decode() for page in pages)
    assert client.post("/signin/code/", {"answer": "{}"}).status_code == 429
    assert not is_in(client)


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


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait_longer_each_time(preparer: User) -> None:
    client = Client()
    assert [offer(client, password="wrong").status_code for _attempt in range(5)] == [200] * 5
    response = offer(client)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 30
    assert "30 秒" in response.content.decode()
    pass_time(31)
    assert offer(client, password="wrong").status_code == 200
    assert 30 < int(offer(client)["Retry-After"]) <= 60
    pass_time(61)
    assert offer(client).status_code == 302
    assert is_in(client)
    assert [offer(Client(), password="wrong").status_code for _attempt in range(5)] == [200] * 5


def test_a_name_that_does_not_exist_has_to_wait_the_same(preparer: User) -> None:
    known = [offer(Client(), password="wrong").status_code for _attempt in range(7)]
    unknown = [offer(Client(), "nobody-here", "wrong").status_code for _attempt in range(7)]
    assert known == unknown


def test_a_network_of_addresses_is_one_place(preparer: User) -> None:
    answers = [
        Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}").post("/signin/", {"username": "preparer", "password": "wrong"})
        for number in range(1, 9)
    ]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3


def test_guessing_from_everywhere_is_bounded_and_does_not_keep_out_a_device_that_is_known(preparer: User) -> None:
    own = Client(REMOTE_ADDR="192.0.2.1")
    offer(own)
    own.post("/signout/")
    answers = [
        Client(REMOTE_ADDR=f"10.0.{number}.1").post("/signin/", {"username": "preparer", "password": "wrong"})
        for number in range(25)
    ]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429] * 5
    assert offer(Client(REMOTE_ADDR="192.0.2.9")).status_code == 429
    assert offer(own).status_code == 302


def test_a_mark_of_a_known_device_is_good_for_its_own_name_only(preparer: User, member, tree) -> None:
    member("preparer", tree.unit, "another")
    own = Client()
    offer(own, "another")
    own.post("/signout/")
    for number in range(20):
        Client(REMOTE_ADDR=f"10.0.{number}.1").post("/signin/", {"username": "preparer", "password": "wrong"})
    assert offer(own, "preparer").status_code == 429


def test_wrong_codes_wait_like_wrong_passwords_from_wherever_they_come(preparer: User, settings) -> None:
    settings.OTP_TOTP_THROTTLE_FACTOR = 0
    key, _codes = with_phone(preparer)
    statuses = []
    for number in range(6):
        client = Client(REMOTE_ADDR=f"10.0.{number}.1")
        offer(client)
        statuses.append(client.post("/signin/code/", {"code": "000000"}).status_code)
    assert statuses == [200] * 5 + [429]
    client = Client()
    offer(client)
    client.post("/signin/code/", {"code": present_code(key)})
    assert not is_in(client)


def test_a_burst_of_failures_is_one_record_and_one_of_its_pause(preparer: User) -> None:
    client = Client()
    for _attempt in range(12):
        offer(client, password="wrong")
    assert Decision.objects.filter(action="sign_in_failed").count() == 1
    assert '"failures":5' in Decision.objects.get(action="locked_out").details


def test_hundreds_of_failures_are_one_record_more(preparer: User, monkeypatch) -> None:
    monkeypatch.setattr("shebao.server.platform.people.signals.SITE_ALARM", 10)
    for number in range(15):
        Client(REMOTE_ADDR=f"10.0.{number}.1").post("/signin/", {"username": f"name-{number}", "password": "wrong"})
    assert Decision.objects.filter(action="sign_in_failed").count() == 9
    assert Decision.objects.filter(action="many_failures").count() == 1


def test_one_network_cannot_try_many_names(preparer: User) -> None:
    client = Client()
    statuses = [offer(client, f"name-{number}", "wrong").status_code for number in range(62)]
    assert statuses == [200] * 60 + [429] * 2


def test_attempts_at_the_same_moment_are_no_more_than_the_budget(preparer: User) -> None:
    """Each try is spent before its password is looked at."""
    spent = [attempts.PLACE.spend("preparer at once") for _attempt in range(50)]
    assert spent == [1, 2, 3, 4, 5] + [None] * 45


def test_the_table_of_sessions_opens_none(client: Client, preparer: User) -> None:
    offer(client)
    (key,) = Session.objects.filter(expire_date__gt=timezone.now()).values_list("session_key", flat=True)
    assert key != client.cookies["sessionid"].value
    stranger = Client()
    stranger.cookies["sessionid"] = key
    assert not is_in(stranger)


def test_a_new_secret_key_ends_nothing_while_the_former_one_is_named(client: Client, preparer: User, settings) -> None:
    _key, codes = with_phone(preparer)
    idle = Client()
    for number, each in enumerate((client, idle)):
        offer(each)
        each.post("/signin/code/", {"code": codes[number]})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 4, [settings.SECRET_KEY]
    assert is_in(client)
    assert second_factor.verify(preparer, codes[2]) == "recovery_code"
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(client)  # it was used since, and goes over to the new key
    assert not is_in(idle)


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


@pytest.mark.parametrize("idle", [True, False])
def test_a_session_ends_when_idle_or_after_a_day(client: Client, preparer: User, settings, idle: bool) -> None:
    offer(client)
    if idle:
        last_seen(client, settings.SESSION_IDLE_SECONDS + 1)
    else:
        session = client.session
        session["signed_in_at"] = time.time() - 1 - settings.SESSION_ABSOLUTE_SECONDS
        session.save()
    assert not is_in(client)
    assert Decision.objects.filter(action="sign_out", details__contains="expired").count() == 1


def test_a_session_in_use_goes_on(client: Client, preparer: User) -> None:
    offer(client)
    last_seen(client, 600)
    assert is_in(client)
    assert seen_at(client) > time.time() - 5


def test_noting_the_use_of_a_session_puts_nothing_back(client: Client, preparer: User) -> None:
    offer(client)
    slow, quick = (SessionStore(client.session.session_key) for _request in range(2))
    assert "opened" not in slow
    quick["opened"] = True
    quick.save()
    slow.note_seen()
    assert client.session["opened"] is True


def test_a_session_that_ended_meanwhile_is_not_opened_again_by_its_use(client: Client, preparer: User) -> None:
    offer(client)
    slow = SessionStore(client.session.session_key)
    assert slow["signed_in_at"]
    client.post("/signout/")
    slow.note_seen()
    assert not is_in(client)


@pytest.mark.parametrize("ending", ["/signout/", "/account/sign-out-everywhere/"])
def test_a_cookie_that_somebody_kept_is_worth_nothing_afterwards(client: Client, preparer: User, ending: str) -> None:
    offer(client)
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert is_in(thief)
    client.post(ending)
    assert not is_in(thief)


def last_seen(client: Client, seconds_ago: float) -> None:
    """The session of this browser was last used so long ago."""
    end = timezone.now() + timedelta(seconds=django_settings.SESSION_COOKIE_AGE - seconds_ago)
    Session.objects.filter(session_key=digest(client.session.session_key)).update(expire_date=end)


def seen_at(client: Client) -> float:
    """When it was last used."""
    store = SessionStore(client.session.session_key)
    assert store["signed_in_at"]
    assert store.seen_at is not None
    return store.seen_at


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
