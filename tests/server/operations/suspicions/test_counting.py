"""What waits for whom, what came and went by week, who keeps the limits; duties lead what comes in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from server.operations.suspicions.made import MONEY, PLAIN, chosen, one, taken
from shebao.server.operations.suspicions import statistics
from shebao.server.operations.suspicions.checking import check
from shebao.server.operations.suspicions.doing import perform
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Step, Suspicion
from shebao.server.operations.suspicions.waiting import waiting

pytestmark = pytest.mark.django_db


def told(person):
    return {(work.task, work.number) for work in waiting(person, timezone.localdate()).mine}


def test_what_waits_for_clerk_checker_and_supervisor(tree, member) -> None:
    clerk, checker = member("governance_clerk", tree.unit), member("governance_checker", tree.unit)
    supervisor = member("governance_supervisor", tree.bureau)
    taken(tree.unit, [(PLAIN, "1"), (PLAIN, "2"), (MONEY, "1"), (MONEY, "2")])
    assert told(clerk) == {("领取疑点", 2)}
    assert told(supervisor) == {("分派疑点", 2)}
    perform(clerk, Act.TAKE, chosen(one(PLAIN, "1")), {})
    perform(clerk, Act.EXPLAIN, chosen(one(MONEY, "1")), {"reason": "已退回"})
    assert told(clerk) == {("领取疑点", 1), ("核查疑点", 1)}
    assert told(checker) == {("复核处理决定", 1)}
    (other,) = waiting(clerk, timezone.localdate()).others
    assert str(checker) in other.holder


def test_flows_of_the_weeks_lead_to_the_backlog(tree, member) -> None:
    clerk = member("governance_clerk", tree.unit)
    taken(tree.unit, [(PLAIN, str(number)) for number in range(5)])
    perform(clerk, Act.EXPLAIN, chosen(one(PLAIN, "0"), one(PLAIN, "1")), {"reason": "已核"})
    today = timezone.localdate()
    *before, last = statistics.flows(clerk, today)
    assert (last.came, last.went, last.backlog) == (5, 2, 3)
    assert {(each.came, each.backlog) for each in before} == {(0, 0)}
    later = statistics.flows(clerk, today + timedelta(weeks=20))
    assert (later[0].backlog, later[-1].backlog) == (3, 3), "what is older than the chart still counts"
    assert Suspicion.objects.open().count() == 3


def test_statistics_by_owner_and_money_to_be_recovered(tree, member, sign_in) -> None:
    clerk, checker = member("governance_clerk", tree.unit), member("governance_checker", tree.unit)
    taken(tree.unit, [(PLAIN, "1"), (MONEY, "1"), (MONEY, "2")])
    ruling = perform(clerk, Act.RECOVER, chosen(one(MONEY, "1")), {"reason": "多发", "amount": "100.01"}).ruling
    check(checker, ruling, Act.APPROVE, {"seen_state": "waiting", "seen_version": "1"})
    rows = {row["owner"]: row for row in statistics.by_owner(clerk, timezone.localdate())}
    assert (rows["待遇"]["open"], rows["待遇"]["settled"], rows["待遇"]["share"]) == (1, 1, "100.0%")
    assert statistics.recovering(clerk) == {"amount": 10_001, "count": 1}
    page = sign_in(clerk).get("/suspicions/statistics/").content.decode()
    assert "100.01" in page


def test_scope_holds_for_statistics_too(tree, member) -> None:
    taken(tree.unit, [(PLAIN, "1")])
    stranger = member("governance_clerk", tree.sibling)
    assert statistics.by_owner(stranger, timezone.localdate()) == []
    assert statistics.flows(stranger, timezone.localdate())[-1].backlog == 0
    assert waiting(stranger, timezone.localdate()).number == 0
    assert Step.objects.count() == 1


@pytest.mark.parametrize(
    ("office", "who", "told"),
    [
        ("unit", "clerk", "已设定分工"),
        ("other_unit", "", "请选择"),
        ("unit", "stranger", "不能办理"),
    ],
)
def test_a_duty_is_set_within_the_agency_for_who_may(tree, member, sign_in, office, who, told) -> None:
    people = {
        "clerk": member("governance_clerk", tree.unit).pk,
        "stranger": member("governance_clerk", tree.sibling).pk,
        "": "",
    }
    client = sign_in(member("governance_supervisor", tree.bureau))
    said = {"agency": tree.bureau.pk, "owner": "待遇", "office": getattr(tree, office).pk, "person": people[who]}
    assert told in client.post("/suspicions/duties/", said, follow=True).content.decode()
    if who == "clerk":
        taken(tree.bureau, [(MONEY, "1")])
        assert (one(MONEY, "1").organisation, one(MONEY, "1").assignee_id) == (tree.unit, people["clerk"])
