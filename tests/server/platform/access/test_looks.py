"""Every look at people's data is in the log that goes with it, refusals too, and the log holds together."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from server.owning import as_owner
from shebao.server.platform.access import doing, restricting
from shebao.server.platform.access.doing import Looker, ReasonMissing, Refused
from shebao.server.platform.access.models import Look, Override, Restriction
from shebao.server.platform.access.waiting import waiting
from shebao.server.platform.decisions.models import Decision, Seal
from shebao.server.platform.decisions.sealing import seal
from shebao.server.platform.decisions.verification import verify
from shebao.server.platform.people.models import Contact, User
from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.fields import Unreadable

pytestmark = pytest.mark.django_db
Tier = Restriction.Tier


@pytest.fixture
def contacts(tree, member) -> list[Contact]:
    people = [member(None, tree.unit, f"staff-{number}") for number in range(3)]
    return [
        Contact.objects.create(user=user, mail=f"w{number}@example.gov.cn", telephone=f"1380013800{number}")
        for number, user in enumerate(people)
    ]


@pytest.fixture
def by(tree, member) -> Looker:
    return Looker(member("administrator", tree.city), "manage_people", tree.unit, "192.0.2.7", "request-1")


@pytest.fixture
def guard(tree, member):
    """`guard(contact, tier)` restricts that person."""
    setter = member("internal_control", tree.city)
    return lambda contact, tier, **more: restricting.restrict(
        setter, contact.subject, tree.unit, tier, "本单位职工", **more
    )


def test_a_page_of_people_is_one_row_that_names_them_all(by, contacts, tree) -> None:
    shown = doing.masked(by, contacts)
    assert shown[1] == {"mail": "w***@example.gov.cn", "telephone": "138****8001"}
    look = Look.objects.get()
    assert (look.actor, look.kind, look.permission) == (by.person.username, "masked", "manage_people")
    assert look.subjects == [each.subject for each in contacts]
    assert (look.organisation, look.address, look.request) == (tree.unit, "192.0.2.7", "request-1")
    assert look.field_labels == ["邮箱", "电话"]
    assert Look.objects.at(contacts[2].subject).get() == look
    assert doing.masked(by, []) == []
    assert Look.objects.count() == 1


def test_in_clear_for_a_reason_only(by, contacts) -> None:
    for reason in ("", "  查 看 ", "急"):
        with pytest.raises(ReasonMissing, match="须说明理由"):
            doing.opened(by, contacts[0], ["mail"], reason)
    assert not Look.objects.exists()
    assert doing.opened(by, contacts[0], ["mail"], "通知 开会", case="2026-17") == {"mail": "w0@example.gov.cn"}
    look = Look.objects.get()
    assert (look.kind, look.fields, look.reason, look.case) == ("opened", ["mail"], "通知 开会", "2026-17")
    with pytest.raises(ValueError, match="not declared as personal"):
        doing.opened(by, contacts[0], ["user_id"], "通知 开会")


def test_an_export_names_everybody_and_is_masked_unless_it_must_not_be(by, contacts, monkeypatch) -> None:
    monkeypatch.setattr(doing, "_SUBJECTS_OF_A_ROW", 2)
    assert doing.exported(by, contacts, ["telephone"], "报送名册")[0] == {"telephone": "138****8000"}
    assert doing.exported(by, contacts, ["telephone"], "报送名册", clear=True)[2] == {"telephone": "13800138002"}
    looks = Look.objects.order_by("sequence")
    assert [len(look.subjects) for look in looks] == [2, 1, 2, 1]
    assert {look.kind for look in looks} == {"exported"}


def test_what_is_not_logged_is_not_shown(by, contacts, monkeypatch) -> None:
    def fails(entry: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr(doing.log, "append", fails)
    for look in (
        lambda: doing.masked(by, contacts),
        lambda: doing.opened(by, contacts[0], ["mail"], "通知开会"),
        lambda: doing.exported(by, contacts, ["mail"], "报送名册"),
    ):
        with pytest.raises(RuntimeError, match="no log"):
            look()


def test_a_look_goes_with_its_transaction_and_a_refusal_outlives_it(by, contacts, guard) -> None:
    @transaction.atomic
    def undone() -> None:
        doing.masked(by, contacts)
        raise LookupError

    with pytest.raises(LookupError):
        undone()
    assert not Look.objects.exists()
    guard(contacts[0], Tier.PROTECTED)
    with pytest.raises(Refused), doing.refusals_kept(), transaction.atomic():
        doing.opened(by, contacts[0], ["mail"], "通知开会")
    look = Look.objects.get()
    assert (look.kind, look.subjects) == ("refused", [contacts[0].subject])
    assert "通知开会" in look.reason


def test_protected_persons_open_to_those_named_for_it_only(by, contacts, guard, tree, member) -> None:
    guard(contacts[0], Tier.PROTECTED)
    head = Looker(member("agency_head", tree.city), "manage_people", tree.unit)
    assert [each["mail"] for each in doing.masked(by, contacts)] == [doing.WITHHELD, *["w***@example.gov.cn"] * 2]
    assert doing.exported(by, contacts, ["mail"], "报送名册", clear=True)[0] == {"mail": doing.WITHHELD}
    with pytest.raises(Refused, match="只有专人可以查看"):
        doing.opened(by, contacts[0], ["mail"], "领导要求查看")
    assert not Override.objects.exists()
    assert doing.opened(head, contacts[0], ["mail"], "核对身份")["mail"] == "w0@example.gov.cn"


def test_guarded_persons_open_for_a_reason_until_the_exception_ends(by, contacts, guard, monkeypatch) -> None:
    guard(contacts[0], Tier.GUARDED)
    assert doing.masked(by, contacts[:1])[0]["mail"] == doing.WITHHELD
    assert doing.opened(by, contacts[0], ["mail"], "本人来电要求")["mail"] == "w0@example.gov.cn"
    made = Override.objects.get()
    assert made.reason == "本人来电要求"
    assert Decision.objects.get(action="restriction_overridden").subject == contacts[0].subject
    assert doing.masked(by, contacts[:1])[0]["mail"] == "w***@example.gov.cn"
    later = timezone.now() + restricting.OVERRIDE + dt.timedelta(minutes=1)
    monkeypatch.setattr(restricting.timezone, "now", lambda: later)
    assert doing.masked(by, contacts[:1])[0]["mail"] == doing.WITHHELD


def test_a_restriction_takes_two_to_last_and_two_to_end(by, contacts, guard, tree, member) -> None:
    held = guard(contacts[0], Tier.GUARDED)
    other = member("agency_head", tree.city)
    assert held.until is not None, "it holds at once, and ends where nobody agrees"
    assert [work.task for work in waiting(other, None).mine] == ["确认受限人员"]
    assert waiting(held.set_by, None).mine == ()
    with pytest.raises(restricting.Standing, match="另一人"):
        restricting.agree(held.set_by, held)
    restricting.agree(other, held)
    held.refresh_from_db()
    assert (held.until, held.agreed_by) == (None, other)
    with pytest.raises(restricting.Standing, match="先由一人申请"):
        restricting.lift(other, held)
    restricting.ask_to_lift(other, held, "已离职")
    with pytest.raises(restricting.Standing, match="另一人"):
        restricting.lift(other, held)
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.filter(pk=held.pk).update(lifted_by=other, lifted_at=timezone.now())
    restricting.lift(held.set_by, held)
    assert restricting.barred(by.person, [contacts[0].subject]) == {}
    assert Decision.objects.filter(action="restriction_lifted").count() == 1


def test_who_set_a_restriction_neither_loosens_nor_ends_it_alone(contacts, guard) -> None:
    held = guard(contacts[0], Tier.GUARDED)
    guard(contacts[0], Tier.PROTECTED)
    held.refresh_from_db()
    assert held.tier == Tier.PROTECTED, "stricter it becomes at once"
    with pytest.raises(restricting.Standing, match="放宽"):
        guard(contacts[0], Tier.GUARDED)
    with pytest.raises(restricting.Standing, match="另一人"):
        restricting.lift(held.set_by, held)
    assert restricting.barred(held.set_by, [contacts[0].subject])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM access_restriction",
        "UPDATE access_restriction SET tier = 'guarded'",
        "UPDATE access_restriction SET until = now()",
        "UPDATE access_restriction SET subject = 'people.user:0'",
        "UPDATE access_restriction SET set_by_id = agreed_by_id",
        "UPDATE access_restriction SET agreed_by_id = NULL",
    ],
)
def test_nor_does_the_database_let_the_application(contacts, guard, tree, member, statement: str) -> None:
    restricting.agree(member("agency_head", tree.city), guard(contacts[0], Tier.PROTECTED))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Restriction.objects.in_force().get().tier == Tier.PROTECTED


def test_what_another_asked_for_holds_as_asked_and_may_be_looser(contacts, guard, tree, member) -> None:
    held = guard(contacts[0], Tier.PROTECTED)
    other = member("agency_head", tree.city)
    given = (contacts[0].subject, tree.unit, Tier.GUARDED, "只需限时")
    with pytest.raises(restricting.Standing):
        restricting.restrict(other, *given, asked_by=other)
    made = restricting.restrict(other, *given, asked_by=held.set_by)
    assert (made.tier, made.until, made.set_by, made.agreed_by) == (Tier.GUARDED, None, held.set_by, other)
    restricting.lift(held.set_by, made, asked_by=other)
    assert not Restriction.objects.in_force().exists()


def test_a_restriction_is_over_on_its_day_and_may_be_set_again(by, contacts, guard) -> None:
    guard(contacts[1], Tier.PROTECTED, until=timezone.now() - dt.timedelta(seconds=1))
    assert restricting.barred(by.person, [contacts[1].subject]) == {}


def test_who_is_out_of_scope_does_not_exist_but_the_attempt_does(by, tree, member) -> None:
    outside = member(None, tree.other_unit)
    scope = User.objects.in_scope(member("administrator", tree.bureau), "manage_people")
    with pytest.raises(Refused) as refused:
        doing.one(by, scope, User, outside.pk)
    assert refused.value.hidden
    assert refused.value.look.subjects == [f"people.user:{outside.pk}"]
    with pytest.raises(User.DoesNotExist):
        doing.one(by, scope, User, 0)


def test_what_does_not_open_is_not_shown(by, contacts) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_contact SET mail = '1.x.yyyy' WHERE user_id = %s", [contacts[0].pk])
    ring.forget()
    with pytest.raises(Unreadable):
        doing.masked(by, [Contact.objects.get(pk=contacts[0].pk)])


def test_the_log_of_looks_is_chained_sealed_and_verified_with_the_decisions(by, contacts) -> None:
    for _number in range(3):
        doing.masked(by, contacts)
    seal()
    result = verify()
    assert result.intact
    chain = Look.objects.first().chain
    assert Seal.objects.get().heads[chain][0] == 3
    assert any(head.chain == chain and "个人信息查看记录" in head.name for head in result.heads)


@pytest.mark.parametrize(
    "statement", ["UPDATE access_look SET actor = 'x'", "DELETE FROM access_look", "TRUNCATE access_look"]
)
def test_the_application_cannot_change_it(by, contacts, statement: str) -> None:
    doing.masked(by, contacts)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE access_look SET subjects = '{people.user:0}' WHERE number = 2", "内容与它的摘要不符"),
        ("DELETE FROM access_look WHERE number = 2", "中间的记录被删掉了"),
        ("DELETE FROM access_look WHERE number = 3", "末尾的记录被删掉了"),
    ],
)
def test_whoever_can_is_found_out(by, contacts, statement: str, message: str) -> None:
    for _number in range(3):
        doing.masked(by, contacts)
    seal()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_look DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE access_look ENABLE TRIGGER USER")
    result = verify()
    assert not result.intact
    assert message in result.reason
    assert "个人信息查看记录" in result.broken_name
