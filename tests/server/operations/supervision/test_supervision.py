"""What is looked at afterwards: same-day undo, samples, absences; and the supervisor's page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from server.operations.cases.made import NUMBER, TEXTS, TODAY, at, handled, seen
from server.operations.conftest import Counter
from shebao.operations.casework.machine import Move
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.doing import Refused, move, offered_to, start
from shebao.server.operations.cases.models import Absence, Case
from shebao.server.operations.cases.waiting import waiting
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import whole_record
from shebao.server.operations.supervision.doing import check_sample, draw, end_absence, set_absence, undo
from shebao.server.operations.supervision.models import Draw, Sample, Undoing
from shebao.server.operations.supervision.reading import decided_alone
from shebao.server.operations.supervision.waiting import waiting as to_check
from shebao.server.platform.people.models import User
from shebao.services.model import Service
from shebao.services.sampling import drawn, rate_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(member, tree) -> User:
    return member("case_supervisor", tree.unit, "supervisor")


def decided(counter: Counter, service: Service) -> Case:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    return move(counter.reviewer, case, Move.REVIEW, seen(case), at(10))


def known_now(case: Case) -> tuple[object, ...]:
    record = whole_record(case.person)
    assert record is not None
    view = record.known(at(30))
    return [fact.register for fact in view.facts], view.spells


def test_a_mistake_of_today_is_taken_back_by_an_act_that_names_it(
    counter: Counter, service: Service, supervisor: User
) -> None:
    case = decided(counter, service)
    with pytest.raises(Refused, match="原因"):
        undo(supervisor, case, " ", at(10))
    with pytest.raises(Refused, match="不能撤销"):
        undo(counter.clerk, case, "办错人", at(10))
    undo(supervisor, case, "办错人", at(10))
    done = Undoing.objects.get()
    assert (done.act.corrects, done.act.authority_kind) == (case.act, "correction")
    assert known_now(case) == ([], ())
    record = whole_record(case.person)
    assert record is not None
    assert record.known(case.act.at).value("name") == "甲某"  # what was known then stays known then
    with pytest.raises(Refused, match="已经撤销过"):
        undo(supervisor, case, "再撤", at(10))
    assert [one.kind for one in case.notices.all()] == ["accepted", "completed", "undone"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Undoing.objects.update(reason="x")
    again = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(11))
    assert again.person == case.person
    assert move(counter.reviewer, again, Move.REVIEW, seen(again), at(11)).state == "done"


def test_what_another_day_decided_or_others_built_upon_stays(
    counter: Counter, service: Service, supervisor: User
) -> None:
    case = decided(counter, service)
    with pytest.raises(Refused, match="当天"):
        undo(supervisor, case, "办错人", at(11))
    renamed = FactStated(case.person, "name", "乙某", Valid(date(2026, 3, 1)))
    apply(Order(Authority(AuthorityKind.MESSAGE, "m")), [renamed], at(10))
    with pytest.raises(Refused, match="后来又有变更"):
        undo(supervisor, case, "办错人", at(10))
    assert not Undoing.objects.exists()


def test_a_decision_not_yet_handed_over_is_taken_back_and_not_handed_over(
    counter: Counter, supervisor: User, monkeypatch: pytest.MonkeyPatch, approver: User
) -> None:
    case = decided(counter, handled(monkeypatch, "three_eyes"))
    case = move(approver, case, Move.APPROVE, seen(case), at(10))
    assert undo(supervisor, case, "办错人", at(10)).state == "done"
    case.refresh_from_db()
    assert Move.SERVE not in offered_to(counter.clerk, case)


def alone(counter: Counter, monkeypatch: pytest.MonkeyPatch, number: int, first: int = 100) -> list[Case]:
    """So many decided by one person on the tenth; each about another person."""
    from shebao.fields.identifiers.identity import check_character

    service = handled(monkeypatch, "instant")
    bodies = [f"42990619900307{each}" for each in range(first, first + number)]
    return [
        start(
            counter.clerk, service, counter.office, counter.employer,
            TEXTS | {"identity_number": body + check_character(body)}, at(10),
        )
        for body in bodies
    ]  # fmt: skip


def test_samples_can_be_drawn_again_by_anybody_and_are_checked_by_another(
    counter: Counter, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = alone(counter, monkeypatch, 3)
    day = date(2026, 3, 10)
    with pytest.raises(Refused, match="已经过去"):
        draw(supervisor, counter.office, day, day, at(10))
    with pytest.raises(Refused, match="不能抽查"):
        draw(counter.clerk, counter.office, day, day, at(11))
    found = draw(supervisor, counter.office, day, day, at(11))
    numbers = list(decided_alone(counter.office, day, day).values_list("number", flat=True))
    assert sorted(numbers) == sorted(case.number for case in cases)
    sampled = [sample.case.number for sample in found.samples.all()]
    assert sampled == drawn(numbers, found.seed, rate_on(day).of(3))
    with pytest.raises(Refused, match="只抽一次"):
        draw(supervisor, counter.office, day, day, at(12))
    sample = Sample.objects.get()
    assert "抽查办件" in [work.task for work in to_check(counter.reviewer, TODAY.date()).mine]
    with pytest.raises(DatabaseError), transaction.atomic():
        Sample.objects.update(right=True, checked_by=counter.clerk, checked_at=TODAY)
    check_sample(counter.reviewer, sample, False, "身份证与登记不符", at(12))
    with pytest.raises(Refused, match="已经抽查过"):
        check_sample(counter.reviewer, sample, True, "改", at(12))
    for model in (Draw, Sample):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def test_a_deputy_acts_for_who_is_away_while_they_are_away(
    counter: Counter, service: Service, supervisor: User, member, tree
) -> None:
    deputy = member("counter_clerk", tree.unit, "deputy")
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    case = move(counter.reviewer, case, Move.RETURN, seen(case, "姓名"), at(10))
    with pytest.raises(Refused, match="接办"):
        move(deputy, case, Move.RESUBMIT, seen(case), at(11))
    absence = set_absence(
        supervisor, tree.unit, counter.clerk, deputy, date(2026, 3, 11), date(2026, 3, 13), "休假", at(10)
    )
    assert [work.task for work in waiting(deputy, date(2026, 3, 11)).mine] == ["补正办件"]
    with pytest.raises(Refused, match="接办"):
        move(deputy, case, Move.RESUBMIT, seen(case), at(10))
    case = move(deputy, case, Move.RESUBMIT, seen(case), at(11))
    deputy.memberships.create(organisation=tree.unit, role="case_reviewer")
    with pytest.raises(Refused, match="由别人复核"):
        move(User.objects.get(pk=deputy.pk), case, Move.REVIEW, seen(case), at(11))
    case = move(counter.reviewer, case, Move.RETURN, seen(case, "再看"), at(11))
    end_absence(supervisor, absence, at(11))
    assert [work.task for work in waiting(deputy, date(2026, 3, 12)).mine] == []
    with pytest.raises(Refused, match="接办"):
        move(deputy, case, Move.RESUBMIT, seen(case), at(12))


def test_absences_that_cannot_be(counter: Counter, supervisor: User, member, tree) -> None:
    deputy = member("counter_clerk", tree.unit, "deputy")
    days = (date(2026, 3, 11), date(2026, 3, 13))

    def told(person: User, other: User, first: date = days[0], last: date = days[1], reason: str = "休假") -> str:
        try:
            set_absence(supervisor, tree.unit, person, other, first, last, reason, at(10))
        except Refused as error:
            return error.refusals[0].code
        return ""

    assert told(counter.clerk, counter.clerk) == "same"
    assert told(counter.clerk, counter.reviewer) == "no_clerk"
    assert told(supervisor, deputy) == "own_case"
    assert told(counter.clerk, deputy, days[1], days[0]) == "dates"
    assert told(counter.clerk, deputy, reason=" ") == "missing"
    assert told(counter.clerk, deputy) == ""
    assert told(deputy, counter.clerk) == "chain"
    with pytest.raises(DatabaseError), transaction.atomic():
        Absence.objects.update(deputy=counter.clerk)


def test_the_supervisors_page_counts_and_acts_with_a_fixed_number_of_queries(
    counter: Counter, supervisor: User, service: Service, sign_in, monkeypatch
) -> None:
    first = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(1))
    page = sign_in(supervisor)
    page.get("/counter/supervision/")
    with CaptureQueriesContext(connection) as few:
        shown = page.get("/counter/supervision/").content.decode()
    assert "测试-clerk" in shown
    alone(counter, monkeypatch, 5)
    with CaptureQueriesContext(connection) as many:
        page.get("/counter/supervision/")
    assert len(many) == len(few)
    late = first.act_by + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at((late - date(2026, 3, 1)).days + 1))
    page = sign_in(supervisor)
    assert "本环节超期" in page.get("/counter/supervision/").content.decode()
    assert "督办超期" in [work.task for work in to_check(supervisor, late).mine]
    sent = {"office": str(counter.office.pk), "first": "2026-03-10", "last": "2026-03-10"}
    assert "抽取 1 件" in page.post("/counter/supervision/draw/", sent, follow=True).content.decode()
    assert "年-月-日" in page.post("/counter/supervision/draw/", sent | {"first": "x"}, follow=True).content.decode()
    sample = Sample.objects.get()
    checking = sign_in(counter.reviewer)
    assert str(sample.case) in checking.get("/counter/samples/").content.decode()
    sent = {"right": "1", "words": "逐项看过"}
    assert "无误" in checking.post(f"/counter/samples/{sample.pk}/check/", sent, follow=True).content.decode()


def test_the_list_and_a_case_take_a_fixed_number_of_queries(
    counter: Counter, sign_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = sign_in(counter.clerk)
    (case,) = alone(counter, monkeypatch, 1)
    clerk.get(case.get_absolute_url())
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            clerk.get("/counter/cases/?state=all")
            clerk.get(case.get_absolute_url())
        counts.append(len(asked))
        alone(counter, monkeypatch, 4, first=200 + 10 * number)
    assert counts[0] == counts[1]
    assert NUMBER not in clerk.get("/counter/cases/?state=all").content.decode()
