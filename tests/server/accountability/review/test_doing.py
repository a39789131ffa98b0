"""Transitions in the database: one transaction, the log, separation of duties, nothing lost or doubled."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from shebao.composing.documents import FORMATS
from shebao.server.accountability.publications.models import Publication, PublishedFile, PublishedReport
from shebao.server.accountability.review.deciding import basis_of
from shebao.server.accountability.review.discussing import explain, open_thread, reopen, resolve
from shebao.server.accountability.review.doing import Refused, perform
from shebao.server.accountability.review.machine import TRANSITIONS, Action
from shebao.server.accountability.review.models import Explanation, Reminder, Step
from shebao.server.accountability.unit_years.computing.compute import compute
from shebao.server.accountability.unit_years.computing.saving import save
from shebao.server.accountability.unit_years.models import EntryLine, Finding, UnitYear
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.people import roles

ROLES = roles.roles()

pytestmark = pytest.mark.django_db


def codes(problem: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in problem.value.refusals}


def test_the_whole_way_by_five_people(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shebao.server.accountability.review.preparing.FORMATS", FORMATS)
    office.bring_to("published")
    assert set(PublishedFile.objects.values_list("form", flat=True)) == set(FORMATS)
    steps = list(Step.objects.order_by("pk").values_list("action", "source", "target"))
    assert [action for action, _, _ in steps] == ["check", "submit", "accept", "approve", "publish"]
    assert all(before[2] == after[1] for before, after in itertools.pairwise(steps))
    publication = Publication.objects.get()
    assert publication.published_by == office.people["publisher"]
    assert (str(publication.approved_on), publication.document_number) == ("2024-08-20", "财决批〔2024〕12号")
    assert {table["id"] for table in publication.report["tables"]} >= {"expenditure", "three_public"}
    assert publication.derivation["entries"]
    decisions = list(Decision.objects.filter(subject__endswith=f":{office.unit_year.pk}").order_by("sequence"))
    assert [decision.action for decision in decisions] == ["check", "submit", "accept", "approve", "publish"]
    assert decisions[-1].values["digest"] == publication.digest


def test_every_role_may_do_exactly_what_the_table_says(office: Any) -> None:
    for role in office.people:
        for action, transition in TRANSITIONS.items():
            for state in (min(transition.sources), min(set(State) - transition.sources)):
                UnitYear.objects.filter(pk=office.unit_year.pk).update(state=state.value)
                allowed = transition.permission in ROLES[role].permissions and state in transition.sources
                point = transaction.savepoint()
                try:
                    office.act(action, role)
                    happened = True
                except Refused:
                    happened = False
                transaction.savepoint_rollback(point)
                assert happened == allowed, (action, state, role)


def test_outside_ones_place_there_is_no_permission(office: Any, tree: Any, member: Any) -> None:
    stranger = member("unit_head", tree.other_unit)
    office.bring_to("checked")
    with pytest.raises(Refused) as problem:
        perform(office.unit_year, Action.SUBMIT, stranger, office.seen())
    assert codes(problem) == {"not_permitted"}


@pytest.mark.parametrize(("action", "state"), [(Action.ACCEPT, "submitted"), (Action.APPROVE, "accepted")])
def test_who_edited_does_not_decide(office: Any, action: Action, state: str) -> None:
    role = "department_reviewer" if action is Action.ACCEPT else "finance_reviewer"
    office.bring_to(state)
    office.edited_by(role)
    with pytest.raises(Refused) as problem:
        office.act(action, role)
    assert codes(problem) == {"edited_it"}


def test_who_submitted_does_not_decide_even_with_two_roles(office: Any, tree: Any) -> None:
    from shebao.server.platform.people.models import Membership

    head = office.people["unit_head"]
    for role in ("department_reviewer", "finance_reviewer"):
        Membership.objects.create(user=head, organisation=tree.city, role=role)
    office.bring_to("submitted")
    with pytest.raises(Refused) as problem:
        office.act(Action.ACCEPT, "unit_head")
    assert codes(problem) == {"submitted_it"}
    office.act(Action.ACCEPT, "department_reviewer")
    with pytest.raises(Refused) as problem:
        office.act(Action.APPROVE, "unit_head")
    assert codes(problem) == {"submitted_it"}


def test_an_open_error_or_unexplained_warning_stops_submission(office: Any) -> None:
    office.bring_to("checked")
    warning = office.finding("warning", "w1")
    error = office.finding("error", "e1")
    with pytest.raises(Refused) as problem:
        office.act(Action.SUBMIT, "unit_head")
    assert codes(problem) == {"open_errors", "unexplained_warnings"}
    error.delete()
    explain(office.unit_year, office.people["preparer"], warning.key, "跨年结算，已附凭证")
    office.act(Action.SUBMIT, "unit_head")


def test_findings_of_an_older_revision_do_not_count(office: Any) -> None:
    UnitYear.objects.filter(pk=office.unit_year.pk).update(revision=99)
    with pytest.raises(Refused) as problem:
        office.act(Action.CHECK, "preparer")
    assert codes(problem) == {"not_examined"}


@pytest.mark.parametrize(
    "changes", [{"seen_revision": "0"}, {"seen_state": "submitted"}, {"seen_state": ""}, {"seen_revision": "x"}]
)
def test_what_was_not_seen_is_not_decided(office: Any, changes: dict[str, str]) -> None:
    with pytest.raises(Refused) as problem:
        office.act(Action.CHECK, "preparer", **changes)
    assert codes(problem) == {"stale"}
    assert not Step.objects.exists()


def test_a_report_with_wrong_accounts_is_not_published(office: Any) -> None:
    office.bring_to("approved")
    office.unit_year.entrylines.all().delete()
    with pytest.raises(Refused) as problem:
        office.act(Action.PUBLISH, "publisher")
    assert codes(problem) & {"gate", "stale"}
    assert not Publication.objects.exists()


def test_a_correction_goes_the_whole_way_again_and_says_why(office: Any) -> None:
    office.bring_to("published")
    office.act(Action.CORRECT, "unit_head", reason="三公经费填列有误")
    office.unit_year.refresh_from_db()
    assert (office.unit_year.state, office.unit_year.approved_on) == ("draft", None)
    assert PublishedReport.objects.get().versions == 1
    office.bring_to("published")
    assert PublishedReport.objects.get().versions == 2
    assert Publication.objects.get(number=2).reason == "三公经费填列有误"


def test_who_edited_before_the_last_publication_may_decide_on_the_correction(office: Any) -> None:
    office.edited_by("department_reviewer")
    office.bring_to("submitted")
    with pytest.raises(Refused):
        office.act(Action.ACCEPT, "department_reviewer")
    office.act(Action.ACCEPT, "finance_reviewer")
    UnitYear.objects.filter(pk=office.unit_year.pk).update(state="published")
    Step.objects.create(
        unit_year=office.unit_year, action="publish", source="approved", target="published",
        person=office.people["publisher"], at=_later(), revision=1,
    )  # fmt: skip
    office.act(Action.CORRECT, "unit_head")
    office.bring_to("submitted")
    office.act(Action.ACCEPT, "department_reviewer")


def _later() -> Any:
    from datetime import timedelta

    from django.utils import timezone

    return timezone.now() + timedelta(seconds=1)


def test_going_back_forgets_the_approval_and_settles_its_reminder(office: Any) -> None:
    from shebao.server.accountability.review.reminding import make_reminders

    office.bring_to("approved")
    assert make_reminders(office.unit_year.approved_on.replace(day=30) if office.unit_year.approved_on else None) >= 0
    office.act(Action.SEND_BACK, "finance_reviewer")
    office.unit_year.refresh_from_db()
    assert (office.unit_year.state, office.unit_year.approved_on) == ("returned", None)
    assert not Reminder.objects.filter(settled_at=None).exists()


@pytest.mark.parametrize("statement", ["UPDATE cycle_step SET reason = 'x'", "DELETE FROM cycle_step"])
def test_steps_cannot_be_changed(office: Any, statement: str) -> None:
    office.bring_to("checked")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_happens_when_the_log_cannot_be_written(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **details: object) -> None:
        raise DatabaseError("log")

    monkeypatch.setattr("shebao.server.accountability.review.doing.record", fail)
    with pytest.raises(DatabaseError), transaction.atomic():
        office.act(Action.CHECK, "preparer")
    office.unit_year.refresh_from_db()
    assert office.unit_year.state == "draft"
    assert not Step.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_happens(office: Any) -> None:
    office.bring_to("submitted")
    barrier, results = threading.Barrier(2), []
    seen = office.seen()

    def decide(action: Action) -> None:
        try:
            barrier.wait(timeout=20)
            perform(UnitYear.objects.get(pk=office.unit_year.pk), action, office.people["department_reviewer"], seen)
            results.append("done")
        except Refused as refused:
            results.append(refused.refusals[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(action,)) for action in (Action.ACCEPT, Action.RETURN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(results) == ["done", "stale"]
    assert Step.objects.filter(source="submitted").count() == 1


def test_who_explained_a_warning_does_not_decide(office: Any) -> None:
    from shebao.server.platform.people.models import Membership

    reviewer = office.people["department_reviewer"]
    Membership.objects.create(user=reviewer, organisation=office.unit_year.organisation, role="preparer")
    warning = office.finding("warning", "w1")
    explain(office.unit_year, reviewer, warning.key, "合同跨年，余款次年支付")
    office.bring_to("submitted")
    with pytest.raises(Refused) as problem:
        office.act(Action.ACCEPT, "department_reviewer")
    assert codes(problem) == {"edited_it"}


def test_an_explanation_is_not_slipped_in_after_submission(office: Any) -> None:
    from django.core.exceptions import ValidationError

    before = UnitYear.objects.get(pk=office.unit_year.pk)
    office.finding("warning", "w1")
    UnitYear.objects.filter(pk=before.pk).update(state="submitted")
    with pytest.raises(ValidationError):
        explain(before, office.people["preparer"], "w1", "补写")


def test_what_looks_unfinished_is_published_with_its_reason_only(office: Any) -> None:
    unit_year = office.unit_year
    finding = office.finding("warning", "months")
    Finding.objects.filter(pk=finding.pk).update(
        source=Finding.Source.COMPLETENESS, message="10 月至 12 月没有支出分录，全年只有 9 个月有支出。请补录。"
    )
    office.act(Action.CHECK, "preparer")
    with pytest.raises(Refused, match="1 个警告没有说明"):
        office.act(Action.SUBMIT, "unit_head")
    explain(unit_year, office.people["preparer"], "months", "机构于 9 月底并入市中心")
    office.bring_to("approved")
    Explanation.objects.filter(unit_year=unit_year).delete()
    with pytest.raises(Refused, match="1 个警告没有说明"):
        office.act(Action.PUBLISH, "publisher")
    Explanation.objects.create(
        unit_year=unit_year, finding_key="months", text="机构于 9 月底并入市中心", person=office.people["preparer"]
    )
    office.act(Action.PUBLISH, "publisher")
    shown = Client().get(f"/reports/{unit_year.organisation_id}/{unit_year.fiscal_year}/").content.decode()
    assert "10 月至 12 月没有支出分录，全年只有 9 个月有支出。" in shown
    assert "机构于 9 月底并入市中心" in shown
    assert "请补录" not in shown


def test_nobody_agrees_while_an_opinion_is_open(office: Any) -> None:
    office.bring_to("submitted")
    thread = open_thread(office.unit_year, office.people["department_reviewer"], "whole", "", "请补充说明")
    with pytest.raises(Refused, match="1 条意见没有解决"):
        office.act(Action.ACCEPT, "department_reviewer")
    resolve(thread, office.people["department_reviewer"])
    office.act(Action.ACCEPT, "department_reviewer")
    reopen(thread)
    with pytest.raises(Refused, match="1 条意见没有解决"):
        office.act(Action.APPROVE, "finance_reviewer")
    office.act(Action.SEND_BACK, "finance_reviewer")


def test_a_submission_is_compared_with_the_one_before(office: Any) -> None:
    unit_year = office.unit_year
    office.bring_to("submitted")
    assert basis_of(unit_year).step is None
    office.act(Action.RETURN, "department_reviewer")
    assert basis_of(unit_year).changes == ()
    line = EntryLine.objects.filter(unit_year=unit_year, kind="expenditure").first()
    assert line is not None
    line.amount -= 10_000_000
    line.save()
    UnitYear.objects.filter(pk=unit_year.pk).update(words={**unit_year.words, "staff": ["新写的一段"]})
    unit_year.refresh_from_db()
    save(unit_year.pk, compute(unit_year))
    Finding.objects.filter(unit_year=unit_year).delete()
    office.bring_to("submitted")
    basis = basis_of(unit_year)
    told = {change.name: (change.before, change.now) for change in basis.changes}
    assert told["文字“人员情况”"][1] == "新写的一段"
    assert "《支出决算表》合计·本年支出合计" in told
    changed = {figure.name: figure for figure in basis.figures if figure.was_changed}
    spent = changed["本年支出合计"]
    assert spent.submitted is not None
    assert spent.submitted - spent.now == 10_000_000
    page = office.browser("department_reviewer").get(f"/cycle/{unit_year.pk}/").content.decode()
    assert "新写的一段" in page
    assert "与上次提交" in page
