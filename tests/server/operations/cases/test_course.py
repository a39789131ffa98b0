"""The course of stored cases: draft, handed in, corrected, paused, decided, handed over, and what is told in writing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pypdfium2 as pdfium
import pytest
from django.db import DatabaseError, transaction

from server.operations.cases.made import SEEN, TEXTS, TODAY, at, handled, seen
from server.operations.conftest import Counter
from shebao.operations.casework.machine import Move
from shebao.server.operations.cases.applying import Begun
from shebao.server.operations.cases.doing import Refused, keep, move, offered_to, start
from shebao.server.operations.cases.models import Case, Notice
from shebao.server.operations.cases.reading import Wanted, listed
from shebao.server.operations.cases.waiting import waiting
from shebao.server.operations.records.reading import whole_record
from shebao.server.operations.supervision.reading import changed_services
from shebao.server.platform.people.models import User
from shebao.services.model import Service

pytestmark = pytest.mark.django_db


def test_what_is_handed_in_is_accepted_later_and_its_clock_runs_from_then(counter: Counter, service: Service) -> None:
    case = keep(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10), hand_in=True)
    assert (case.state, case.due_on, case.act_by) == ("submitted", None, date(2026, 3, 17))
    assert [work.task for work in waiting(counter.clerk, TODAY.date()).mine] == ["受理申请"]
    case = move(counter.clerk, case, Move.ACCEPT, seen(case) | SEEN, at(12))
    assert (case.state, case.clerk, case.due_on) == ("review", counter.clerk, date(2026, 3, 26))
    assert [one.kind for one in case.notices.all()] == ["accepted"]


def test_a_draft_need_not_be_right_and_lapses_only_after_its_time(counter: Counter, service: Service) -> None:
    case = keep(counter.clerk, service, counter.office, None, {"name": "甲某"}, at(10))
    assert (case.state, case.person) == ("draft", None)
    with pytest.raises(Refused, match="过了才能"):
        move(counter.clerk, case, Move.LAPSE, seen(case), at(11))
    assert Move.LAPSE not in offered_to(counter.clerk, case)
    handed = move(counter.clerk, case, Move.SUBMIT, seen(case), at(11))
    with pytest.raises(Refused, match="证件号码"):
        move(counter.clerk, handed, Move.ACCEPT, seen(handed), at(11))
    lapsed = keep(counter.clerk, service, counter.office, None, {}, at(1))
    assert move(counter.clerk, lapsed, Move.LAPSE, seen(lapsed), at(1) + timedelta(days=40)).state == "withdrawn"


def test_corrections_are_told_at_once_in_writing_and_answered(counter: Counter, service: Service) -> None:
    case = keep(counter.clerk, service, counter.office, counter.employer, TEXTS | {"name": ""}, at(10), hand_in=True)
    asks = {"item:m1": "登记表没有盖章", "item:f.name": "请填姓名"}
    case = move(counter.clerk, case, Move.ASK, seen(case) | asks, at(11))
    assert (case.state, case.rounds) == ("correcting", 1)
    told = case.notices.get(kind="correction")
    assert len(told.lines) == 2
    assert told.until == case.act_by
    case = move(counter.clerk, case, Move.ANSWER, seen(case), at(12), texts=TEXTS)
    assert case.state == "submitted"
    with pytest.raises(Refused, match="再次告知"):
        move(counter.clerk, case, Move.ASK, seen(case) | {"item:m2": "身份证过期"}, at(12))
    case = move(counter.clerk, case, Move.ASK, seen(case) | {"item:m1": "章不清楚"}, at(12))
    assert case.rounds == 2
    case = move(counter.clerk, case, Move.ANSWER, seen(case), at(13))
    assert move(counter.clerk, case, Move.ACCEPT, seen(case) | SEEN, at(13)).state == "review"


def test_correction_after_acceptance_stops_the_clock(counter: Counter, service: Service) -> None:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    assert case.due_on == date(2026, 3, 24)
    case = move(counter.reviewer, case, Move.RETURN, seen(case, "缺花名册"), at(11))
    case = move(counter.clerk, case, Move.ASK, seen(case) | {"item:m1": "请补人员名册"}, at(11))
    assert (case.due_on, case.law_due_on) == (None, None)
    case = move(counter.clerk, case, Move.ANSWER, seen(case), at(17))
    assert (case.state, case.due_on) == (
        "review",
        date(2026, 3, 30),
    )  # four workdays stood still: 12, 13, 16 and 17 March


def test_a_pause_for_a_court_ends_where_it_began_and_can_only_be_prolonged_when_over(
    counter: Counter, service: Service
) -> None:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    with pytest.raises(Refused, match="中止的情形"):
        move(counter.clerk, case, Move.SUSPEND, seen(case, "等判决") | {"pause": "holiday"}, at(10))
    case = move(counter.clerk, case, Move.SUSPEND, seen(case, "等判决") | {"pause": "court"}, at(10))
    assert (case.state, case.due_on) == ("suspended", None)
    with pytest.raises(Refused):
        move(counter.clerk, case, Move.EXTEND, seen(case, "还没判"), at(20))
    late = datetime.combine(case.act_by + timedelta(days=1), TODAY.timetz())
    assert [work.task for work in waiting(counter.clerk, late.date()).mine] == ["到期处理"]
    case = move(counter.clerk, case, Move.EXTEND, seen(case, "还没判"), late)
    case = move(counter.clerk, case, Move.RESUME, seen(case), late)
    assert (case.state, case.pauses.get().ended_on) == ("review", late.date())
    with pytest.raises(DatabaseError), transaction.atomic():
        case.pauses.update(ended_on=date(2026, 3, 11))


def test_three_people_decide_and_the_decision_is_handed_over(
    counter: Counter, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = handled(monkeypatch, "three_eyes", risk="high")
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    case = move(counter.reviewer, case, Move.REVIEW, seen(case), at(11))
    assert case.state == "approval"
    case = move(approver, case, Move.APPROVE, seen(case), at(12))
    assert (case.state, case.act.approved_by, case.ended_at) == ("decided", approver, None)
    assert [work.task for work in waiting(counter.clerk, TODAY.date()).mine] == ["送达决定"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="review")
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(person=1)
    case = move(counter.clerk, case, Move.SERVE, seen(case), at(13))
    assert (case.state, case.ended_at) == ("done", at(13))


def test_another_authority_decides_and_another_person_checks_what_was_entered(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = handled(monkeypatch, "appraisal")
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    assert (case.state, case.due_on, case.pauses.get().reason) == ("outside", None, "appraisal")
    with pytest.raises(Refused, match="文号"):
        move(counter.clerk, case, Move.FINDING, seen(case), at(20))
    case = move(counter.clerk, case, Move.FINDING, seen(case, "认定书 1 号，2026-03-19"), at(20))
    assert case.state == "review"
    assert case.due_on is not None
    assert move(counter.reviewer, case, Move.REVIEW, seen(case), at(20)).state == "decided"


def test_what_is_refused_tells_the_remedy(counter: Counter, service: Service) -> None:
    handed = keep(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10), hand_in=True)
    with pytest.raises(Refused, match="原因"):
        move(counter.clerk, handed, Move.NOT_ACCEPT, seen(handed), at(10))
    handed = move(counter.clerk, handed, Move.NOT_ACCEPT, seen(handed, "不属于本机构职权范围"), at(10))
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    case = move(counter.reviewer, case, Move.REFUSE, seen(case, "没有建立劳动关系"), at(11))
    for each in (handed, case):
        notice = each.notices.get(kind=each.state)
        assert "行政复议" in notice.remedy
        assert notice.reason
    assert whole_record(case.person) is None
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.update(reason="别的")


def test_a_form_sent_twice_is_one_case(counter: Counter, service: Service) -> None:
    once = Begun(submission=uuid4())
    first = start(counter.clerk, service, counter.office, counter.employer, TEXTS, begun=once)
    assert start(counter.clerk, service, counter.office, counter.employer, TEXTS, begun=once) == first
    assert Case.objects.count() == 1


def test_another_clerk_gets_a_case_and_none_of_both_reviews_it(
    counter: Counter, service: Service, member, tree
) -> None:
    supervisor = member("case_supervisor", tree.unit, "supervisor")
    second = member("counter_clerk", tree.unit, "second")
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    with pytest.raises(Refused, match="请选一位"):
        move(supervisor, case, Move.REASSIGN, seen(case, "休假") | {"to": str(counter.reviewer.pk)}, at(11))
    case = move(supervisor, case, Move.REASSIGN, seen(case, "休假") | {"to": str(second.pk)}, at(11))
    assert (case.clerk, case.state) == (second, "review")
    User.objects.get(pk=counter.clerk.pk).memberships.create(organisation=tree.unit, role="case_reviewer")
    before = User.objects.get(pk=counter.clerk.pk)
    with pytest.raises(Refused, match="由别人复核"):
        move(before, case, Move.REVIEW, seen(case), at(11))
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(reviewer=before)


def test_a_service_whose_file_was_changed_stops_its_cases_and_says_so(
    counter: Counter, service: Service, monkeypatch: pytest.MonkeyPatch, sign_in
) -> None:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    assert changed_services() == ""
    handled(monkeypatch, "two_eyes", digest="0" * 64)
    with pytest.raises(Refused, match="已被改动"):
        move(counter.reviewer, case, Move.REVIEW, seen(case), at(11))
    assert "1 件在办件" in changed_services()
    assert "已被改动" in sign_in(counter.reviewer).get(case.get_absolute_url()).content.decode()


def test_risk_asks_for_another_person_and_open_cases_for_a_deadline(counter: Counter, service: Service) -> None:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    for wrong in ({"risk": "high", "eyes": 1}, {"act_by": None}, {"accepted_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**wrong)


def test_the_list_knows_what_is_late_without_any_job(counter: Counter, service: Service) -> None:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    late = Wanted(due="late")
    assert list(listed(counter.clerk, late, case.due_on)) == []
    assert list(listed(counter.clerk, late, case.due_on + timedelta(days=1))) == [case]
    assert list(listed(counter.other, late, case.due_on + timedelta(days=1))) == []


def test_anybody_can_ask_whether_a_notice_is_genuine_and_learns_nothing_else(
    counter: Counter, service: Service, client
) -> None:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    case = move(counter.reviewer, case, Move.REVIEW, seen(case), at(11))
    page = client.get(f"/receipts/{case.receipt.lower()}/").content.decode()
    assert "由本机构出具" in page
    assert case.number in page
    assert "甲某" not in page
    assert str(case.person) not in page
    assert client.get("/receipts/AAAAAAAAAAAA/").status_code == 404


def test_every_notice_prints_with_its_code_and_without_a_number_in_clear(
    counter: Counter, service: Service, sign_in
) -> None:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    case = move(counter.reviewer, case, Move.REVIEW, seen(case), at(11))
    clerk = sign_in(counter.clerk)
    for one in case.notices.all():
        answer = clerk.get(f"/papers/notices/{case.number}/{one.code}/")
        assert answer.headers["Content-Type"] == "application/pdf"
        with pdfium.PdfDocument(answer.content) as document:
            text = "".join(document[0].get_textpage().get_text_range().split())
        assert one.get_kind_display() in text
        assert one.code in text
        assert f"/receipts/{one.code}/" in text
        assert TEXTS["identity_number"] not in text
    assert "参加企业职工基本养老保险" in text
    assert clerk.get(f"/papers/notices/{case.number}/AAAAAAAAAAAA/").status_code == 404


def test_a_returned_case_is_mended_on_its_form_and_numbers_stay_out_of_the_page(
    counter: Counter, service: Service, sign_in
) -> None:
    case = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    case = move(counter.reviewer, case, Move.RETURN, seen(case, "姓名不符"), at(11))
    clerk = sign_in(counter.clerk)
    address = f"{case.get_absolute_url()}form/"
    page = clerk.get(address).content.decode()
    assert TEXTS["identity_number"] not in page
    sent = {**TEXTS, "identity_number": "", "name": "乙某", **seen(case)}
    assert clerk.post(address, sent).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.texts["name"], case.texts["identity_number"]) == (
        "review",
        "乙某",
        TEXTS["identity_number"],
    )
    assert clerk.get(address).status_code == 404
