"""A month's run from the frozen record to what is owed: reviewed by another, written once, with what changed meanwhile."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from server.operations.contributions.made import APRIL, MARCH, PLACE, computed, do, employed, employer, moved
from shebao.fields.dates import Month
from shebao.operations.contributions.assessing import Horizon
from shebao.operations.record.effects import FactStated, SpellRestated
from shebao.operations.record.valid import Valid
from shebao.server.operations.contributions.doing import Refused, offered_to, start
from shebao.server.operations.contributions.machine import Move
from shebao.server.operations.contributions.models import MonthRun
from shebao.server.operations.contributions.reading import bill, months_of
from shebao.server.operations.contributions.waiting import waiting
from shebao.server.operations.contributions.working import Work
from shebao.server.operations.owing.doing import assessed_singly
from shebao.server.operations.owing.reading import horizon
from shebao.server.operations.records.models import Act, Liability
from shebao.server.operations.records.reading import holdings, liabilities_of
from shebao.server.platform.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def maker(member, tree):
    return member("contribution_clerk", tree.unit, "maker")


@pytest.fixture
def checker(member, tree):
    return member("contribution_reviewer", tree.unit, "checker")


def owed(person: int) -> list[Liability]:
    return [row for row in liabilities_of([person])[person] if row.known_to is None]


def bases(person: int, line: str = "pension_employee") -> list[tuple[int, date, date | None]]:
    return [(row.owed.base, row.valid.start, row.valid.end) for row in owed(person) if row.line == line]


def leave(person: int, end: date) -> None:
    spells = holdings([person]).spells[person].values()
    do(*(SpellRestated(person, spell.id, Valid(spell.valid.start, end), "221") for spell in spells))


def test_a_run_is_computed_reviewed_by_another_and_written_as_one_act(maker, checker, tree) -> None:
    at = employer()
    people = [employed(at), employed(at, "3000.00")]
    run = computed(maker, tree.unit)
    assert (run.state, run.rows, run.rejected, Liability.objects.count()) == ("review", 6, 0, 0)
    totals = {total.line: (total.rows, total.unit, total.person_share, total.reason) for total in run.totals.all()}
    assert totals["pension_employee"] == (2, 128_000 + 71_968, 64_000 + 35_984, "enrolled")
    assert (offered_to(maker, run), offered_to(checker, run)) == ([Move.WITHDRAW], [Move.APPROVE, Move.REFUSE])
    assert [work.subject for work in waiting(checker, timezone.localdate()).mine] == [str(run)]
    done = moved(checker, run, Move.APPROVE)
    assert (done.state, done.act.by, done.act.checked_by) == ("done", maker, checker)
    assert horizon() == Horizon(MARCH, MARCH)
    assert bases(people[0]) == [(800_000, date(2025, 3, 1), None)]
    assert not Work(done).folder.exists()


def test_what_a_run_computes_is_closed_to_others_of_the_machine_until_it_is_dropped(maker, tree) -> None:
    employed(employer())
    folder = Work(computed(maker, tree.unit)).folder
    assert list(folder.rglob("*.parquet"))
    assert folder.stat().st_mode & 0o077 == 0


def test_the_next_month_writes_what_changed_and_a_month_again_changes_nothing(maker, checker, tree) -> None:
    at = employer()
    stays, leaves = employed(at), employed(at)
    moved(checker, computed(maker, tree.unit), Move.APPROVE)
    leave(leaves, date(2025, 4, 1))
    comes = employed(at, "9000.00", date(2025, 4, 1))
    before = Liability.objects.count()
    done = moved(checker, computed(maker, tree.unit, APRIL), Move.APPROVE)
    assert Liability.objects.count() == before + 3, "the joiner's three lines"
    assert (bases(stays), bases(comes)) == ([(800_000, date(2025, 3, 1), None)], [(900_000, date(2025, 4, 1), None)])
    assert bases(leaves) == [(800_000, date(2025, 3, 1), date(2025, 4, 1))]
    assert {total.change for total in done.totals.all()} == {"same", "new"}
    again = moved(checker, computed(maker, tree.unit, APRIL), Move.APPROVE)
    assert {total.change for total in again.totals.all()} == {"same"}
    assert (Liability.objects.count(), horizon()) == (before + 3, Horizon(MARCH, APRIL))


def test_who_changed_between_freezing_and_writing_is_assessed_as_they_are_now(maker, checker, tree) -> None:
    at = employer()
    stays, leaves = employed(at), employed(at)
    moved(checker, computed(maker, tree.unit), Move.APPROVE)
    run = computed(maker, tree.unit, APRIL)
    leave(leaves, date(2025, 3, 1))
    comes = employed(at, "9000.00", date(2025, 4, 1))
    do(FactStated(stays, "declared_wage", "10000.00", Valid(date(2025, 4, 1), date(2026, 1, 1)), str(at)))
    moved(checker, run, Move.APPROVE)
    assert bases(leaves) == []
    assert bases(comes) == [(900_000, date(2025, 4, 1), None)]
    assert bases(stays) == [(800_000, date(2025, 3, 1), date(2025, 4, 1)), (1_000_000, date(2025, 4, 1), None)]
    everybody = [stays, leaves, comes]
    assert list(assessed_singly(everybody, Horizon(MARCH, APRIL))) == [], "as each would be from scratch"


def test_a_process_that_died_after_writing_goes_on_and_writes_nothing_twice(maker, checker, tree, monkeypatch) -> None:
    at = employer()
    person = employed(at)
    run = computed(maker, tree.unit)
    monkeypatch.setattr("shebao.server.operations.contributions.writing.month_assessed", _dies)
    with pytest.raises(KeyboardInterrupt):
        moved(checker, run, Move.APPROVE)
    monkeypatch.undo()
    run.refresh_from_db()
    assert (run.state, horizon(), len(owed(person))) == ("applying", None, 3)
    assert offered_to(checker, run) == [Move.CARRY_ON]
    run = moved(checker, run, Move.CARRY_ON)
    assert (run.state, len(owed(person))) == ("done", 3)
    assert Act.objects.filter(authority_id=f"应缴核定 {run.number}").count() == 1


def _dies(*_args: object) -> None:
    raise KeyboardInterrupt


def test_what_stands_against_a_run_is_told(maker, checker, tree, member) -> None:
    employed(employer())
    with pytest.raises(Refused, match="不能在"):
        start(checker, tree.unit, PLACE, MARCH)
    with pytest.raises(Refused, match="失业保险"):
        start(maker, tree.unit, PLACE, Month(2026, 1))
    run = computed(maker, tree.unit)
    with pytest.raises(Refused, match="正在进行"):
        start(maker, tree.unit, PLACE, MARCH)
    with pytest.raises(Refused, match="原因"):
        moved(checker, run, Move.REFUSE)
    refused = moved(checker, run, Move.REFUSE, "基数有误")
    assert (refused.state, refused.reason, Liability.objects.count()) == ("refused", "基数有误", 0)
    moved(checker, computed(maker, tree.unit), Move.APPROVE)
    with pytest.raises(Refused, match="只能核定 2025年4月"):
        start(maker, tree.unit, PLACE, Month(2025, 5))
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthRun.objects.filter(pk=run.pk).update(told="")


@pytest.mark.parametrize("field", ["maker", "place", "month", "started_at"])
def test_a_run_stays_what_its_maker_began(maker, checker, tree, field: str) -> None:
    employed(employer())
    run = computed(maker, tree.unit)
    other = {"maker": checker, "place": "420200", "month": APRIL.first_day, "started_at": timezone.now()}
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        MonthRun.objects.filter(pk=run.pk).update(**{field: other[field]})
    assert moved(checker, run, Move.APPROVE).state == "done"


def test_lines_that_cannot_be_assessed_are_counted_with_the_reason(maker, tree) -> None:
    employed(employer(injury_class="2"))
    without = employer()
    do(FactStated(without, "injury_class", "8", Valid(date(2015, 1, 1))))
    employed(without)
    employed(_no_class())
    run = computed(maker, tree.unit)
    assert [(gap.reason, gap.rows) for gap in run.gaps.all()] == [("单位没有工伤风险类别，请先核定费率", 1)]
    assert (run.rows, run.rejected) == (8, 1)


def _no_class() -> int:
    from server.operations.conftest import registered
    from shebao.operations.record.rows import SubjectKind

    return registered({"kind": "enterprise", "name": "新单位"}, SubjectKind.EMPLOYER)


def test_a_bill_has_every_person_and_why_it_is_not_last_months(maker, checker, tree) -> None:
    at = employer()
    stays, leaves = employed(at), employed(at)
    moved(checker, computed(maker, tree.unit), Move.APPROVE)
    leave(leaves, date(2025, 4, 1))
    comes = employed(at, "9000.00", date(2025, 4, 1))
    do(FactStated(stays, "declared_wage", "8500.00", Valid(date(2025, 4, 1), date(2026, 1, 1)), str(at)))
    moved(checker, computed(maker, tree.unit, APRIL), Move.APPROVE)
    found = bill(at, APRIL)
    pension = {item.person: (item.change, item.why) for item in found.items if item.line == "pension_employee"}
    assert pension[leaves] == ("gone", "解除劳动合同")
    assert pension[comes][0] == "new"
    assert pension[comes][1].startswith("新参保")
    assert "基数 8,000.00 改为 8,500.00" in pension[stays][1]
    rows = [row for person in (stays, comes) for row in owed(person) if APRIL.first_day in row.valid]
    assert (found.total.unit, found.total.person) == (
        sum(r.owed.unit for r in rows),
        sum(r.owed.person_share for r in rows),
    )
    assert (found.total.heads, bill(at, MARCH).total.heads) == (2, 2)


def test_months_are_shown_with_gaps_between(maker, checker, tree) -> None:
    at = employer()
    person = employed(at)
    moved(checker, computed(maker, tree.unit), Move.APPROVE)
    moved(checker, computed(maker, tree.unit, APRIL), Move.APPROVE)
    leave(person, date(2025, 4, 1))
    months = months_of(owed(person), APRIL)
    assert [(one.month, one.missing) for one in months] == [(APRIL, True), (MARCH, False)]
    assert (months[1].unit, months[1].person) == (128_000 + 5_600 + 2_560, 64_000 + 2_400)


def test_the_pages_of_a_month(maker, checker, tree, client) -> None:
    at = employer()
    person = employed(at)
    run = moved(checker, computed(maker, tree.unit), Move.APPROVE)
    client.force_login(maker)
    for address, words in (
        (reverse("contributions:runs"), "已核定 2025年3月 至 2025年3月"),
        (run.get_absolute_url(), "核定 3 人次"),
        (reverse("contributions:bill", args=[at]) + "?month=2025-03", "1,280.00"),
        (reverse("contributions:months", args=[person]), "2025-03"),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert words in page.content.decode(), address


@pytest.mark.parametrize(
    ("place", "month"), [("999999", "2025-01"), ("\x00", "2025-01"), ("420100", "2025-13"), ("", "")]
)
def test_a_place_or_month_that_is_none_is_told(maker, client, place: str, month: str) -> None:
    client.force_login(maker)
    answer = client.post("/contributions/start/", {"place": place, "month": month}, follow=True)
    assert answer.status_code == 200
    assert "2026-03" in answer.content.decode()
    assert not MonthRun.objects.exists()


def test_the_first_month_of_an_office_offers_its_city_by_name(maker, tree, client) -> None:
    employed(employer())
    Organisation.objects.filter(pk=tree.unit.pk).update(place="武汉市")
    client.force_login(maker)
    page = client.get(reverse("contributions:runs")).content.decode()
    assert 'name="place" value="武汉市"' in page
    answer = client.post("/contributions/start/", {"place": " 武汉市 ", "month": "2025-03"}, follow=True)
    assert MonthRun.objects.get().place == PLACE
    assert "武汉市" in answer.content.decode()


def test_the_reviewer_sees_whom_a_run_changes_most_before_it_is_written(maker, checker, tree, client) -> None:
    small, large = employer(name="合成小厂"), employer(name="合成大厂")
    people = [employed(small, "5000.00"), employed(large, "9000.00"), employed(large, "12000.00")]
    run = computed(maker, tree.unit)
    assert [(each.employer_id, each.rows) for each in run.employers.all()] == [(large, 6), (small, 3)]
    pension = run.persons.filter(line="pension_employee", change="new")
    assert [each.person_id for each in pension] == people[::-1]
    client.force_login(checker)
    page = client.get(reverse("contributions:run", args=[run.number])).content.decode()
    assert page.index("合成大厂") < page.index("合成小厂")
    kind = {"line": "pension_employee", "change": "new", "reason": "enrolled"}
    shown = client.get(reverse("contributions:changes", args=[run.number]), kind).content.decode()
    assert shown.index(f">{people[2]}<") < shown.index(f">{people[0]}<")
    assert "2,880.00" in shown
    gone = client.get(reverse("contributions:changes", args=[run.number]), {**kind, "reason": "left"})
    assert gone.status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        run.persons.update(unit=0)
