"""Bills follow the record, receipts pay them whole or are held, and nothing of a wrong file is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from server.operations.collection.made import DAY, KEYS, PENSION, billed, entered, receipt, received, sent
from server.operations.contributions.made import MARCH, do, employed
from shebao.operations.collection.amounts import Amounts, Owing
from shebao.operations.collection.reconciling import Book, Difference, Entry
from shebao.operations.exchange import Delivery
from shebao.operations.record.effects import FactStated
from shebao.operations.record.valid import Valid
from shebao.server.operations.collection import reading
from shebao.server.operations.collection.doing import delivery, make_bills, receive_file, send_bills
from shebao.server.operations.collection.models import Bill, File, Receipt, Refund, Settlement
from shebao.server.operations.collection.models import Entry as EntryRow
from shebao.server.operations.collection.refunding import RefundRefused, decide, propose
from shebao.server.operations.collection.waiting import waiting
from shebao.server.operations.records.models import Spell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, settings):
    settings.DATA = tmp_path
    settings.EXCHANGE_KEYS = tmp_path / "keys"
    settings.EXCHANGE_KEYS.mkdir()
    for name, key in KEYS.items():
        (settings.EXCHANGE_KEYS / name).write_bytes(key)


@pytest.fixture
def clerk(member, tree):
    return member("collection_clerk", tree.unit, "collects")


@pytest.fixture
def reviewer(member, tree):
    return member("collection_reviewer", tree.unit, "reviews")


@pytest.fixture
def payer(member, tree):
    return billed(member, tree)


def last_bill(payer: int, line: str = "pension_employee") -> Bill:
    return Bill.objects.filter(payer=payer, line=line).order_by("-version").first()


def test_a_month_is_billed_once_and_again_only_where_the_record_changed(payer) -> None:
    rows = (
        Bill.objects.filter(payer=payer)
        .order_by("line")
        .values_list("line", "version", "heads", "unit", "person_share")
    )
    assert list(rows) == [
        ("injury", 1, 1, 2_560, 0),
        ("pension_employee", 1, 1, 128_000, 64_000),
        ("unemployment", 1, 1, 5_600, 2_400),
    ]
    assert make_bills() == 0
    person = Spell.objects.filter(employer=payer).values_list("person_id", flat=True).first()
    do(FactStated(person, "declared_wage", "10000.00", Valid(date(2025, 1, 1), date(2026, 1, 1)), str(payer)))
    assert make_bills() == 3
    assert [(last_bill(payer).version, last_bill(payer).unit)] == [(2, 160_000)]
    assert last_bill(payer).due_on == date(2025, 3, 31)


def test_another_person_with_the_same_wage_is_a_new_version(payer) -> None:
    employed(payer, name="乙某")
    make_bills()
    assert (last_bill(payer).version, last_bill(payer).heads, last_bill(payer).unit) == (2, 2, 256_000)


def test_a_bill_is_settled_when_all_of_it_came_and_not_before(payer, clerk, tree) -> None:
    part = received(tree.unit, clerk, receipt(payer, Amounts(128_000, 0)))
    assert (part.state, part.notes[-1]) == ("accepted", "不足额 1 笔")
    assert not Settlement.objects.exists()
    (left,) = [each for each in reading.open_bills(payer=payer) if each.bill.owing.line == "pension_employee"]
    assert (left.left, left.received) == (Amounts(0, 64_000), Amounts(128_000, 0))
    assert received(tree.unit, clerk, receipt(payer, Amounts(0, 64_000), fee=320)).notes[-1] == "足额 1 笔"
    assert Settlement.objects.get().bill == last_bill(payer)


def test_more_than_owed_is_held_and_pays_when_more_is_owed(payer, clerk, tree) -> None:
    received(tree.unit, clerk, receipt(payer, Amounts(160_000, 80_000)))
    (held,) = reading.held()
    assert (held.amounts, held.billed) == (Amounts(32_000, 16_000), True)
    person = Spell.objects.filter(employer=payer).values_list("person_id", flat=True).first()
    do(FactStated(person, "declared_wage", "10000.00", Valid(date(2025, 1, 1), date(2026, 1, 1)), str(payer)))
    make_bills()
    assert reading.held() == []
    assert set(Settlement.objects.values_list("bill", flat=True)) >= {last_bill(payer).pk}


def test_a_receipt_that_nobody_owes_is_held_for_nobody(payer, clerk, tree) -> None:
    file = received(tree.unit, clerk, receipt(payer, PENSION, month=MARCH.plus(-9)), receipt(10**17, PENSION))
    assert file.notes[-1] == "没有对应应缴 2 笔"
    assert {(each.owing.payer, each.billed) for each in reading.held()} == {(payer, False), (10**17, False)}
    assert not Settlement.objects.exists()


def test_a_receipt_that_comes_again_is_known_and_one_that_contradicts_keeps_its_file_out(payer, clerk, tree) -> None:
    one = receipt(payer, PENSION)
    first = sent(tree.unit, one)
    receive_file(tree.unit, first, clerk, KEYS)
    assert receive_file(tree.unit, first, clerk, KEYS).state == "repeated"
    again = received(tree.unit, clerk, one, receipt(payer, Amounts(5_600, 2_400), "unemployment"))
    assert again.notes[-1] == "1 笔已入过账，内容相同，没有再记"
    other = received(tree.unit, clerk, receipt(payer, PENSION), replace(one, paid=Amounts(1, 1)))
    assert other.state == "quarantined"
    assert "第 3 行 单据号" in other.reasons[0]
    assert Receipt.objects.count() == 2


def test_a_file_with_a_wrong_count_sum_or_signature_leaves_nothing_but_its_reasons(payer, clerk, tree) -> None:
    whole = sent(tree.unit, receipt(payer, PENSION), receipt(payer, PENSION))
    for header, data in (
        (whole.header, whole.data[:-20]),
        (whole.header.replace(b'"rows": 2', b'"rows": 3'), whole.data),
    ):
        found = receive_file(tree.unit, Delivery(header, data), clerk, KEYS)
        assert (found.state, bool(found.reasons)) == ("quarantined", True)
    assert not Receipt.objects.exists()
    assert receive_file(tree.unit, whole, clerk, KEYS).state == "accepted"


def test_books_are_reconciled_receipt_by_receipt(payer, clerk, tree) -> None:
    kept, lost = receipt(payer, PENSION, fee=10), receipt(payer, Amounts(5_600, 2_400), "unemployment")
    received(tree.unit, clerk, kept, lost)
    entry = Entry(kept.number, "pension_employee", 192_010, date(2025, 3, 21))
    wrong = replace(entry, amount=192_000, day=date(2025, 3, 22))
    for contract, one in (("treasury_receipts", entry), ("special_account_credits", wrong)):
        assert receive_file(tree.unit, entered(tree.unit, contract, one), clerk, KEYS).state == "accepted"
    found = reading.reconciliation(date(2025, 3, 1), date(2025, 3, 31), 5)
    told = {(each.book, each.difference, each.receipt) for each in found.findings}
    assert told == {
        (Book.TREASURY, Difference.MISSING, lost.number),
        (Book.SPECIAL, Difference.AMOUNT, kept.number),
    }
    assert EntryRow.objects.count() == 2


def test_money_goes_back_by_two_people_and_only_while_nobody_owes_it(payer, clerk, reviewer, tree) -> None:
    one = receipt(payer, Amounts(160_000, 64_000))
    received(tree.unit, clerk, one)
    row = Receipt.objects.get(number=one.number)
    with pytest.raises(RefundRefused, match="原因"):
        propose(clerk, tree.unit, row, " ")
    refund = propose(clerk, tree.unit, row, "多缴一笔")
    assert (refund.unit, refund.person_share) == (32_000, 0)
    assert [work.subject for work in waiting(reviewer, timezone.localdate()).mine] == [str(refund)]
    with pytest.raises(RefundRefused, match="别人复核"):
        decide(clerk, refund, agreed=True)
    assert decide(reviewer, refund, agreed=True).state == "approved"
    assert reading.held() == []
    with pytest.raises(RefundRefused, match="没有可退的"):
        propose(clerk, tree.unit, row, "再退")
    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.update(state="proposed")


def test_what_another_office_received_is_not_given_back_here(payer, clerk, member, tree) -> None:
    one = receipt(payer, Amounts(160_000, 64_000))
    received(tree.unit, clerk, one)
    elsewhere = member("collection_clerk", tree.other_unit, "elsewhere")
    with pytest.raises(RefundRefused, match="由那里提出退费"):
        propose(elsewhere, tree.other_unit, Receipt.objects.get(number=one.number), "多缴一笔")
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"unit": 32_001}, {"person_share": 5}, {"reason": "另一个理由"}, {"maker": None}, {"office": None}],
    ids=["unit", "person", "reason", "maker", "office"],
)
def test_what_the_reviewer_sees_is_what_was_proposed(payer, clerk, reviewer, tree, change) -> None:
    one = receipt(payer, Amounts(160_000, 64_000))
    received(tree.unit, clerk, one)
    refund = propose(clerk, tree.unit, Receipt.objects.get(number=one.number), "多缴一笔")
    other = {"maker": reviewer, "office": tree.sibling}
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Refund.objects.update(**{name: value or other[name] for name, value in change.items()})
    assert decide(reviewer, refund, agreed=True).state == "approved"


def test_bills_go_out_in_order_and_the_same_again(payer, clerk, tree) -> None:
    file = send_bills(tree.unit, "税务", clerk)
    assert (file.sequence, file.rows) == (1, 3)
    assert delivery(file, KEYS["税务"]) == delivery(file, KEYS["税务"])
    assert send_bills(tree.unit, "税务", clerk) is None


def test_pages_take_a_file_and_show_what_came(payer, clerk, reviewer, client, tree, tmp_path) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(clerk)
    came = sent(tree.unit, receipt(payer, Amounts(160_000, 64_000)), receipt(payer, PENSION, month=MARCH.plus(-9)))
    parts = {"header": SimpleUploadedFile("h.json", came.header), "data": SimpleUploadedFile("d.csv", came.data)}
    page = client.post(reverse("collection:receive"), parts, follow=True).content.decode()
    assert "已接收，2 行" in page
    assert "没有对应应缴" in page
    held = client.get(reverse("collection:held")).content.decode()
    assert "320.00" in held
    assert "1,280.00" in held
    client.post(reverse("collection:refund", args=[Receipt.objects.get(match="over").pk]), {"reason": "多缴"})
    client.post(reverse("collection:bill"))
    listed = client.get(reverse("collection:files")).content.decode()
    assert "第 1 次核定单" in listed
    package = client.get(reverse("collection:download", args=[1_000_000]))
    assert package.status_code == 404
    books = client.get(reverse("collection:books"), {"from": "2025-03-01", "to": "2025-03-31"}).content.decode()
    assert "应到未到" in books
    arrears = client.get(reverse("collection:arrears"), {"payer": str(payer)}).content.decode()
    assert "2 户次" in arrears
    client.force_login(reviewer)
    refund = Refund.objects.get()
    assert (
        "已同意"
        in client.post(
            reverse("collection:decide", args=[refund.pk]), {"answer": "approve"}, follow=True
        ).content.decode()
    )


def test_what_came_is_never_changed(payer, clerk, tree) -> None:
    received(tree.unit, clerk, receipt(payer, PENSION))
    for model in (Bill, Receipt, File, Settlement):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    assert reading.standing(Owing(payer, "pension_employee", MARCH))[0].settled
    assert Receipt.objects.get().paid_on == DAY
