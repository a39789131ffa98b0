"""Clerk and checker: what moves money takes two, also for the database; hundreds are decided at once; nothing stale is."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import Sum

from server.operations.suspicions.made import MONEY, OTHER, PLAIN, chosen, one, taken
from shebao.server.operations.suspicions.checking import check
from shebao.server.operations.suspicions.doing import Refused, assign, perform
from shebao.server.operations.suspicions.machine import OUTCOMES, TRANSITIONS, Act, Situation, needs_second
from shebao.server.operations.suspicions.models import Ruling, Step, Suspicion
from shebao.server.operations.suspicions.states import State
from shebao.server.platform.decisions.models import Decision

pytestmark = pytest.mark.django_db
GIVEN = {"reason": "已核对档案", "amount": "1200.50", "column": "性别", "value": "2", "addressee": "公安局"}


@pytest.fixture
def clerk(tree, member):
    return member("governance_clerk", tree.unit)


@pytest.fixture
def checker(tree, member):
    return member("governance_checker", tree.unit)


@pytest.fixture
def run(tree):
    return taken(tree.unit, [(PLAIN, "1"), (PLAIN, "2"), (OTHER, "1"), (MONEY, "1"), (MONEY, "2")])


def seen(ruling):
    return {"seen_state": ruling.state, "seen_version": str(ruling.version)}


def test_what_moves_no_money_one_person_settles(run, clerk) -> None:
    outcome = perform(clerk, Act.EXPLAIN, chosen(one(PLAIN, "1")), GIVEN)
    assert outcome.ruling.state == "direct"
    assert one(PLAIN, "1").state == "explained"


@pytest.mark.parametrize("act", list(OUTCOMES))
def test_what_moves_money_waits_for_another_person(run, clerk, checker, act) -> None:
    ruling = perform(clerk, act, chosen(one(MONEY, "1")), GIVEN).ruling
    assert one(MONEY, "1").state == "proposed"
    check(checker, ruling, Act.APPROVE, seen(ruling))
    found = one(MONEY, "1")
    assert (found.state, found.decided_by, found.checked_by) == (OUTCOMES[act], clerk, checker)


def test_asking_for_money_back_takes_two_whatever_the_check(run, clerk) -> None:
    assert perform(clerk, Act.RECOVER, chosen(one(PLAIN, "1")), GIVEN).ruling.amount == 120_050
    assert one(PLAIN, "1").state == "proposed"


def test_nobody_checks_their_own_ruling(run, tree, clerk, member) -> None:
    ruling = perform(clerk, Act.EXPLAIN, chosen(one(MONEY, "1")), GIVEN).ruling
    clerk.memberships.create(organisation=tree.unit, role="governance_checker")
    again = type(clerk).objects.get(pk=clerk.pk)
    with pytest.raises(Refused, match="不相容岗位"):
        check(again, ruling, Act.APPROVE, seen(ruling))


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "explained"},
        {"state": "explained", "decided": True},
        {"state": "explained", "decided": True, "same": True},
        {"state": "recovering", "decided": True},
    ],
)
def test_the_database_refuses_money_settled_by_one(run, clerk, changes) -> None:
    ruling = perform(clerk, Act.EXPLAIN, chosen(one(MONEY, "1")), GIVEN).ruling
    values = {"state": changes["state"], "ruling": ruling}
    values["decided_by"] = clerk if changes.get("decided") else None
    values["checked_by"] = clerk if changes.get("same") else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspicion.objects.filter(pk=one(MONEY, "1").pk).update(**values)


def test_the_database_refuses_to_forget_that_it_is_about_money(run) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Suspicion.objects.filter(pk=one(MONEY, "1").pk).update(money=False)


def test_the_database_refuses_a_ruling_checked_by_its_proposer(run, clerk) -> None:
    ruling = perform(clerk, Act.EXPLAIN, chosen(one(MONEY, "1")), GIVEN).ruling
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.filter(pk=ruling.pk).update(state="approved", checked_by=clerk)


def test_hundreds_are_decided_at_once_and_checked_at_once(tree, clerk, checker) -> None:
    taken(tree.unit, [(MONEY, str(number)) for number in range(300)])
    outcome = perform(clerk, Act.EXPLAIN, chosen(*Suspicion.objects.all()), GIVEN)
    assert (len(outcome.done), outcome.ruling.count, Ruling.objects.count()) == (300, 300, 1)
    check(checker, outcome.ruling, Act.APPROVE, seen(outcome.ruling))
    assert Suspicion.objects.filter(state="explained", checked_by=checker).count() == 300
    assert Decision.objects.filter(action__in=("suspicions_ruled", "suspicions_ruling_checked")).count() == 2


def test_a_mixed_ruling_waits_as_a_whole(run, clerk) -> None:
    perform(clerk, Act.EXPLAIN, chosen(one(PLAIN, "1"), one(MONEY, "1")), GIVEN)
    assert {one(PLAIN, "1").state, one(MONEY, "1").state} == {"proposed"}


def test_what_changed_meanwhile_is_left_out_and_told(run, clerk) -> None:
    before = chosen(one(PLAIN, "1"), one(PLAIN, "2"))
    perform(clerk, Act.TAKE, chosen(one(PLAIN, "1")), {})
    outcome = perform(clerk, Act.EXPLAIN, before, GIVEN)
    assert [each.subject for each in outcome.done] == ["2"]
    assert "已有变化" in outcome.refused[0][1]


@pytest.mark.parametrize(
    ("act", "lacking"),
    [(Act.EXPLAIN, "reason"), (Act.CORRECT, "value"), (Act.RECOVER, "amount"), (Act.HAND_OVER, "addressee")],
)
def test_what_a_ruling_needs_is_asked_for(run, clerk, act, lacking) -> None:
    with pytest.raises(Refused) as refused:
        perform(clerk, act, chosen(one(PLAIN, "1")), {**GIVEN, lacking: ""})
    assert refused.value.refusals[0].input == lacking


def test_amounts_to_be_recovered_are_not_filled_in_for_many(run, clerk) -> None:
    with pytest.raises(Refused, match="逐人核定"):
        perform(clerk, Act.RECOVER, chosen(one(MONEY, "1"), one(MONEY, "2")), GIVEN)


def test_what_is_sent_back_is_as_it_was(run, clerk, checker) -> None:
    for act in (Act.CONFIRM, Act.RECOVER):
        ruling = perform(clerk, act, chosen(one(MONEY, "1")), GIVEN).ruling
        if act is Act.CONFIRM:
            check(checker, ruling, Act.APPROVE, seen(ruling))
    check(checker, ruling, Act.REJECT, {**seen(ruling), "reason": "金额不对"})
    found = one(MONEY, "1")
    assert (found.state, found.ruling.outcome, found.checked_by) == ("confirmed", "confirmed", checker)


def test_who_proposed_may_withdraw(run, clerk, checker) -> None:
    ruling = perform(clerk, Act.EXPLAIN, chosen(one(MONEY, "1")), GIVEN).ruling
    check(clerk, ruling, Act.WITHDRAW, seen(ruling))
    assert (one(MONEY, "1").state, one(MONEY, "1").ruling) == ("checking", None)
    with pytest.raises(Refused, match="已有变化"):
        check(checker, ruling, Act.APPROVE, seen(ruling))


def test_only_who_may_do_it_does(run, tree, clerk, checker, member) -> None:
    supervisor = member("governance_supervisor", tree.bureau)
    for person in (checker, supervisor):
        with pytest.raises(Refused, match="没有"):
            perform(person, Act.EXPLAIN, chosen(one(PLAIN, "1")), GIVEN)
    with pytest.raises(Refused, match="范围"):
        perform(member("governance_clerk", tree.sibling), Act.EXPLAIN, chosen(one(PLAIN, "1")), GIVEN)
    perform(clerk, Act.EXPLAIN, chosen(one(PLAIN, "1")), GIVEN)
    with pytest.raises(Refused, match="没有"):
        perform(clerk, Act.REOPEN, chosen(one(PLAIN, "1")), GIVEN)
    perform(supervisor, Act.REOPEN, chosen(one(PLAIN, "1")), GIVEN)
    assert one(PLAIN, "1").state == "checking"


def test_work_is_given_to_those_who_may_do_it(run, tree, clerk, checker, member) -> None:
    supervisor = member("governance_supervisor", tree.bureau)
    assert assign(supervisor, chosen(one(PLAIN, "1"), one(MONEY, "1")), clerk) == 2
    assert one(MONEY, "1").assignee == clerk
    with pytest.raises(Refused, match="不能办理"):
        assign(supervisor, chosen(one(PLAIN, "1")), checker)
    with pytest.raises(Refused, match="没有分派"):
        assign(clerk, chosen(one(PLAIN, "1")), clerk)


def test_the_flows_add_up_to_the_backlog_whatever_is_done(run, clerk, checker) -> None:
    def agrees():
        return Step.objects.aggregate(total=Sum("flow"))["total"] == Suspicion.objects.open().count()

    perform(clerk, Act.TAKE, chosen(one(PLAIN, "1")), {})
    ruling = perform(clerk, Act.CONFIRM, chosen(one(MONEY, "1"), one(PLAIN, "1")), GIVEN).ruling
    assert agrees()
    taken(run.agency, [(MONEY, "2")], month=13)
    assert agrees()
    check(checker, ruling, Act.REJECT, {**seen(ruling), "reason": "再查"})
    assert agrees()


def test_what_is_being_recovered_is_not_reopened_by_one_person() -> None:
    """Asking for money back took two people; so does ending it, by a ruling."""
    assert str(State.RECOVERING) not in TRANSITIONS[Act.REOPEN].sources
    assert all(needs_second(Situation(State.RECOVERING, 1, False), act) for act in (Act.CORRECT, Act.EXPLAIN))
