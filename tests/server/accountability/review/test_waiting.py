"""待我办理: along the whole way each step waits for those who may take it, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shebao.server.accountability.review.discussing import demand, open_thread, reply, resolve
from shebao.server.accountability.review.machine import Action
from shebao.server.accountability.review.waiting import waiting
from shebao.server.platform.inbox.work import Waiting

pytestmark = pytest.mark.django_db
TAKING_PART = ("preparer", "unit_head", "department_reviewer", "finance_reviewer", "publisher")


def of(office: Any, role: str) -> Waiting:
    person = type(office.people[role]).objects.get(pk=office.people[role].pk)
    return waiting(person, timezone.localdate())


def having_it(office: Any, task: str) -> list[str]:
    """The roles for which the step waits now; all others see at whom it is."""
    found = []
    for role in TAKING_PART:
        its = of(office, role)
        if any(work.task == task for work in its.mine):
            found.append(role)
        else:
            assert [work.task for work in its.others] == [task], role
            assert its.others[0].holder, role
    return found


def test_each_step_waits_for_those_who_may_take_it(office: Any) -> None:
    assert having_it(office, "编制并完成自查") == ["preparer"]
    office.bring_to("checked")
    assert having_it(office, "复核并提交审核") == ["unit_head"]
    office.bring_to("submitted")
    assert having_it(office, "审核") == ["department_reviewer", "finance_reviewer"]
    office.act(Action.RETURN, "department_reviewer")
    assert having_it(office, "按退回意见修改") == ["preparer"]
    assert of(office, "preparer").mine[0].note == "退回原因：数字需核对"
    office.bring_to("accepted")
    assert having_it(office, "批复决算") == ["finance_reviewer"]
    office.bring_to("approved")
    assert having_it(office, "向社会公开") == ["publisher"]
    office.unit_year.refresh_from_db()
    assert of(office, "publisher").mine[0].until == office.unit_year.due_on
    office.bring_to("published")
    assert all(of(office, role) == Waiting() for role in TAKING_PART)


def test_what_one_prepared_or_submitted_does_not_wait_for_ones_own_review(office: Any) -> None:
    office.bring_to("submitted")
    office.edited_by("department_reviewer")
    assert having_it(office, "审核") == ["finance_reviewer"]
    assert str(office.people["department_reviewer"]) in of(office, "preparer").others[0].holder


def test_an_opinion_waits_for_the_other_side_until_it_is_settled(office: Any) -> None:
    office.bring_to("submitted")
    thread = open_thread(office.unit_year, office.people["department_reviewer"], "whole", "", "请说明")
    office.act(Action.RETURN, "department_reviewer")

    def told(role: str) -> bool:
        return any(work.task == "答复意见" for work in of(office, role).mine)

    assert (told("preparer"), told("department_reviewer")) == (True, False)
    reply(thread, office.people["preparer"], "已补充说明")
    assert (told("preparer"), told("department_reviewer")) == (False, True)
    resolve(thread, office.people["department_reviewer"])
    assert (told("preparer"), told("department_reviewer")) == (False, False)


def test_an_entry_to_rectify_waits_for_its_responsible_and_whoever_asked_sees_who_has_it(office: Any) -> None:
    due = timezone.localdate() + timedelta(days=3)
    responsible = office.people["preparer"]
    data = {"task": "补充附表", "responsible": str(responsible.pk), "due_on": due.isoformat()}
    demand(office.unit_year, office.people["department_reviewer"], data)
    mine = [work for work in of(office, "preparer").mine if work.task == "整改"]
    theirs = [work for work in of(office, "department_reviewer").others if work.task == "整改"]
    assert [work.until for work in mine] == [due]
    assert [work.holder for work in theirs] == [str(responsible)]


def test_signing_in_leads_to_the_inbox_whose_number_follows_what_is_done(office: Any) -> None:
    client = office.browser("unit_head")
    assert "现在没有事项等您办理" in client.get("/inbox/").content.decode()
    office.bring_to("checked")
    office.browser("unit_head")
    page = client.get("/inbox/").content.decode()
    assert "复核并提交审核" in page
    assert f"/cycle/{office.unit_year.pk}/" in page
    assert 'class="count"' in page
    client.post(f"/cycle/{office.unit_year.pk}/act/submit/", office.seen())
    page = client.get("/work/").content.decode()
    assert 'hx-get="/inbox/badge/"' in page
    assert 'class="count"' not in client.get("/inbox/badge/").content.decode()
    assert 'hx-get="/inbox/badge/"' not in client.get("/work/").content.decode()
    assert "/inbox/" not in office.browser("auditor").get("/work/").content.decode()


def test_the_number_of_queries_does_not_follow_the_number_of_lines(office: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            of(office, "department_reviewer")
        return len(captured)

    office.bring_to("submitted")
    before = queries()
    for number in range(3):
        open_thread(office.unit_year, office.people["preparer"], "whole", "", f"意见 {number}")
        type(office.unit_year).objects.create(organisation=office.unit_year.organisation, fiscal_year=2030 + number)
    assert queries() <= before + 1
