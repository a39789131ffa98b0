"""How staff are reached: masked on their page, in clear for a reason, and whose data it is sees who looked."""

from __future__ import annotations

import pytest
from django.db import connection

from shebao.server.platform.access import restricting
from shebao.server.platform.access.models import Look, Restriction
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people.models import Contact

pytestmark = pytest.mark.django_db
CONTACT = {"mail": "wang.wu@example.gov.cn", "telephone": "138 0013 8000"}


@pytest.fixture
def colleague(tree, member):
    user = member("preparer", tree.unit)
    Contact.objects.create(user=user, **CONTACT)
    return user


@pytest.fixture
def administrator(tree, member, sign_in):
    return sign_in(member("administrator", tree.city))


def test_the_page_shows_it_masked_and_says_who_looked(colleague, administrator, sign_in) -> None:
    page = administrator.get(f"/admin/people/{colleague.pk}/").content.decode()
    assert "w***@example.gov.cn" in page
    assert "138****8000" in page
    assert "wang.wu" not in page
    assert "13800138000" not in page.replace(" ", "")
    own = sign_in(colleague).get("/account/").content.decode()
    assert "administrator-" in own.partition("谁看过我的资料")[2]


def test_in_clear_for_a_reason_once(colleague, administrator, sign_in) -> None:
    address = f"/admin/people/{colleague.pk}/contact/open/"
    assert "wang.wu" not in administrator.post(address, {"reason": "急"}, follow=True).content.decode()
    answer = administrator.post(address, {"reason": "通知他来开会"})
    assert "wang.wu@example.gov.cn" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "wang.wu" not in administrator.get(f"/admin/people/{colleague.pk}/").content.decode()
    assert "通知他来开会" in sign_in(colleague).get("/account/").content.decode()


def test_who_is_outside_the_scope_is_not_there_and_the_attempt_is_written_down(tree, member, sign_in) -> None:
    outside = member(None, tree.other_unit)
    Contact.objects.create(user=outside, **CONTACT)
    client = sign_in(member("administrator", tree.bureau, "guanli-jia"))
    assert client.get(f"/admin/people/{outside.pk}/").status_code == 404
    look = Look.objects.get(kind="refused")
    assert (look.actor, look.subjects) == ("guanli-jia", [f"people.user:{outside.pk}"])
    assert client.get("/admin/people/999999/").status_code == 404
    assert Look.objects.count() == 1


def test_a_protected_colleague_is_withheld_and_the_refusal_kept(colleague, administrator, tree, member) -> None:
    restricting.restrict(
        member("internal_control", tree.city), f"people.user:{colleague.pk}", tree.unit, "protected", "受保护"
    )
    assert "w***@" not in administrator.get(f"/admin/people/{colleague.pk}/").content.decode()
    answer = administrator.post(f"/admin/people/{colleague.pk}/contact/open/", {"reason": "想看一看"})
    assert answer.status_code == 403
    assert "已经记录" in answer.content.decode()
    assert Look.objects.get(kind="refused").reason.endswith("（所说理由：想看一看）")


def test_what_changes_is_logged_by_name_and_never_by_value(colleague, administrator) -> None:
    administrator.post(f"/admin/people/{colleague.pk}/contact/", {"telephone": "13900139000"})
    contact = Contact.objects.get()
    assert (contact.mail.open(), contact.telephone.open()) == (CONTACT["mail"], "13900139000")
    record = Decision.objects.get(action="contact_changed")
    assert record.pairs == [("栏目", "电话")]
    administrator.post(f"/admin/people/{colleague.pk}/contact/", {"clear": "on"})
    assert (Contact.objects.get().mail, Contact.objects.get().telephone) == (None, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(details, '') FROM decisions_decision")
        assert "139" not in cursor.fetchone()[0]


def test_wrong_ones_are_refused_with_a_reason(colleague, administrator) -> None:
    for given in ({"mail": "not a mail"}, {"telephone": "12"}, {"telephone": "ab1234567"}, {}):
        page = administrator.post(f"/admin/people/{colleague.pk}/contact/", given, follow=True).content.decode()
        assert "alert" in page
    assert Contact.objects.get().telephone.open() == CONTACT["telephone"]


def test_everybody_keeps_their_own(colleague, sign_in) -> None:
    client = sign_in(colleague)
    client.post("/account/contact/", {"mail": "new@example.gov.cn"})
    assert Contact.objects.get().mail.open() == "new@example.gov.cn"
    assert "n***@example.gov.cn" in client.get("/account/").content.decode()


def test_internal_control_restricts_and_lifts_within_its_scope(colleague, tree, member, sign_in) -> None:
    client = sign_in(member("internal_control", tree.bureau))
    member(None, tree.other_unit, "waibu")
    page = client.post("/admin/people/restricted/", {"username": "waibu", "tier": "guarded", "reason": "工作人员亲属"})
    assert "您的范围内没有这个用户名" in page.content.decode()
    given = {"username": colleague.username, "tier": "guarded", "why": "relative", "reason": "工作人员亲属"}
    client.post("/admin/people/restricted/", given)
    held = Restriction.objects.get()
    assert "待另一人确认" in client.get("/admin/people/restricted/").content.decode()
    address = f"/admin/people/restricted/{held.pk}"
    assert "另一人" in client.post(f"{address}/agree/", follow=True).content.decode()
    second = sign_in(member("agency_head", tree.city))
    assert str(colleague) in second.get("/admin/people/restricted/").content.decode()
    second.post(f"{address}/agree/")
    client.post(f"{address}/ask/", {"reason": "已离职"})
    client.post(f"{address}/lift/")
    assert Restriction.objects.in_force().exists()
    second.post(f"{address}/lift/")
    assert not Restriction.objects.in_force().exists()


def test_the_log_of_looks_is_searched_within_scope(colleague, administrator, tree, member, sign_in) -> None:
    administrator.get(f"/admin/people/{colleague.pk}/")
    inside, outside = (sign_in(member("internal_control", place)) for place in (tree.bureau, tree.other_bureau))
    found = inside.get("/admin/looks/", {"subject": f"people.user:{colleague.pk}", "kind": "masked"}).content.decode()
    assert "脱敏查看" in found.partition("<tbody>")[2]
    assert "没有符合条件的记录" in inside.get("/admin/looks/", {"actor": "nobody"}).content.decode()
    assert "没有符合条件的记录" in outside.get("/admin/looks/").content.decode()
