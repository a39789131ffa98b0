"""No administrator becomes somebody who decides: two people, a waiting time, and the person concerned may object."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people import administration, notices, resets, second_factor
from shebao.server.platform.people.administration import Refused
from shebao.server.platform.people.models import Contact, Reset, User
from shebao.server.platform.people.waiting import of_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(tree: Any, member: Any) -> User:
    user: User = member("finance_reviewer", tree.city, "reviewer")
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    second_factor.device_to_enrol(user).__class__.objects.filter(user=user).update(confirmed=True)
    user.refresh_from_db()
    return user


@pytest.fixture
def two(tree: Any, member: Any) -> tuple[User, User]:
    return member("administrator", tree.city, "first"), member("administrator", tree.city, "second")


def pass_the_waiting_time() -> None:
    Reset.objects.update(due_at=F("due_at") - timedelta(days=8))


def test_one_administrator_alone_gets_nowhere(reviewer: User, two: tuple[User, User]) -> None:
    first, _second = two
    for act in (administration.reset_second_factor, administration.invite, administration.give_initial_password):
        with pytest.raises(Refused, match="两人"):
            act(first, reviewer)
    reset = resets.ask(first, reviewer, "second_factor", "电话核实")
    for person in (first, reviewer):
        with pytest.raises(Refused):
            resets.confirm(person, reset)
    pass_the_waiting_time()
    with pytest.raises(Refused):
        resets.perform(first, reset)
    assert second_factor.is_enrolled(reviewer)


def test_taking_the_role_away_first_is_no_way_round(reviewer: User, two: tuple[User, User]) -> None:
    first, _second = two
    administration.revoke(first, reviewer.memberships.get())
    with pytest.raises(Refused, match="两人"):
        administration.reset_second_factor(first, User.objects.get(pk=reviewer.pk))


def test_two_and_the_waiting_time_do(reviewer: User, two: tuple[User, User]) -> None:
    first, second = two
    reset = resets.ask(first, reviewer, "second_factor", "电话核实")
    waiting = resets.confirm(second, reset)
    assert timezone.now() + timedelta(hours=23) < waiting.due_at < timezone.now() + timedelta(hours=25)
    with pytest.raises(Refused, match="等待期"):
        resets.perform(first, reset)
    pass_the_waiting_time()
    assert resets.perform(first, reset) is None
    assert not second_factor.is_enrolled(reviewer)
    actions = list(Decision.objects.filter(subject=f"people.user:{reviewer.pk}").values_list("action", flat=True))
    assert sorted(actions) == ["reset_asked", "reset_confirmed", "second_factor_reset"]


def test_a_password_is_reset_by_a_link_at_the_end(reviewer: User, two: tuple[User, User]) -> None:
    first, second = two
    resets.confirm(second, reset := resets.ask(first, reviewer, "password", "电话核实"))
    pass_the_waiting_time()
    link = resets.perform(second, reset)
    assert link is not None
    assert Client().get("/invitation/{}/{}/".format(*link)).status_code == 200


def test_after_a_reset_the_account_decides_nothing_for_a_while(
    reviewer: User, two: tuple[User, User], tree: Any
) -> None:
    first, second = two
    held = {*reviewer.permissions_at(tree.city)}
    assert any(each.decides for each in held)
    resets.confirm(second, reset := resets.ask(first, reviewer, "second_factor", "电话核实"))
    pass_the_waiting_time()
    resets.perform(first, reset)
    cooling = User.objects.get(pk=reviewer.pk)
    assert cooling.permissions_at(tree.city) == {each for each in held if not each.decides}
    assert not any(cooling.has_permission(each) for each in held if each.decides)
    User.objects.filter(pk=reviewer.pk).update(cools_until=timezone.now())
    assert User.objects.get(pk=reviewer.pk).permissions_at(tree.city) == held


def test_the_person_is_told_by_mail_and_in_the_inbox(
    reviewer: User, two: tuple[User, User], settings: Any, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = two
    Contact(user=reviewer, mail="reviewer@example.gov.cn").save(force_insert=True)
    settings.EMAIL_HOST, today = "mail.example.gov.cn", timezone.localdate()
    with django_capture_on_commit_callbacks(execute=True):
        reset = resets.ask(first, reviewer, "second_factor", "电话核实")
    waiting = ProcrastinateJob.objects.get(task_name="people.mail_one")
    notices.mail(**waiting.args)
    (told,) = mailoutbox
    assert told.to == ["reviewer@example.gov.cn"]
    assert "申请重置您账号的" in told.body
    assert reviewer.username not in told.body
    assert [work.task for work in of_accounts(reviewer, today).mine] == ["阻止或等待账号重置"]
    assert [work.task for work in of_accounts(second, today).mine] == ["确认账号重置"]
    assert of_accounts(first, today).mine == ()
    resets.confirm(second, reset)
    assert of_accounts(second, today).mine == ()


def test_the_person_is_told_and_may_object(reviewer: User, two: tuple[User, User]) -> None:
    first, second = two
    resets.confirm(second, resets.ask(first, reviewer, "password", "电话核实"))
    second_factor.remove(reviewer)
    client = Client()
    client.post("/signin/", {"username": "reviewer", "password": "Zhenjiu-7-qiao-dong"})
    page = client.get("/account/").content.decode()
    assert "申请重置您的口令" in page
    reset = Reset.objects.get()
    client.post(f"/account/resets/{reset.pk}/object/")
    pass_the_waiting_time()
    with pytest.raises(Refused):
        resets.perform(first, reset)
    assert Reset.objects.get().state == "objected"


def test_who_approves_grants_may_be_the_second_one(
    reviewer: User, two: tuple[User, User], member: Any, tree: Any
) -> None:
    first, second = two
    administration.deactivate(first, second)
    head = member("agency_head", tree.city, "head")
    reset = resets.ask(first, reviewer, "second_factor", "电话核实")
    assert reset.state == "asked"
    assert resets.confirm(head, reset).state == "waiting"


def test_where_there_is_nobody_else_the_waiting_time_remains(reviewer: User, two: tuple[User, User]) -> None:
    first, second = two
    administration.deactivate(first, second)
    reset = resets.ask(first, reviewer, "second_factor", "电话核实")
    with pytest.raises(Refused, match="等待期"):
        resets.perform(first, reset)


def test_another_district_neither_confirms_nor_sees(
    reviewer: User, two: tuple[User, User], member: Any, tree: Any
) -> None:
    other = member("administrator", tree.district, "district")
    reset = resets.ask(two[0], reviewer, "password", "电话核实")
    with pytest.raises(Refused):
        resets.confirm(other, reset)


def test_who_decides_nothing_is_helped_at_once(tree: Any, member: Any, two: tuple[User, User]) -> None:
    user = member("preparer", tree.unit, "plain")
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    user.refresh_from_db()
    administration.reset_second_factor(two[0], user)
    assert administration.give_initial_password(two[0], user)


def test_the_database_refuses_one_person_for_two(reviewer: User, two: tuple[User, User]) -> None:
    reset = resets.ask(two[0], reviewer, "password", "电话核实")
    for person in (two[0], reviewer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reset.objects.filter(pk=reset.pk).update(confirmed_by=person)


def test_the_steps_are_offered_to_whom_they_are_open(reviewer: User, two: tuple[User, User], sign_in: Any) -> None:
    first, second = two
    client = sign_in(first)
    client.post(f"/admin/people/{reviewer.pk}/resets/", {"what": "second_factor", "reason": "电话核实"})
    reset = Reset.objects.get()
    assert "确认</button>" not in client.get("/admin/grants/").content.decode()
    other = sign_in(second)
    assert "确认</button>" in other.get("/admin/grants/").content.decode()
    other.post(f"/admin/resets/{reset.pk}/confirm/")
    pass_the_waiting_time()
    assert "办理重置" in client.get("/admin/grants/").content.decode()
    client.post(f"/admin/resets/{reset.pk}/perform/")
    assert not second_factor.is_enrolled(reviewer)
    assert client.get(f"/admin/people/{reviewer.pk}/").status_code == 200
