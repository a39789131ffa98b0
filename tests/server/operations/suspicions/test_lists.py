"""Lists from above: taken in by contract, quarantined with the reason, worked off, answered in the sender's format."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from server.operations.suspicions.made import chosen
from shebao.operations.exchange import Delivery, State, contracts, receive, signed
from shebao.operations.exchange.deliveries import read_rows
from shebao.operations.exchange.replies import reply_contract
from shebao.server.operations.suspicions.answering import answer
from shebao.server.operations.suspicions.checking import check
from shebao.server.operations.suspicions.declares import REVEAL_SUSPICIONS
from shebao.server.operations.suspicions.doing import perform
from shebao.server.operations.suspicions.lists import receive_list
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Item, Listed, Ruling, Suspicion
from shebao.server.operations.suspicions.waiting import waiting
from shebao.server.platform.access.doing import Looker
from shebao.server.platform.access.models import Look

pytestmark = pytest.mark.django_db
SENDER, KEY = "省级中心", b"agreed with the province"
NUMBER = "429906195001010011"
CONTRACT = contracts()["provincial_suspicions"]


@pytest.fixture(autouse=True)
def key(data_directory):
    (data_directory / "exchange-keys").mkdir()
    (data_directory / "exchange-keys" / SENDER).write_bytes(KEY + b"\n")


def row(number, category="重复领取待遇", amount="100.00", due="2026-12-31"):
    return f"{number},{category},{NUMBER},张某某,110,202511,{amount},两地领取（{NUMBER}）,{due}"


def delivery(*rows, sequence=1, count=None, total=None, key=KEY):
    data = "\n".join([",".join(field.name for field in CONTRACT.fields), *rows]).encode()
    sums = {"amount": 10_000 * len(rows) if total is None else total}
    return signed(
        CONTRACT.name,
        SENDER,
        sequence,
        "202512",
        data,
        len(rows) if count is None else count,
        sums,
        key,
        recipient="甲区社保中心",
    )


@pytest.fixture
def people(tree, member):
    roles = ("governance_supervisor", "governance_clerk", "governance_checker")
    return [member(role, tree.unit) for role in roles]


def test_rows_become_suspicions_with_the_senders_last_day(tree, people) -> None:
    listed = receive_list(tree.unit, delivery(row("S1"), row("S2", due="2026-11-30")), people[0])
    assert (listed.state, listed.due_on) == ("accepted", date(2026, 11, 30))
    found = {each.due_on for each in Suspicion.objects.all()}
    assert found == {date(2026, 12, 31), date(2026, 11, 30)}
    assert all(each.money and each.rule.title == "重复领取待遇" for each in Suspicion.objects.select_related("rule"))


def test_nothing_that_is_kept_shows_an_identity_number(tree, people) -> None:
    listed = receive_list(tree.unit, delivery(row("S1")), people[0])
    assert "张某某" in Item.objects.get().content.open()
    with connection.cursor() as cursor:
        for model in (Suspicion, Listed, Item):
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")
            assert not [text for (text,) in cursor.fetchall() if NUMBER in text or "张某某" in text], model
    assert listed.items.count() == 1


@pytest.mark.parametrize(
    ("came", "why"),
    [
        (delivery(row("S1"), count=2), "写明 2 行，实有 1 行"),
        (delivery(row("S1"), total=9), "合计 9 分，实为 10000 分"),
        (delivery(row("S1"), key=b"other"), "签名"),
        (delivery(row("S1"), row("S1")), "重复"),
        (delivery(row("S1", due="")), "不应为空"),
        (Delivery(b"{", b""), "JSON"),
        (signed("deaths", SENDER, 1, "202512", b"AAC002\n", 0, {}, KEY, recipient="甲区社保中心"), "约定"),
    ],
)
def test_what_is_wrong_is_quarantined_with_the_reason(tree, people, came, why) -> None:
    listed = receive_list(tree.unit, came, people[0])
    assert listed.state == "quarantined"
    assert why in "；".join(listed.reasons)
    assert not Suspicion.objects.exists()


def test_what_comes_twice_counts_once_and_what_is_asked_again_is_opened_again(tree, people) -> None:
    supervisor, clerk, checker = people
    receive_list(tree.unit, delivery(row("S1")), supervisor)
    assert receive_list(tree.unit, delivery(row("S1")), supervisor).state == "repeated"
    _settle(clerk, checker, Act.EXPLAIN)
    again = receive_list(tree.unit, delivery(row("S1"), row("S2"), sequence=2), supervisor)
    assert (again.run.returned, again.run.new) == (1, 1)
    assert set(Suspicion.objects.values_list("state", flat=True)) == {"new"}


def _settle(clerk, checker, act, **more) -> None:
    perform(clerk, act, chosen(Suspicion.objects.order_by("pk").first()), {"reason": "查明属实", **more})
    check(checker, Ruling.objects.first(), Act.APPROVE, {"seen_state": "waiting", "seen_version": "1"})


def test_the_answer_is_in_the_senders_format_and_would_be_accepted(tree, people) -> None:
    supervisor, clerk, checker = people
    sent = delivery(row("S1"), row("S2"))
    listed = receive_list(tree.unit, sent, supervisor)
    assert ("反馈名单", 1) in {(w.task, w.number) for w in waiting(supervisor, timezone.localdate()).mine}
    _settle(clerk, checker, Act.RECOVER, amount="100")
    given, package = answer(listed, Looker(supervisor, REVEAL_SUSPICIONS, tree.unit), "按期反馈")
    assert (given.answered, given.open, given.sequence) == (1, 1, 1)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        header, data = (archive.read(f"provincial_suspicions_reply-1.{kind}") for kind in ("json", "csv"))
    told = reply_contract(CONTRACT)
    receipt = receive(Delivery(header, data), {told.name: told}, {str(tree.unit): KEY}, (), datetime.now(UTC))
    assert (receipt.state, receipt.reasons) == (State.ACCEPTED, ())
    _names, rows = read_rows(data)
    assert [each[: len(CONTRACT.fields)] for each in rows] == read_rows(sent.data)[1]
    assert [each[len(CONTRACT.fields) :][:3] for each in rows] == [["追回中", "查明属实", "100.00"], ["核查中", "", ""]]
    assert Look.objects.get(kind="exported").actor == supervisor.username
    assert json.loads(header)["sums"] == {"amount": 20_000, "reply_amount": 10_000}


def test_on_the_pages(tree, people, sign_in) -> None:
    client = sign_in(people[0])
    sent = delivery(row("S1"), total=5)
    files = {"header": SimpleUploadedFile("a.json", sent.header), "data": SimpleUploadedFile("a.csv", sent.data)}
    page = client.post("/suspicions/lists/receive/", {"agency": tree.unit.pk, **files}, follow=True).content.decode()
    assert "隔离的原因" in page
    sent = delivery(row("S1"))
    files = {"header": SimpleUploadedFile("a.json", sent.header), "data": SimpleUploadedFile("a.csv", sent.data)}
    answered = client.post("/suspicions/lists/receive/", {"agency": tree.unit.pk, **files}, follow=True)
    assert NUMBER not in answered.content.decode()
    listed = Listed.objects.get(state="accepted")
    address = f"/suspicions/lists/{listed.pk}/answer/"
    assert "理由" in client.post(address, follow=True).content.decode()
    assert not Look.objects.filter(kind="exported").exists()
    assert client.post(address, {"reason": "按期反馈"})["Content-Type"] == "application/zip"
    assert Look.objects.get(kind="exported").reason == "按期反馈"
    assert "第 1 次：已办结 0 行，未办结 1 行" in client.get(listed.get_absolute_url()).content.decode()
