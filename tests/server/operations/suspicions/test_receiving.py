"""A run is taken in: the same fault is the same suspicion, what is no more is gone, what comes back is opened again."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from server.operations.suspicions.made import FIRST, MONEY, OTHER, PLAIN, chosen, lines, one, taken
from shebao.operations.governance.handover import HandoverError, read_handover
from shebao.server.operations.suspicions.doing import perform
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Duty, Run, Step, Suspicion
from shebao.server.operations.suspicions.receiving import RefusedRun
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.organisations.models import Organisation
from shebao.workflow import official_calendar

pytestmark = pytest.mark.django_db


def standings():
    return {(each.rule.code, each.subject): each.standing for each in Suspicion.objects.select_related("rule")}


def test_findings_become_suspicions_with_a_limit_by_severity_in_workdays(tree) -> None:
    run = taken(tree.unit, [(PLAIN, "1"), (MONEY, "2")])
    assert (run.found, run.new, run.gone) == (2, 2, 0)
    calendar = official_calendar()
    for code, days in ((PLAIN, 20), (MONEY, 10)):
        found = Suspicion.objects.get(rule__code=code)
        assert calendar.between(found.opened_on, found.due_on) == days
    assert Decision.objects.filter(action="suspicions_received").count() == 1


def test_the_same_fault_next_month_is_the_same_suspicion(tree) -> None:
    taken(tree.unit, [(PLAIN, "1"), (PLAIN, "2")])
    run = taken(tree.unit, [(PLAIN, "1"), (OTHER, "1")], month=13)
    assert (run.new, run.remaining, run.gone) == (1, 1, 1)
    assert standings() == {(PLAIN, "1"): "new", (PLAIN, "2"): "gone", (OTHER, "1"): "new"}


def test_what_could_not_be_checked_completely_is_not_gone(tree) -> None:
    taken(tree.unit, [(PLAIN, "1"), (OTHER, "1")])
    taken(tree.unit, [], month=13, incomplete=(PLAIN,))
    assert standings() == {(PLAIN, "1"): "new", (OTHER, "1"): "gone"}


def test_what_comes_back_is_opened_again_even_if_it_was_explained(tree, member) -> None:
    taken(tree.unit, [(PLAIN, "1")])
    perform(member("governance_clerk", tree.unit), Act.EXPLAIN, chosen(one(PLAIN, "1")), {"reason": "已核对档案"})
    taken(tree.unit, [(PLAIN, "1")], month=13)
    assert standings() == {(PLAIN, "1"): "explained"}, "an explanation holds while the fault stays"
    taken(tree.unit, [], month=14)
    run = taken(tree.unit, [(PLAIN, "1")], month=15)
    assert run.returned == 1
    found = one(PLAIN, "1")
    assert (found.state, found.returned, found.ruling) == ("new", 1, None)


def test_a_correction_is_verified_by_the_next_run_or_did_not_work(tree, member) -> None:
    taken(tree.unit, [(PLAIN, "1"), (PLAIN, "2")])
    clerk = member("governance_clerk", tree.unit)
    given = {"reason": "档案为女", "column": "性别", "value": "2"}
    perform(clerk, Act.CORRECT, chosen(one(PLAIN, "1"), one(PLAIN, "2")), given)
    Suspicion.objects.update(settled_at=FIRST)
    run = taken(tree.unit, [(PLAIN, "2")], month=13)
    assert (run.verified, run.failed, run.gone) == (1, 1, 0)
    assert one(PLAIN, "1").verified_at is not None
    assert one(PLAIN, "2").state == "checking"


def test_a_run_that_was_made_before_the_correction_says_nothing_about_it(tree, member) -> None:
    taken(tree.unit, [(PLAIN, "1")])
    given = {"reason": "档案为女", "column": "性别", "value": "2"}
    perform(member("governance_clerk", tree.unit), Act.CORRECT, chosen(one(PLAIN, "1")), given)
    taken(tree.unit, [(PLAIN, "1")], month=13)
    assert one(PLAIN, "1").state == "corrected"


def test_work_goes_to_the_office_and_person_of_the_rule_owner(tree, member) -> None:
    clerk = member("governance_clerk", tree.sibling)
    Duty.objects.create(agency=tree.bureau, owner="待遇", office=tree.sibling, person=clerk)
    taken(tree.bureau, [(PLAIN, "1"), (MONEY, "1")])
    assert (one(MONEY, "1").organisation, one(MONEY, "1").assignee) == (tree.sibling, clerk)
    assert (one(PLAIN, "1").organisation, one(PLAIN, "1").assignee) == (tree.bureau, None)


def test_agencies_do_not_mix(tree) -> None:
    taken(tree.unit, [(PLAIN, "1")])
    run = taken(tree.sibling, [(PLAIN, "1")])
    assert (run.new, Suspicion.objects.count()) == (1, 2)


@pytest.mark.parametrize("month", [12, 11])
def test_an_older_run_is_refused(tree, month) -> None:
    taken(tree.unit, [(PLAIN, "1")])
    with pytest.raises(RefusedRun, match="更晚"):
        taken(tree.unit, [(PLAIN, "2")], month=month)
    assert Run.objects.count() == 1


def test_a_file_that_was_cut_leaves_nothing(tree) -> None:
    text = lines([(PLAIN, "1"), (PLAIN, "2")])[:-1]
    _handed, found = read_handover(text)
    with pytest.raises(HandoverError, match="截断"):
        list(found)
    assert not Suspicion.objects.exists()


class EveryCourse(TestCase):
    """Whatever comes and goes, the flows of the steps add up to the backlog, and nothing is counted twice."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.sets(st.sampled_from("1234")), min_size=1, max_size=5))
    def test_the_flows_add_up_to_the_backlog(self, months) -> None:
        agency = Organisation.objects.create(name="机构", kind="unit")
        for number, subjects in enumerate(months):
            run = taken(agency, [(PLAIN, subject) for subject in sorted(subjects)], month=12 + number)
            assert run.new + run.remaining + run.returned == len(subjects)
            assert (Step.objects.aggregate(total=Sum("flow"))["total"] or 0) == Suspicion.objects.open().count()
        assert Suspicion.objects.open().count() == len(months[-1])
        assert max(Counter(Suspicion.objects.values_list("identity", flat=True)).values(), default=1) == 1
