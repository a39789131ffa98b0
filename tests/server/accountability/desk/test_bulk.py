"""Deciding about many units at once: each by itself, and whoever could not be decided is told with the reason."""

from __future__ import annotations

import pytest
from django.test import Client

from shebao.server.accountability.unit_years.models import Contribution, UnitYear
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewing(tree, member, sign_in) -> Client:
    return sign_in(member("department_reviewer", tree.bureau, "reviewer"))


def tick(unit_year: UnitYear, state: str = "submitted", revision: int | None = None) -> str:
    return f"{unit_year.pk}:{state}:{unit_year.revision if revision is None else revision}"


def state(unit_year: UnitYear) -> str:
    unit_year.refresh_from_db()
    return unit_year.state


def test_all_ticked_are_accepted_and_each_is_in_the_log(tree, accounts, reviewing) -> None:
    made = [accounts(tree.unit), accounts(tree.sibling)]
    response = reviewing.post("/desk/decide/", {"action": "accept", "choice": [tick(each) for each in made]})
    assert "2 个已办理" in response.content.decode()
    assert [state(each) for each in made] == ["accepted", "accepted"]
    assert Decision.objects.filter(action="accept", actor="reviewer").count() == 2


def test_a_return_needs_a_reason_that_each_unit_gets(tree, accounts, reviewing) -> None:
    made = accounts(tree.unit)
    refused = reviewing.post("/desk/decide/", {"action": "return", "choice": [tick(made)], "reason": "  "}, follow=True)
    assert "请写明原因" in refused.content.decode()
    assert state(made) == "submitted"
    reviewing.post("/desk/decide/", {"action": "return", "choice": [tick(made)], "reason": "三公与上年差别大，请说明"})
    assert state(made) == "returned"
    assert Decision.objects.get(action="return").values["reason"] == "三公与上年差别大，请说明"


def test_those_that_cannot_be_decided_are_told_and_the_others_are_decided(tree, accounts, reviewing, member) -> None:
    good, changed, draft = accounts(tree.unit), accounts(tree.sibling), accounts(tree.unit, 2023, "draft")
    ticked = [tick(good), tick(changed, revision=99), tick(draft, "draft")]
    response = reviewing.post("/desk/decide/", {"action": "accept", "choice": ticked})
    page = response.content.decode()
    assert response.status_code == 200
    assert ("1 个已办理" in page, "2 个没有办理" in page) == (True, True)
    assert "已有变化" in page
    assert "不能审核通过" in page
    assert [state(good), state(changed), state(draft)] == ["accepted", "submitted", "draft"]


def test_who_worked_on_it_does_not_accept_it(tree, accounts, reviewing, member) -> None:
    from django.contrib.auth import get_user
    from django.utils import timezone

    made = accounts(tree.unit)
    reviewer = get_user(reviewing)
    Membership.objects.create(user=reviewer, organisation=tree.unit, role="preparer")
    Contribution.objects.create(unit_year=made, person=reviewer, last_at=timezone.now())
    response = reviewing.post("/desk/decide/", {"action": "accept", "choice": [tick(made)]})
    assert response.status_code == 409
    assert "不相容岗位分离" in response.content.decode()
    assert state(made) == "submitted"


def test_units_out_of_scope_are_not_there(tree, accounts, reviewing) -> None:
    other = accounts(tree.other_unit)
    response = reviewing.post("/desk/decide/", {"action": "accept", "choice": [tick(other)]})
    assert response.status_code == 409
    assert "乙区" not in response.content.decode()
    assert state(other) == "submitted"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"action": "approve"}, "请选择"),
        ({"action": "accept"}, "还没有选择单位"),
        ({"action": "accept", "choice": ["x", "1:2"]}, "还没有选择单位"),
        ({"action": "accept", "choice": [f"{n}:submitted:1" for n in range(1, 300)]}, "最多办理 200 个"),
        ({"action": "return", "choice": ["1:submitted:1"], "reason": "长" * 2001}, "最多 2000 个字"),
    ],
)
def test_what_cannot_be_asked_is_said(reviewing, data: dict[str, object], words: str) -> None:
    assert words in reviewing.post("/desk/decide/", data, follow=True).content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "a=b\r\nSet-Cookie: x=1"])
def test_one_comes_back_to_the_desk_only(reviewing, back: str) -> None:
    response = reviewing.post("/desk/decide/", {"action": "nothing", "back": back})
    assert response["Location"].startswith("/desk/?")
    assert "Set-Cookie" not in response.headers.get("Location", "").replace("%", "") or "%0D" in response["Location"]


def test_publishers_and_auditors_look_only(tree, accounts, member, sign_in) -> None:
    made = accounts(tree.unit)
    for role in ("auditor", "publisher"):
        client = sign_in(member(role, tree.city))
        assert "审核通过" not in client.get("/desk/").content.decode().split("tally")[-1].split("</ul>")[-1]
        assert client.post("/desk/decide/", {"action": "accept", "choice": [tick(made)]}).status_code == 403
    assert state(made) == "submitted"
