"""Administering people: within one's scope, never beyond it, never without an administrator left."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from shebao.server.accountability.unit_years.declares import APPROVE, EDIT_UNIT_YEAR, REVIEW
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.organisations import relocating
from shebao.server.platform.organisations.models import Relocation
from shebao.server.platform.people import administration, second_factor
from shebao.server.platform.people.models import Membership, User

pytestmark = pytest.mark.django_db
PASSWORD = "Zhenjiu-7-qiao-dong"
NEW = "Xinde-kouling-2026"


@pytest.fixture
def city_admin(tree, member) -> User:
    return member("administrator", tree.city, "city-admin")


@pytest.fixture
def district_admin(tree, member, city_admin) -> User:
    return member("administrator", tree.district, "district-admin")


def test_from_creation_to_the_first_sign_in(tree, district_admin, sign_in) -> None:
    admin = sign_in(district_admin)
    made = admin.post(
        "/admin/people/new/", {"username": "XinRen", "display_name": "测试-新人", "organisation": tree.unit.pk}
    )
    user = User.objects.get(username="xinren")
    assert made["Location"] == f"/admin/people/{user.pk}/"
    assert Client().post("/signin/", {"username": "xinren", "password": ""}).status_code == 200
    admin.post(f"/admin/people/{user.pk}/roles/", {"role": "preparer", "at": tree.unit.pk})
    page = admin.post(f"/admin/people/{user.pk}/invite/", {"by": "link"}).content.decode()
    link = re.search(r"http://testserver(/invitation/[^<]+)", page)[1]
    stranger = Client()
    assert "测试-新人" in stranger.get(link).content.decode()
    weak = stranger.post(link, {"password": "12345", "again": "12345"})
    assert weak.status_code == 200
    assert stranger.post(link, {"password": NEW, "again": NEW})["Location"] == "/signin/"
    assert stranger.get(link).status_code == 404
    assert stranger.post("/signin/", {"username": "XINREN", "password": NEW})["Location"] == "/inbox/"
    actions = set(Decision.objects.values_list("action", flat=True))
    assert {"user_created", "role_granted", "user_invited", "password_changed", "sign_in"} <= actions


def test_an_initial_password_works_once_and_must_be_changed(tree, district_admin, member, sign_in) -> None:
    user = member("preparer", tree.unit)
    page = sign_in(district_admin).post(f"/admin/people/{user.pk}/invite/", {"by": "password"}).content.decode()
    initial = re.search(r'class="secret">([^<]+)<', page)[1]
    client = Client()
    client.post("/signin/", {"username": user.username, "password": initial})
    assert client.get("/account/")["Location"] == "/account/password/"
    client.post("/account/password/", {"present": initial, "password": NEW, "again": NEW})
    assert client.get("/account/").status_code == 200


def test_a_newer_link_voids_the_older(tree, city_admin, member) -> None:
    from shebao.server.platform.people.passwords import invited

    user = member("preparer", tree.unit)
    first = administration.invite(city_admin, user)
    second = administration.invite(city_admin, user)
    assert invited(*first) is None
    assert invited(*second) == user
    administration.deactivate(city_admin, user)
    assert invited(*second) is None


@pytest.mark.parametrize(
    ("uid", "token"), [("x", "y"), ("MQ", "a-b"), ("OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "x"), ("💥", "x")]
)
def test_an_invented_link_is_void(uid: str, token: str) -> None:
    assert Client().get(f"/invitation/{uid}/{token}/").status_code == 404


def test_the_list_shows_the_scope_only(tree, district_admin, member, sign_in) -> None:
    member("preparer", tree.unit, "inside")
    member("preparer", tree.other_unit, "outside")
    page = sign_in(district_admin).get("/admin/people/").content.decode()
    assert "inside" in page
    assert "outside" not in page
    assert "city-admin" not in page


def test_the_list_needs_as_many_queries_for_many_people(
    tree, district_admin, member, sign_in, django_assert_max_num_queries
) -> None:
    for number in range(30):
        member("preparer", tree.unit, f"person-{number}")
    client = sign_in(district_admin)
    with django_assert_max_num_queries(10):
        client.get("/admin/people/")


@pytest.mark.parametrize("where", ["city", "other_district", "other_unit"])
def test_no_role_beyond_ones_scope(tree, district_admin, member, sign_in, where: str) -> None:
    user = member(None, tree.unit)
    response = sign_in(district_admin).post(
        f"/admin/people/{user.pk}/roles/", {"role": "preparer", "at": getattr(tree, where).pk}
    )
    assert response.status_code == 200
    with pytest.raises(administration.Refused):
        administration.grant(district_admin, user, "preparer", getattr(tree, where))
    assert not user.memberships.exists()


def test_nobody_changes_their_own_account(tree, district_admin, sign_in) -> None:
    client = sign_in(district_admin)
    held = district_admin.memberships.get()
    client.post(f"/admin/people/{district_admin.pk}/roles/", {"role": "finance_reviewer", "at": tree.unit.pk})
    client.post(f"/admin/people/{district_admin.pk}/roles/{held.pk}/revoke/")
    client.post(f"/admin/people/{district_admin.pk}/active/", {"active": "0"})
    client.post(f"/admin/people/{district_admin.pk}/second-factor/")
    client.post(f"/admin/people/{district_admin.pk}/invite/", {"by": "password"})
    district_admin.refresh_from_db()
    assert district_admin.is_active
    assert list(district_admin.memberships.all()) == [held]
    assert district_admin.check_password(PASSWORD)


def test_an_account_with_a_role_above_cannot_be_taken_over_from_below(tree, district_admin, member, sign_in) -> None:
    """Resetting a password would be acting with roles that the administrator cannot give."""
    user = member("preparer", tree.unit)
    Membership.objects.create(user=user, organisation=tree.city, role="finance_reviewer")
    client = sign_in(district_admin)
    page = client.get(f"/admin/people/{user.pk}/").content.decode()
    assert "管理范围以外" in page
    for action in ("invite", "second-factor", "active"):
        client.post(f"/admin/people/{user.pk}/{action}/", {"by": "password"})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.is_active
    assert user.memberships.count() == 2


def test_who_administers_decides_nothing_else(tree, city_admin, member) -> None:
    preparer = member("preparer", tree.unit)
    administrator = member("administrator", tree.unit)
    with pytest.raises(administration.Refused, match="兼任"):
        administration.grant(city_admin, preparer, "administrator", tree.unit)
    with pytest.raises(administration.Refused, match="兼任"):
        administration.grant(city_admin, administrator, "finance_reviewer", tree.city)


def test_the_last_administrator_stays(tree, city_admin, member) -> None:
    """Two who remove each other at the same moment: the second still believes to be an administrator."""
    second = member("administrator", tree.city, "second-admin")
    believing = User.objects.get(pk=city_admin.pk)
    assert believing.roles
    administration.deactivate(second, city_admin)
    with pytest.raises(administration.Refused, match="最后一位管理员"):
        administration.deactivate(believing, second)
    with pytest.raises(administration.Refused, match="最后一位管理员"):
        administration.revoke(believing, second.memberships.get())
    assert second.memberships.exists()


def test_a_closed_account_is_out_at_once(tree, district_admin, member, sign_in) -> None:
    user = member("preparer", tree.unit)
    client = sign_in(user)
    assert client.get("/account/").status_code == 200
    administration.deactivate(district_admin, user)
    assert client.get("/account/").status_code == 302
    administration.activate(district_admin, user)
    assert client.get("/account/").status_code == 302
    assert Client().post("/signin/", {"username": user.username, "password": PASSWORD}).status_code == 302


def test_a_role_taken_away_is_gone_at_once(tree, district_admin, member, sign_in) -> None:
    user = member("auditor", tree.unit)
    client = sign_in(user)
    assert client.get("/admin/log/").status_code == 200
    administration.revoke(district_admin, user.memberships.get())
    assert client.get("/admin/log/").status_code == 403


def test_a_reset_second_factor_ends_the_sessions(tree, district_admin, member, sign_in) -> None:
    user = member("preparer", tree.unit)
    second_factor.device_to_enrol(user)
    client = sign_in(user)
    administration.reset_second_factor(district_admin, user)
    assert client.get("/account/").status_code == 302
    assert second_factor.device_of(user) is None


def test_roles_reach_down_and_not_up_or_sideways(tree, member) -> None:
    reviewer = member("department_reviewer", tree.bureau)
    assert set(reviewer.organisations(REVIEW)) == {tree.bureau, tree.unit, tree.sibling}
    assert not reviewer.organisations(APPROVE).exists()
    assert reviewer.has_permission_at(REVIEW, tree.unit)
    assert not reviewer.has_permission_at(REVIEW, tree.district)


def test_roles_at_a_closed_organisation_rest(tree, member, city_admin) -> None:
    from shebao.server.platform.organisations.administration import set_active

    user = member("preparer", tree.unit)
    set_active(city_admin, tree.unit, active=False)
    assert not User.objects.get(pk=user.pk).has_permission(EDIT_UNIT_YEAR)


def test_organisations_move_only_within_ones_scope(tree, district_admin, member, sign_in) -> None:
    client = sign_in(district_admin)

    def ask(organisation, parent) -> None:
        client.post(f"/admin/organisations/{organisation.pk}/move/", {"parent": parent.pk, "reason": "机构改革"})

    ask(tree.unit, tree.other_bureau)
    ask(tree.district, tree.other_district)
    assert not Relocation.objects.exists()
    ask(tree.unit, tree.district)
    relocating.confirm(member("administrator", tree.district, "second"), Relocation.objects.get())
    tree.unit.refresh_from_db()
    assert tree.unit.parent == tree.district


def test_passwords_that_are_weak_or_were_used_are_refused(tree, member, sign_in) -> None:
    user = member("preparer", tree.unit, "wanghua.social")
    client, present = sign_in(user), PASSWORD
    for weak in ("short1", "password123", "1234567890123", "wanghua.social", PASSWORD):
        response = client.post("/account/password/", {"present": present, "password": weak, "again": weak})
        assert response.status_code == 200, weak
    for new in (NEW, "Di-er-ge-kouling", "Di-san-ge-kouling"):
        assert client.post("/account/password/", {"present": present, "password": new, "again": new}).status_code == 302
        present = new
    refused = client.post("/account/password/", {"present": present, "password": PASSWORD, "again": PASSWORD})
    assert "用过的口令" in refused.content.decode()


def test_why_a_password_is_refused_is_said_in_chinese(tree, member, sign_in) -> None:
    client = sign_in(member("preparer", tree.unit, "wanghua.social"))
    for weak, words in (
        ("a1b2", "至少要 10 个字符"),
        ("password123", "很多人在用"),
        ("8261940375512", "不能全是数字"),
        ("wanghua.socia1", "太像"),
    ):
        page = client.post(
            "/account/password/", {"present": PASSWORD, "password": weak, "again": weak}
        ).content.decode()
        assert words in page
        assert "password is" not in page


def test_guessing_the_password_in_an_open_session_locks(tree, member, sign_in) -> None:
    client = sign_in(member("preparer", tree.unit))
    answers = [
        client.post("/account/password/", {"present": "wrong", "password": NEW, "again": NEW}).status_code
        for _attempt in range(6)
    ]
    assert answers[-1] == 429


def test_the_first_administrator_is_made_on_the_command_line(db) -> None:
    from io import StringIO

    from django.core.management import CommandError, call_command

    out = StringIO()
    call_command("create_administrator", "新市", "Root.Admin", stdout=out)
    password = re.search(r"初始口令：(\S+)", out.getvalue())[1]
    client = Client()
    client.post("/signin/", {"username": "root.admin", "password": password})
    assert client.get("/admin/people/")["Location"] == "/account/password/"
    with pytest.raises(CommandError, match="已经有人用了"):
        call_command("create_administrator", "新市", "root.admin", stdout=StringIO())
    with pytest.raises(CommandError, match="用户名只能"):
        call_command("create_administrator", "又一市", "a b", stdout=StringIO())


@pytest.mark.parametrize(
    ("appointer", "role", "place", "allowed"),
    [
        ("unit", "preparer", "unit", True),
        ("unit", "department_reviewer", "unit", False),
        ("unit", "finance_reviewer", "unit", False),
        ("bureau", "department_reviewer", "unit", True),
        ("bureau", "department_reviewer", "bureau", True),
        ("bureau", "finance_reviewer", "bureau", False),
        ("bureau", "finance_reviewer", "unit", False),
        ("district", "finance_reviewer", "district", True),
        ("city", "finance_reviewer", "unit", True),
    ],
)
def test_nobody_appoints_who_reviews_their_own_accounts(
    tree, member, sign_in, appointer: str, role: str, place: str, allowed: bool
) -> None:
    admin = member("administrator", getattr(tree, appointer), "appointer")
    colleague = member(None, getattr(tree, place), "colleague")
    answer = sign_in(admin).post(f"/admin/people/{colleague.pk}/roles/", {"role": role, "at": getattr(tree, place).pk})
    assert answer.status_code == (302 if allowed else 200)
    assert colleague.memberships.filter(role=role).exists() is allowed
    assert allowed or "由上级的管理员授予" in answer.content.decode()
