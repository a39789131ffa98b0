"""A staff list from upload to the record: checked whole, reviewed by another, written as one act, never half."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from server.operations.conftest import Counter
from shebao.fields.identifiers.identity import check_character
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated
from shebao.operations.record.valid import Valid
from shebao.server.operations.lists import carrying, tasks
from shebao.server.operations.lists.doing import Moving, Refused, move, move_all, offered_to, takes_lists, upload
from shebao.server.operations.lists.machine import TRANSITIONS, Move
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.states import FINAL, State
from shebao.server.operations.lists.waiting import waiting
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.models import Act, Spell
from shebao.server.operations.records.reading import subjects_with, whole_record
from shebao.server.platform.access.models import Look
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.files.store import store_bytes
from shebao.server.platform.jobs.background import Run
from shebao.server.platform.jobs.models import Job
from shebao.services.listing import catalogue

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
ASSESSED = carrying.assessed
HEADS = ["证件号码", "姓名", "人员类别", "起始月", "变更原因"]


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten o'clock on the tenth of March 2026, whatever the day of the test."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def number(each: int, born: str = "19900307") -> str:
    body = f"429906{born}{each:03d}"
    return body + check_character(body)


def people(count: int, **changed: str) -> list[list[str]]:
    row = {"start": "2026-03", "staff": "职工"} | changed
    return [[number(each), f"甲{each}", row["staff"], row["start"], "新参保"] for each in range(count)]


def service(code: str = "SI-REG-005"):
    return catalogue().version(code, date(2026, 3, 10))


def uploaded(counter: Counter, rows: list[list[str]], heads: list[str] = HEADS, code: str = "SI-REG-005") -> StaffList:
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    stored = store_bytes(out.getvalue().encode(), kind="text", name="名册.csv", owner=counter.clerk)
    return upload(counter.clerk, service(code), counter.office, counter.employer, stored)


def ran(found: StaffList) -> StaffList:
    """The list after the background work that waits for it."""
    waiting_jobs = Job.objects.filter(kind__startswith="lists.", arguments__number=found.number).order_by("created_at")
    while job := waiting_jobs.first():
        job.delete()
        assert {"lists.check": tasks.check, "lists.apply": tasks.apply}[job.kind](Run(job.pk), **job.arguments)
    return StaffList.objects.get(pk=found.pk)


def moved(person, found: StaffList, wanted: Move, reason: str = "") -> StaffList:
    seen = {"seen_state": found.state, "seen_version": str(found.version), "reason": reason}
    return ran(move(person, found, wanted, seen))


def test_a_list_from_upload_to_the_record(counter: Counter) -> None:
    found = ran(uploaded(counter, people(3)))
    assert (found.state, found.rows, found.good, StoredFile.objects.count()) == ("ready", 3, 3, 0)
    assert found.summary[0] == "新建个人记录 3 人"
    assert Spell.objects.count() == 0
    sent = moved(counter.clerk, found, Move.SUBMIT)
    assert [work.subject for work in waiting(counter.reviewer, NOW.date()).mine] == [str(found)]
    done = moved(counter.reviewer, sent, Move.APPROVE)
    assert (done.state, done.act.by, done.act.checked_by) == ("done", counter.clerk, counter.reviewer)
    for each in range(3):
        (person,) = subjects_with("identity_number", number(each))
        view = whole_record(person).known(date(2027, 1, 1))
        assert (view.value("name"), len(view.spells)) == (f"甲{each}", 3)
    assert Act.objects.filter(authority_id=f"list-{found.number}").count() == 1


def test_a_file_with_mistakes_is_refused_whole_and_keeps_no_plain_number(counter: Counter) -> None:
    rows = people(3)
    rows[1][3] = "三月"
    rows[2][0] = rows[2][0][:-1] + ("1" if rows[2][0][-1] != "1" else "2")
    found = ran(uploaded(counter, rows))
    assert (found.state, found.problem_count, found.rows) == ("faulty", 2, 0)
    assert [problem[:2] for problem in found.opened("problems")] == [[3, "起始月"], [4, "证件号码"]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(l)::text FROM lists_stafflist l")
        assert rows[0][0][:17] not in (kept := cursor.fetchone()[0])
        assert rows[2][0][:17] not in kept


def test_a_number_in_the_name_of_a_file_is_masked(counter: Counter) -> None:
    stored = store_bytes(b"a,b", kind="text", name=f"{number(1)}.csv", owner=counter.clerk)
    found = upload(counter.clerk, service(), counter.office, counter.employer, stored)
    assert number(1) not in found.name
    assert found.name.endswith(".csv")


def test_who_cannot_be_enrolled_is_held_and_the_rest_goes_on_without_them(counter: Counter) -> None:
    rows = [*people(2), [number(7, "20150307"), "乙", "职工", "2026-03", "新参保"]]
    found = ran(uploaded(counter, rows))
    assert (found.state, found.good, found.against) == ("held", 2, 1)
    assert any("16 周岁" in why for why in found.opened("results")[2][4])
    sent = moved(counter.clerk, found, Move.SUBMIT_REST)
    assert moved(counter.reviewer, sent, Move.APPROVE).state == "done"
    assert subjects_with("identity_number", number(7, "20150307")) == []
    assert subjects_with("identity_number", number(1)) != []


def test_what_changed_after_the_review_is_not_written_and_the_row_is_named(counter: Counter) -> None:
    first = ran(uploaded(counter, people(2)))
    second = ran(uploaded(counter, people(2)))
    for found in (first, second):
        moved(counter.clerk, found, Move.SUBMIT)
    assert moved(counter.reviewer, StaffList.objects.get(pk=first.pk), Move.APPROVE).state == "done"
    again = moved(counter.reviewer, StaffList.objects.get(pk=second.pk), Move.APPROVE)
    assert (again.state, again.against, again.reviewer) == ("held", 2, None)
    assert any("第 2、3 行" in step.reason for step in again.steps.all())
    assert Spell.objects.filter(known_to=None).count() == 6


@pytest.mark.parametrize("meanwhile", [None, "left", "staff"])
def test_what_this_process_just_found_is_written_unless_it_has_changed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, meanwhile: str | None
) -> None:
    joined = ran(uploaded(counter, people(1)))
    moved(counter.reviewer, moved(counter.clerk, joined, Move.SUBMIT), Move.APPROVE)
    heads = ["增减", "证件号码", "姓名", "人员类别", "月份", "变更原因"]
    rows = [["减员", number(0), "甲0", "", "2026-03", "辞职"]]
    found = moved(counter.clerk, ran(uploaded(counter, rows, heads, "SI-CON-001")), Move.SUBMIT)
    checked = carrying.judge(found)
    if meanwhile == "left":
        first = moved(counter.clerk, ran(uploaded(counter, rows, heads, "SI-CON-001")), Move.SUBMIT)
        assert moved(counter.reviewer, first, Move.APPROVE).state == "done"
    elif meanwhile == "staff":
        moved(counter.reviewer, moved(counter.clerk, ran(uploaded(counter, people(2)[1:])), Move.SUBMIT), Move.APPROVE)
    seen = {"seen_state": "review", "seen_version": str(found.version)}
    (agreed,) = move_all(counter.reviewer, [Moving(found, Move.APPROVE, seen, NOW)])
    asked = []
    monkeypatch.setattr(carrying, "assessed", lambda *given: asked.append(given) or ASSESSED(*given))
    carrying.settle_all([carrying.carried(agreed, NOW, checked)])
    assert len(asked) == (meanwhile is not None)
    assert StaffList.objects.get(pk=found.pk).state == ("checking" if meanwhile == "left" else "done")


def test_of_lists_that_are_moved_together_all_are_or_none(counter: Counter) -> None:
    both = [ran(uploaded(counter, people(2)[:1])), ran(uploaded(counter, people(2)[1:]))]
    seen = [{"seen_state": "ready", "seen_version": str(one.version)} for one in both]
    with pytest.raises(Refused):
        move_all(
            counter.clerk, [Moving(both[0], Move.SUBMIT, seen[0], NOW), Moving(both[1], Move.APPROVE, seen[1], NOW)]
        )
    assert {one.state for one in StaffList.objects.all()} == {"ready"}
    move_all(counter.clerk, [Moving(one, Move.SUBMIT, own, NOW) for one, own in zip(both, seen, strict=True)])
    assert {(one.state, one.steps.last().label) for one in StaffList.objects.all()} == {("review", "提交复核")}


def test_leavers_and_joiners_go_in_one_list_and_written_twice_is_written_once(counter: Counter) -> None:
    joined = ran(uploaded(counter, people(1)))
    moved(counter.reviewer, moved(counter.clerk, joined, Move.SUBMIT), Move.APPROVE)
    rows = [["减员", number(0), "甲0", "", "2026-03", "辞职"], ["增员", number(1), "甲1", "职工", "2026-03", "新参保"]]
    heads = ["增减", "证件号码", "姓名", "人员类别", "月份", "变更原因"]
    sent = moved(counter.clerk, ran(uploaded(counter, rows, heads, "SI-CON-001")), Move.SUBMIT)
    done = moved(counter.reviewer, sent, Move.APPROVE)
    ended = Spell.objects.filter(known_to=None, person=subjects_with("identity_number", number(0))[0])
    assert {spell.valid.upper for spell in ended} == {date(2026, 4, 1)}
    assert done.state == "done"


def test_a_worker_that_dies_after_writing_writes_nothing_twice(counter: Counter, monkeypatch) -> None:
    found = moved(counter.clerk, ran(uploaded(counter, people(2))), Move.SUBMIT)
    settle = carrying.settle_all
    monkeypatch.setattr(carrying, "settle_all", lambda *told: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        moved(counter.reviewer, found, Move.APPROVE)
    monkeypatch.setattr(carrying, "settle_all", settle)
    spells = Spell.objects.count()
    again = StaffList.objects.get(pk=found.pk)
    assert (again.state, offered_to(counter.reviewer, again)) == ("applying", [Move.CARRY_ON])
    assert moved(counter.reviewer, again, Move.CARRY_ON).state == "done"
    assert Spell.objects.count() == spells == 6


def test_a_death_that_becomes_known_holds_the_list(counter: Counter) -> None:
    joined = ran(uploaded(counter, people(1)))
    moved(counter.reviewer, moved(counter.clerk, joined, Move.SUBMIT), Move.APPROVE)
    (person,) = subjects_with("identity_number", number(0))
    death = FactStated(person, "death", "2026-02-01", Valid(date(2026, 2, 1)))
    apply(Order(Authority(AuthorityKind.MESSAGE, "death")), [death])
    found = ran(uploaded(counter, [[number(0), "甲0", "编制内人员", "2026-03", "新参保"]]))
    assert {why.partition("：")[0] for why in found.opened("results")[0][4]} >= {"本人在世", "人员类别与单位类型相符"}


def test_only_another_reviews_and_only_who_uploaded_submits(counter: Counter) -> None:
    found = ran(uploaded(counter, people(1)))
    assert offered_to(counter.reviewer, found) == []
    with pytest.raises(Refused):
        moved(counter.other, found, Move.SUBMIT)
    sent = moved(counter.clerk, found, Move.SUBMIT)
    with pytest.raises(Refused, match="原因"):
        moved(counter.reviewer, sent, Move.RETURN)
    back = moved(counter.reviewer, sent, Move.RETURN, "请核对人员类别")
    assert back.state == "ready"
    with pytest.raises(Refused):
        move(counter.clerk, back, Move.SUBMIT, {"seen_state": "ready", "seen_version": str(sent.version)})
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffList.objects.filter(pk=found.pk).update(reviewer=counter.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffList.objects.filter(pk=found.pk).update(state="applying")


@pytest.mark.parametrize("field", ["clerk", "office", "employer", "service"])
def test_a_list_stays_what_was_brought(counter: Counter, field: str) -> None:
    found = uploaded(counter, people(1))
    other = {"clerk": counter.reviewer, "office": counter.office.parent, "employer": 1, "service": "SI-CON-001"}
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        StaffList.objects.filter(pk=found.pk).update(**{field: other[field]})


def test_nothing_is_stuck_each_open_state_has_a_way_out() -> None:
    ways = {source for transition in TRANSITIONS.values() for source in transition.sources}
    assert ways == set(State) - set(FINAL)


def test_services_that_take_lists_are_those_about_persons_at_an_employer() -> None:
    codes = {one.code for one in catalogue().on(date(2026, 3, 10)) if takes_lists(one)}
    assert {"SI-REG-005", "SI-CON-001", "SI-REG-012", "SI-REG-013"} <= codes
    assert not codes & {"SI-REG-001", "SI-INF-003", "SI-QRY-002", "SI-REG-006"}


def test_pages_from_upload_to_results(counter: Counter, client) -> None:
    client.force_login(counter.clerk)
    out = io.StringIO()
    csv.writer(out).writerows([HEADS, *people(2)])
    sent = {"service": "SI-REG-005", "employer": str(counter.employer)}
    file = SimpleUploadedFile("名册.csv", out.getvalue().encode())
    answer = client.post("/lists/upload/", sent | {"file": file})
    found = ran(StaffList.objects.get())
    assert answer["Location"] == found.get_absolute_url()
    page = client.get(found.get_absolute_url()).content.decode()
    assert "2 人都可以办理" in page
    assert number(0) not in page
    assert "甲0" in page
    looks = Look.objects.count()
    book = client.get(f"/lists/{found.number}/results/")
    assert book.status_code == 200
    assert Look.objects.count() == looks + 1
    pasted = client.post("/lists/upload/", sent | {"pasted": out.getvalue().replace(",", "\t")})
    assert ran(StaffList.objects.order_by("pk").exclude(pk=found.pk).get()).rows == 2
    assert pasted.status_code == 302
    assert "请选择文件" in client.post("/lists/upload/", sent, follow=True).content.decode()
    assert client.get("/lists/").status_code == 200
