"""Of who is restricted, no page, paper, file or list of the agency's business shows or lets find out anything, however it is asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest

from server.operations.collection.made import KEYS, receipt, sent
from server.operations.conftest import NUMBER, Counter, registered
from server.operations.contributions.made import MARCH, computed, employed, moved
from server.operations.contributions.made import employer as assessed_employer
from shebao.operations.collection.amounts import Amounts
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import SpellStarted
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.doing import start
from shebao.server.operations.cases.models import Case
from shebao.server.operations.collection.doing import receive_file
from shebao.server.operations.collection.models import Bill
from shebao.server.operations.contributions.machine import Move as RunMove
from shebao.server.operations.counter.doing import ask, decide
from shebao.server.operations.counter.following import catch_up
from shebao.server.operations.lists import tasks
from shebao.server.operations.lists.assessing import RESTRICTED
from shebao.server.operations.lists.doing import move, upload
from shebao.server.operations.lists.machine import Move
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.records.doing import Order, apply
from shebao.server.platform.access.models import Look, Override
from shebao.server.platform.files.store import store_bytes
from shebao.server.platform.jobs.background import Run
from shebao.server.platform.jobs.models import Job
from shebao.services.listing import catalogue

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
_TOLD = ("甲某", NUMBER, NUMBER[:6], "1990-03-07", "2019-12", "2020-01", "13907120001", "222")
_HEADS = ("证件号码", "姓名", "人员类别", "起始月", "变更原因")


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten o'clock on the tenth of March 2026, whatever the day of the test."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def person(counter: Counter) -> int:
    facts = {"name": "甲某", "identity_number": NUMBER, "birth": "1990-03-07", "sex": "M", "telephone": "13907120001"}
    key = registered(facts)
    since = Valid(date(2020, 1, 1))
    spells = [
        SpellStarted(key, line, "employee", "429906", counter.office.pk, counter.employer, since, "111")
        for line in ("pension_employee", "injury", "unemployment")
    ]
    apply(Order(Authority(AuthorityKind.RUN, f"spells-{key}")), spells)
    return key


@pytest.fixture(params=["guarded", "protected"])
def restrict(request, member, tree) -> Callable[[int], None]:
    one, two = (member("internal_control", tree.unit, name) for name in ("control1", "control2"))
    return lambda key: decide(two, ask(one, key, tree.unit, request.param, "本机构工作人员的亲属"), True)


def _case(counter: Counter, code: str, employer: int | None = None, **texts: str) -> Case:
    return start(counter.clerk, catalogue().version(code, date(2026, 3, 10)), counter.office, employer, texts)


def _list(counter: Counter, rows: list[tuple[str, ...]]) -> StaffList:
    out = io.StringIO()
    csv.writer(out).writerows([_HEADS, *rows])
    stored = store_bytes(out.getvalue().encode(), kind="text", name="名册.csv", owner=counter.clerk)
    service = catalogue().version("SI-REG-005", date(2026, 3, 10))
    return _ran(upload(counter.clerk, service, counter.office, counter.employer, stored))


def _ran(found: StaffList) -> StaffList:
    while job := Job.objects.filter(kind__startswith="lists.").order_by("created_at").first():
        job.delete()
        {"lists.check": tasks.check, "lists.apply": tasks.apply}[job.kind](Run(job.pk), **job.arguments)
    return StaffList.objects.get(pk=found.pk)


def _silent(page: str, but: tuple[str, ...] = ()) -> None:
    found = [words for words in _TOLD if words in page and words not in but]
    assert not found, found


def test_a_case_and_its_papers(counter: Counter, person: int, restrict, sign_in) -> None:
    stopping = _case(
        counter, "SI-CON-001", counter.employer, identity_number=NUMBER, name="甲某", change="stop", month="2026-03",
        reason="222",
    )  # fmt: skip
    voucher = _case(counter, "SI-QRY-009", identity_number=NUMBER)
    voucher = Case.objects.get(pk=voucher.pk)
    restrict(person)
    for who in (counter.clerk, counter.reviewer):
        client = sign_in(who)
        for case in (stopping, voucher):
            _silent(client.get(case.get_absolute_url()).content.decode(), but=(case.number,))
        assert client.get(f"/papers/{voucher.number}/0/").status_code == 403
        for notice in (*stopping.notices.all(), *voucher.notices.all()):
            assert client.get(f"/papers/notices/{notice.case.number}/{notice.code}/").status_code == 403
        assert client.get(f"{stopping.get_absolute_url()}mend/").status_code in (403, 404)
    assert not Override.objects.exists(), "a program's words are no reason"
    assert Look.objects.filter(kind=Look.Kind.MASKED, subjects__contains=[f"records.subject:{person}"]).exists()


def test_a_list_tries_nothing_on_them(counter: Counter, person: int, restrict, sign_in) -> None:
    rows = [(NUMBER, "甲某", "职工", "2026-03", "新参保"), ("429906199003070026", "乙某", "职工", "2026-03", "新参保")]
    open_list = _list(counter, rows[:1])
    against = open_list.opened("results")[0][-1]
    assert against, "whoever is enrolled already is told so"
    assert against != [RESTRICTED]
    restrict(person)
    closed = _list(counter, rows[:1])
    assert closed.opened("results")[0][-1] == [RESTRICTED]
    assert closed.opened("results")[0][3] == ""
    client = sign_in(counter.clerk)
    for found in (open_list, closed):
        page = client.get(found.get_absolute_url()).content.decode()
        _silent(page, but=("222",))
        assert against[0] not in page
        assert RESTRICTED in page
        content = client.get(f"{found.get_absolute_url()}results/").content
        cells = [str(cell) for row in openpyxl.load_workbook(io.BytesIO(content)).active.values for cell in row]
        _silent("\n".join(cells), but=("222",))


def test_who_is_restricted_after_the_review_is_left_out_and_said_so(counter: Counter, restrict) -> None:
    rows = [("429906199003070026", "乙某", "职工", "2026-03", "新参保")]
    found = _list(counter, rows)
    assert found.state == "ready"
    key = registered({"name": "乙某", "identity_number": rows[0][0]})
    restrict(key)
    seen = {"seen_state": found.state, "seen_version": str(found.version)}
    sent = _ran(move(counter.clerk, found, Move.SUBMIT, seen))
    seen = {"seen_state": sent.state, "seen_version": str(sent.version)}
    done = _ran(move(counter.reviewer, sent, Move.APPROVE, seen))
    assert done.act is None
    assert done.opened("results")[0][-1] == [RESTRICTED]


def test_nobody_learns_of_them_from_who_may_be_the_same(counter: Counter, person: int, restrict, sign_in) -> None:
    other = registered({"name": "甲某", "birth": "1990-03-07", "sex": "M"})
    catch_up()
    client, address = sign_in(counter.clerk), f"/counter/persons/{other}/"
    assert str(person) in client.get(address).content.decode()
    restrict(person)
    assert str(person) not in client.get(address).content.decode()


def test_what_they_earn_and_owe_stays_out_of_bills_declarations_and_runs(
    member, tree, restrict, sign_in, settings, tmp_path
) -> None:
    settings.DATA = tmp_path
    at = assessed_employer()
    seen, hidden = employed(at), employed(at, "7654.00", name="乙某")
    maker, checker = (member(role, tree.unit, role) for role in ("contribution_clerk", "contribution_reviewer"))
    run = computed(maker, tree.unit)
    kind = "line=pension_employee&change=new&reason=enrolled"
    addresses = (
        f"{run.get_absolute_url()}changes/?{kind}",
        f"/contributions/employers/{at}/declaration/?month={MARCH.iso}",
        f"/contributions/employers/{at}/?month={MARCH.iso}",
    )
    moved(checker, run, RunMove.APPROVE)
    client = sign_in(checker)
    for address in addresses:
        assert "7,654.00" in client.get(address).content.decode(), "whoever is not restricted is shown"
    restrict(hidden)
    for address in addresses:
        page = client.get(address).content.decode()
        assert str(seen) in page
        assert "另有" in page, "that somebody is left out is said"
        assert not [words for words in (str(hidden), "乙某", "7,654.00") if words in page]


def test_what_they_pay_themselves_is_a_look_and_stays_out_of_collection(member, tree, restrict, sign_in) -> None:
    person = registered({"name": "丙某"})
    clerk = member("collection_clerk", tree.unit, "collects")
    file = receive_file(tree.unit, sent(tree.unit, receipt(person, Amounts(0, 76_543))), clerk, KEYS)
    Bill.objects.create(
        payer=person, line="pension_employee", month=MARCH.plus(1).first_day, version=1, heads=1, unit=0, person_share=76_543,
        people=1, due_on=date(2025, 4, 25), known_at=NOW,
    )  # fmt: skip
    addresses = (
        "/collection/arrears/", f"/collection/arrears/?payer={person}", "/collection/held/", file.get_absolute_url(),
    )  # fmt: skip
    client = sign_in(clerk)
    for number, address in enumerate(addresses, 1):
        assert "765.43" in client.get(address).content.decode()
        looks = Look.objects.filter(kind=Look.Kind.MASKED, subjects__contains=[f"records.subject:{person}"])
        assert looks.count() == number, address
    restrict(person)
    for address in addresses:
        page = client.get(address).content.decode()
        table = page[page.index("<tbody>") :]
        assert "765.43" not in table
        assert str(person) not in table
        assert "受限人员" in page
