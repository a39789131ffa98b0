"""A case from the counter to the receipt: start, review, record, and everything that is refused on the way."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from server.operations.cases.made import NUMBER, SEEN, TEXTS, TODAY, seen
from server.operations.conftest import Counter, registered
from shebao.operations.casework.machine import TRANSITIONS, Move
from shebao.operations.casework.states import FINAL, State
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.doing import Refused, move, offered_to, start
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.reading import situation
from shebao.server.operations.cases.waiting import waiting
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import subjects_with, whole_record
from shebao.server.platform.access.models import Look, Restriction
from shebao.services.listing import catalogue

pytestmark = pytest.mark.django_db


def service_of(code: str = "SI-REG-005"):
    return catalogue().version(code, date(2026, 3, 10))


def begun(counter: Counter, **texts: str) -> Case:
    return start(counter.clerk, service_of(), counter.office, counter.employer, TEXTS | texts)


def test_a_joiner_from_counter_to_receipt(counter: Counter) -> None:
    case = begun(counter)
    assert (case.state, case.due_on) == ("review", date(2026, 3, 24))
    assert subjects_with("identity_number", NUMBER) == []
    done = move(counter.reviewer, case, Move.REVIEW, seen(case))
    assert (done.state, len(done.receipt)) == ("done", 12)
    assert (done.act.by, done.act.checked_by) == (counter.clerk, counter.reviewer)
    record = whole_record(case.person)
    view = record.on(date(2026, 3, 31), TODAY.date().replace(year=2027))
    assert sorted(spell.line for spell in view.spells) == ["injury", "pension_employee", "unemployment"]
    assert view.value("name") == "甲某"
    assert subjects_with("identity_number", NUMBER) == [case.person]


def test_a_leaver_by_the_other_service(counter: Counter) -> None:
    case = begun(counter)
    move(counter.reviewer, case, Move.REVIEW, seen(case))
    texts = {
        "change": "stop",
        "identity_number": NUMBER,
        "name": "甲某",
        "staff": "",
        "month": "2026-03",
        "reason": "222",
    }
    left = start(counter.clerk, service_of("SI-CON-001"), counter.office, counter.employer, texts)
    assert left.person == case.person
    move(counter.reviewer, left, Move.REVIEW, seen(left))
    view = whole_record(case.person).known(date(2027, 1, 1))
    assert {spell.valid.end for spell in view.spells} == {date(2026, 4, 1)}


def test_everything_that_stands_against_it_is_told_at_once(counter: Counter) -> None:
    with pytest.raises(Refused) as refused:
        begun(counter, start="2026-05", staff="established")
    assert [one.code for one in refused.value.refusals] == ["staff_fits_employer", "month_open"]
    assert Case.objects.count() == 0


def test_nobody_reviews_their_own_case(counter: Counter, member, tree) -> None:
    both = member("counter_clerk", tree.unit, "both")
    from shebao.server.platform.people.models import Membership

    Membership.objects.create(user=both, organisation=tree.unit, role="case_reviewer")
    case = start(both, service_of(), counter.office, counter.employer, TEXTS)
    assert Move.REVIEW not in offered_to(both, case)
    with pytest.raises(Refused, match="由别人复核"):
        move(both, case, Move.REVIEW, seen(case))
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(reviewer=both)


def test_a_case_is_returned_mended_and_decided(counter: Counter) -> None:
    case = begun(counter)
    with pytest.raises(Refused, match="原因"):
        move(counter.reviewer, case, Move.RETURN, seen(case))
    case = move(counter.reviewer, case, Move.RETURN, seen(case, "请核对姓名"))
    assert [work.task for work in waiting(counter.clerk, TODAY.date()).mine] == ["补正办件"]
    case = move(counter.clerk, case, Move.RESUBMIT, seen(case))
    assert [work.task for work in waiting(counter.reviewer, TODAY.date()).mine] == ["复核办件"]
    case = move(counter.reviewer, case, Move.REVIEW, seen(case))
    assert list(case.steps.values_list("label", flat=True)) == ["受理", "退回受理人", "重新提交", "复核同意"]


def test_a_case_on_facts_that_have_changed_is_not_carried_out(counter: Counter) -> None:
    case = begun(counter)
    closed = FactStated(counter.employer, "status", "suspended", Valid(date(2026, 3, 1)))
    apply(Order(Authority(AuthorityKind.MESSAGE, "m1")), [closed])
    with pytest.raises(Refused, match="已有变化"):
        move(counter.reviewer, case, Move.REVIEW, seen(case))
    case.refresh_from_db()
    assert (case.state, whole_record(case.person)) == ("review", None)


def test_two_cases_about_one_new_person_make_one_record(counter: Counter) -> None:
    first, second = begun(counter), begun(counter)
    move(counter.reviewer, first, Move.REVIEW, seen(first))
    with pytest.raises(Refused):
        move(counter.reviewer, second, Move.REVIEW, seen(second))
    assert subjects_with("identity_number", NUMBER) == [first.person]


def test_a_double_click_and_a_stale_page_do_nothing(counter: Counter) -> None:
    case = begun(counter)
    once = seen(case)
    move(counter.reviewer, case, Move.REVIEW, once)
    with pytest.raises(Refused, match="最新内容"):
        move(counter.reviewer, case, Move.REVIEW, once)


def test_what_has_ended_stays_ended_and_steps_stay(counter: Counter) -> None:
    case = begun(counter)
    move(counter.reviewer, case, Move.REVIEW, seen(case))
    for statement in (
        "UPDATE cases_case SET state = 'review' WHERE state = 'done'",
        "UPDATE cases_case SET state = 'review', form = form || 'x' WHERE state = 'done'",
        "DELETE FROM cases_case",
        "UPDATE cases_step SET reason = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_every_open_state_has_an_exit_and_somebody_who_may_take_it() -> None:
    for state in State:
        exits = [one for one in TRANSITIONS.values() if state in one.sources]
        assert bool(exits) == (state not in FINAL), state
        assert all(one.permission for one in exits)


def test_no_number_stands_in_clear_in_any_table(counter: Counter) -> None:
    case = begun(counter)
    move(counter.reviewer, case, Move.REVIEW, seen(case))
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [f'public."{table}"'])
            if cursor.fetchone()[0]:
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{NUMBER}%"])
                assert cursor.fetchone() == (0,), table


def test_the_pages_work_masked_and_every_look_is_logged(counter: Counter, sign_in) -> None:
    clerk, reviewer = sign_in(counter.clerk), sign_in(counter.reviewer)
    address = f"/counter/services/SI-REG-005/?employer={counter.employer}"
    assert "起始月" in clerk.get(address).content.decode()
    shown = clerk.post(address, TEXTS | {"employer": str(counter.employer)}).content.decode()
    assert "参加企业职工基本养老保险" in shown
    wrong = clerk.post(address, TEXTS | {"employer": str(counter.employer), "start": "三月"}).content.decode()
    assert "受理并提交" not in wrong
    accepted = clerk.post(address, TEXTS | SEEN | {"employer": str(counter.employer), "confirm": "1"})
    case = Case.objects.get()
    assert accepted.headers["Location"] == case.get_absolute_url()
    page = reviewer.get(case.get_absolute_url()).content.decode()
    assert NUMBER not in page
    assert "复核同意" in page
    reviewer.post(f"{case.get_absolute_url()}move/", {"move": "review", **seen(case)}, follow=True)
    looks = Look.objects.count()
    person = clerk.post("/counter/", {"q": NUMBER}, follow=True).content.decode()
    assert NUMBER not in person
    assert "正常参保" in person
    assert Look.objects.count() > looks
    clear = clerk.post(f"/counter/persons/{case.person}/open/", {"reason": "核对身份证原件"}).content.decode()
    assert NUMBER in clear
    assert Look.objects.filter(kind="opened", subjects=[f"records.subject:{case.person}"]).count() == 1
    case.refresh_from_db()
    assert case.receipt in clerk.get(case.get_absolute_url()).content.decode()


def test_a_number_that_the_counter_brings_along_stays_out_of_the_page(counter: Counter, sign_in) -> None:
    case = begun(counter)
    move(counter.reviewer, case, Move.REVIEW, seen(case))
    clerk = sign_in(counter.clerk)
    address = f"/counter/services/SI-CON-001/?person={case.person}&employer={counter.employer}"
    looks = Look.objects.count()
    page = clerk.get(address).content.decode()
    assert NUMBER not in page
    assert Look.objects.count() == looks + 1
    texts = {
        "person": str(case.person),
        "employer": str(counter.employer),
        "change": "stop",
        "month": "2026-03",
        "reason": "222",
    }
    shown = clerk.post(address, texts).content.decode()
    assert NUMBER not in shown
    assert "受理并提交" in shown
    clerk.post(address, texts | SEEN | {"confirm": "1"})
    assert Case.objects.get(service="SI-CON-001").person == case.person


def test_who_is_restricted_is_neither_shown_nor_probed(counter: Counter, sign_in, member, tree) -> None:
    case = begun(counter)
    move(counter.reviewer, case, Move.REVIEW, seen(case))
    Restriction.objects.create(
        subject=f"records.subject:{case.person}", organisation=counter.office, tier="protected", reason="受保护人员",
        set_by=counter.reviewer,
    )  # fmt: skip
    clerk = sign_in(counter.clerk)
    person = clerk.get(f"/counter/persons/{case.person}/").content.decode()
    assert "甲某" not in person
    assert "1990-03-07" not in person
    assert "正常参保" not in person
    assert "甲某" not in clerk.get(case.get_absolute_url()).content.decode()
    address = f"/counter/services/SI-REG-005/?employer={counter.employer}"
    assert clerk.post(address, TEXTS | {"employer": str(counter.employer)}).status_code == 403


def test_a_clerk_accepts_cases_at_their_own_office_only(counter: Counter, tree) -> None:
    with pytest.raises(Refused, match="不能在"):
        start(counter.clerk, service_of(), tree.other_unit, counter.employer, TEXTS)


def test_a_case_of_another_office_does_not_exist(counter: Counter, sign_in) -> None:
    case = begun(counter)
    elsewhere = sign_in(counter.other)
    assert elsewhere.get(case.get_absolute_url()).status_code == 404
    assert elsewhere.post(f"{case.get_absolute_url()}move/", {"move": "review", **seen(case)}).status_code == 404


def test_a_service_that_is_not_open_cannot_be_started(counter: Counter, sign_in) -> None:
    clerk = sign_in(counter.clerk)
    assert "尚未开办" in clerk.get("/counter/services/").content.decode()
    assert clerk.get("/counter/services/SI-PEN-001/").status_code == 404


@pytest.mark.parametrize(
    ("place", "residence", "found"),
    [("武汉市", "", "420100"), ("示例市", "420106", "420100"), ("示例市", "", "000000"), ("", "429906", "429900")],
)
def test_who_has_no_employer_is_handled_by_the_rules_of_the_office_or_the_residence(
    counter: Counter, place: str, residence: str, found: str
) -> None:
    counter.office.place = place
    person = registered({"name": "甲某", **({"division": residence} if residence else {})})
    assert situation(counter.office, person, None).place == found
    assert situation(counter.office, person, counter.employer).place == "429900"
