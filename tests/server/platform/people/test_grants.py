"""A grant is asked for, reviewed by internal control and approved by the head; roles in force are checked every year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people import administration, granting, roles
from shebao.server.platform.people.administration import Refused
from shebao.server.platform.people.grants import TRANSITIONS, Act, Situation, State
from shebao.server.platform.people.models import Check, Grant, Membership, User
from shebao.workflow import Request, refusals

pytestmark = pytest.mark.django_db


@dataclass
class Office:
    """A city whose grants are reviewed and approved, and a colleague at a unit without a role."""

    tree: Any
    administrator: User
    control: User
    head: User
    colleague: User

    def asked(self, role: str = "preparer") -> Grant:
        """A request for a role of the colleague."""
        return granting.ask(self.administrator, self.colleague, role, self.tree.unit, "接替退休人员")

    def act(self, who: User, grant: Grant, act: Act, words: str = "") -> Grant:
        """Somebody takes a step, having seen the request as it is."""
        grant.refresh_from_db()
        return granting.perform(who, grant, act, {"seen_state": grant.state, "words": words})


@pytest.fixture
def office(tree, member) -> Office:
    return Office(
        tree,
        member("administrator", tree.city),
        member("internal_control", tree.city),
        member("agency_head", tree.city),
        member(None, tree.unit, "colleague"),
    )


def test_an_installation_begins_with_one_administrator_who_gives_roles(tree, member) -> None:
    """Until there are people who review and approve, grants are made as ever; from then on they are asked for."""
    administrator = member("administrator", tree.city)
    for number, role in enumerate(("internal_control", "agency_head")):
        assert not administration.needs_approval(tree.unit)
        administration.grant(administrator, member(None, tree.city, f"colleague{number}"), role, tree.city)
    assert administration.needs_approval(tree.unit)
    with pytest.raises(Refused, match="申请"):
        administration.grant(administrator, member(None, tree.unit, "another"), "preparer", tree.unit)


def test_one_person_who_could_do_both_is_nobody_who_approves(tree, member) -> None:
    alone = member("internal_control", tree.city)
    Membership.objects.create(user=alone, organisation=tree.city, role="agency_head")
    assert not administration.needs_approval(tree.unit)


def test_a_role_is_held_after_the_last_step_and_not_before(office) -> None:
    grant = office.asked()
    assert not office.colleague.memberships.exists()
    office.act(office.control, grant, Act.REVIEW)
    assert not office.colleague.memberships.exists()
    done = office.act(office.head, grant, Act.APPROVE)
    assert (done.state, done.membership) == (State.APPROVED, office.colleague.memberships.get())
    log = Decision.objects.filter(subject=f"people.user:{office.colleague.pk}").order_by("sequence")
    actors = [office.administrator.username, office.control.username, office.head.username]
    assert list(log.values_list("actor", flat=True)) == actors
    assert [record.action for record in log] == ["grant_asked", "grant_reviewed", "role_granted"]


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("state", list(State))
def test_every_step_in_every_state_for_every_role(act: Act, state: State) -> None:
    """Exactly what the table says: the state, the role, and three people who are not the one concerned."""
    asker, controller, head, concerned = 1, 2, 3, 4
    situation = Situation(state, asker, None if state is State.ASKED else controller, concerned)
    able = {Act.REVIEW: "internal_control", Act.DECLINE: "internal_control"}
    able |= {Act.APPROVE: "agency_head", Act.REFUSE: "agency_head", Act.WITHDRAW: "administrator"}
    for role, person in {"administrator": asker, "internal_control": controller, "agency_head": head}.items():
        permissions = frozenset(map(str, roles.permissions_of(role)))
        for who in (person, concerned):
            request = Request(who, permissions, state, 1, timezone.localdate(), {"words": "原因"})
            itself = who == concerned and act is not Act.WITHDRAW
            may = state in TRANSITIONS[act].sources and role == able[act] and not itself
            assert (not refusals(TRANSITIONS[act], situation, request)) is may, (role, who)


def test_nobody_decides_on_their_own_role_nor_twice(office, member, tree) -> None:
    """The colleague reviews grants elsewhere; the reviewer may approve too: neither helps."""
    office.colleague = member("internal_control", tree.unit, "controller-of-the-unit")
    grant = granting.ask(office.administrator, office.colleague, "internal_control", tree.bureau, "轮岗")
    Membership.objects.create(user=office.colleague, organisation=tree.city, role="internal_control")
    with pytest.raises(Refused, match="不能审查或批准自己的申请"):
        office.act(User.objects.get(pk=office.colleague.pk), grant, Act.REVIEW)
    office.act(office.control, grant, Act.REVIEW)
    Membership.objects.create(user=office.control, organisation=tree.city, role="agency_head")
    with pytest.raises(Refused, match="不能再由您批准"):
        office.act(User.objects.get(pk=office.control.pk), grant, Act.APPROVE)


def test_three_eyes_are_a_constraint_of_the_database(office) -> None:
    grant = office.asked()
    for same in (
        {"reviewed_by": office.head},
        {"reviewed_by": office.administrator},
        {"reviewed_by": office.colleague},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(state="approved", decided_by=office.head, **same)


def test_a_refusal_says_why_and_a_step_needs_what_was_seen(office) -> None:
    grant = office.asked()
    with pytest.raises(Refused, match="原因"):
        office.act(office.control, grant, Act.DECLINE)
    with pytest.raises(Refused, match="已有变化"):
        granting.perform(office.control, grant, Act.REVIEW, {"seen_state": "reviewed"})
    assert office.act(office.control, grant, Act.DECLINE, "岗位已有人").review_words == "岗位已有人"


def test_a_request_is_made_once_and_only_for_what_could_be_held(office) -> None:
    office.asked()
    with pytest.raises(Refused, match="正在办理"):
        office.asked()
    with pytest.raises(Refused, match="不相容"):
        granting.ask(office.administrator, office.control, "preparer", office.tree.unit, "兼任")
    with pytest.raises(Refused, match="理由"):
        granting.ask(office.administrator, office.colleague, "auditor", office.tree.unit, " ")


def test_what_came_to_be_incompatible_meanwhile_is_not_given(office) -> None:
    grant = office.asked("auditor")
    office.act(office.control, grant, Act.REVIEW)
    Membership.objects.create(user=office.colleague, organisation=office.tree.unit, role="preparer")
    with pytest.raises(Refused, match="不相容"):
        office.act(office.head, grant, Act.APPROVE)
    grant.refresh_from_db()
    assert grant.state == State.REVIEWED


def test_the_last_of_those_who_review_or_approve_stays(office, tree, member) -> None:
    for who in (office.control, office.head):
        with pytest.raises(Refused, match="最后一位"):
            administration.deactivate(office.administrator, who)
    member("agency_head", tree.city, "second-head")
    administration.deactivate(office.administrator, office.head)
    assert administration.needs_approval(tree.unit)


def test_roles_in_force_are_confirmed_or_withdrawn_once_a_year(office, tree, member) -> None:
    keeps, loses = member("preparer", tree.unit, "keeps"), member("preparer", tree.unit, "loses")
    granting.check(office.control, keeps.memberships.get(), withdrawn=False, words="")
    with pytest.raises(Refused, match="原因"):
        granting.check(office.control, loses.memberships.get(), withdrawn=True, words="")
    granting.check(office.control, loses.memberships.get(), withdrawn=True, words="已调离")
    assert (keeps.memberships.count(), loses.memberships.count()) == (1, 0)
    year = timezone.localdate().year
    found = Check.objects.order_by("pk").values_list("year", "user__username", "role", "withdrawn", "words")
    assert list(found) == [(year, "keeps", "preparer", False, ""), (year, "loses", "preparer", True, "已调离")]
    with pytest.raises(Refused, match="今年已经核查过"):
        granting.check(office.control, keeps.memberships.get(), withdrawn=False, words="")
    with pytest.raises(Refused, match="自己"):
        granting.check(office.control, office.control.memberships.get(), withdrawn=False, words="")


class TestPages:
    """The same in the browser."""

    def test_the_whole_way(self, office, sign_in) -> None:
        address = f"/admin/people/{office.colleague.pk}/roles/"
        administrator = sign_in(office.administrator)
        wanted = {"role": "preparer", "at": office.tree.unit.pk}
        assert "请写明申请的理由" in administrator.post(address, wanted).content.decode()
        assert administrator.post(address, {**wanted, "reason": "新到岗"}).status_code == 302
        grant = Grant.objects.get()
        for who, act, seen in ((office.control, "review", "asked"), (office.head, "approve", "reviewed")):
            page = sign_in(who).get("/admin/grants/").content.decode()
            assert f"/admin/grants/{grant.pk}/{act}/" in page
            sign_in(who).post(f"/admin/grants/{grant.pk}/{act}/", {"seen_state": seen})
        assert office.colleague.memberships.get().role == "preparer"
        assert "已授予" in administrator.get("/admin/grants/").content.decode()

    def test_the_list_of_roles_in_force_says_what_is_left_to_check(self, office, sign_in) -> None:
        control = sign_in(office.control)
        assert "还有 3 项角色没有核查" in control.get("/admin/grants/in-force/").content.decode()
        held = office.head.memberships.get()
        control.post(f"/admin/grants/in-force/{held.pk}/", {"verdict": "confirm"})
        assert "还有 2 项角色没有核查" in control.get("/admin/grants/in-force/").content.decode()
        assert (
            "/in-force/"
            not in sign_in(office.administrator).get("/admin/grants/in-force/").content.decode().split("<tbody>")[1]
        )

    def test_the_posts_are_shown_with_what_is_held_apart(self, office, sign_in) -> None:
        page = sign_in(office.head).get("/admin/grants/posts/").content.decode()
        assert "内控审查" in page
        assert "授权的审查与批准" in page

    def test_the_list_of_people_names_their_roles(self, office, sign_in) -> None:
        assert (
            "授权批准（机构负责人）"
            in sign_in(office.administrator).get("/admin/people/").content.decode().split("<tbody>")[1]
        )
