"""Files come whole or not at all, however the tax authority errs; what is sent out is what is read back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.data_files import DataFileError
from shebao.fields.dates import Month
from shebao.operations.collection.amounts import NOTHING, Amounts, Owing
from shebao.operations.collection.files import (
    BILLS,
    SPECIAL,
    Bill,
    FileRefused,
    Signing,
    bills_sent,
    entries_in,
    entries_sent,
    line_codes,
    receipts_in,
)
from shebao.operations.collection.late_fees import arrears_fee, late_fee_of
from shebao.operations.collection.matching import Receipt
from shebao.operations.collection.modes import Mode, collecting, read_modes
from shebao.operations.collection.partner import Erring, Partner, entered
from shebao.operations.exchange import State, contracts, receive
from shebao.operations.exchange.deliveries import read_rows
from shebao.policy.nearest import law_of

KEY = b"agreed between the two of them"
BY = Signing("税务", "经办机构", KEY)
AT = datetime(2025, 3, 26, tzinfo=UTC)
PARTNER = Partner(BY, law_of("420100"), 7)
MONTH = Month(2025, 3)
receipts = st.lists(
    st.builds(
        Receipt,
        st.integers(1, 10**9).map(str),
        st.builds(Owing, st.integers(1, 10**9), st.sampled_from(list(line_codes())), st.just(MONTH)),
        st.builds(Amounts, st.integers(1, 10**9), st.integers(0, 10**9)),
        st.integers(0, 10**6),
        st.just(date(2025, 3, 20)),
    ),
    max_size=5,
    unique_by=lambda each: each.number,
)


def received(deliveries, earlier=()):
    """The receipts of deliveries in their order, and the rows of those that were accepted."""
    told, rows = list(earlier), []
    for each in deliveries:
        found = receive(each, contracts(), {"税务": KEY}, told, AT, "经办机构")
        told.append(found)
        if found.state is State.ACCEPTED:
            rows.append(read_rows(each.data)[1])
    return told, rows


@given(receipts, st.sampled_from(list(Erring)))
def test_however_a_file_comes_its_money_comes_once(came, erring):
    told, rows = received(PARTNER.delivered(came, 1, "2025-03-20", erring))
    if came or erring not in (Erring.CUT, Erring.CONTRADICTING):
        assert len(rows) == 1, [each.reasons for each in told]
    assert receipts_in(rows[0]) == came
    assert all(each.reasons for each in told if each.state is State.QUARANTINED)


def test_entries_and_bills_are_read_back():
    came = list(PARTNER.collected(bills(50), {}, date(2025, 3, 20)))
    entries = entered(came, 2)
    _told, (rows,) = received([entries_sent(SPECIAL, entries, 1, "2025-03", BY)])
    assert entries_in(rows) == entries
    told, (rows,) = received([bills_sent(bills(3), 1, "2025-03", BY)])
    assert (told[0].contract, told[0].rows) == (BILLS, 3)
    assert rows[0] == ["1-1", "101", "110", "202503", "4", "160.00", "80.00", "2025-03-31"]


def bills(count: int) -> list[Bill]:
    due = Amounts(16_000, 8_000)
    return [
        Bill(n, 1, Owing(100 + n, "pension_employee", MONTH), 4, due, date(2025, 3, 31)) for n in range(1, count + 1)
    ]


def test_payers_pay_in_the_end_with_the_fee_of_the_law():
    asked = bills(3_000)
    first = list(PARTNER.collected(asked, {}, date(2025, 3, 20)))
    received: dict[Owing, Amounts] = {}
    for each in first:
        received[each.owing] = received.get(each.owing, NOTHING) + each.paid
    open_then = [bill for bill in asked if not received.get(bill.owing, NOTHING).covers(bill.due)]
    assert 0 < len(open_then) < 200
    later = list(PARTNER.collected(asked, received, date(2025, 4, 20)))
    assert {each.owing for each in later} == {bill.owing for bill in open_then}
    whole = next(each for each in later if each.paid == asked[0].due)
    assert whole.late_fee == 24_000 * 20 * 5 // 10_000
    assert any(each.owing.month < MONTH for each in first)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        (2, "999", "险种类型 999 没有约定"),
        (4, "-1.00", "单位缴费小于零"),
        (1, "0", "不是编号"),
        (0, "9" * 61, "单据号"),
    ],
)
def test_a_row_that_cannot_be_taken_keeps_the_whole_file_out_and_says_where(column, value, told):
    good = ["1", "5", "110", "202503", "1.00", "0.50", "0.00", "2025-03-20"]
    bad = [*good[:column], value, *good[column + 1 :]]
    with pytest.raises(FileRefused, match=f"第 3 行 .*{told}"):
        receipts_in([good, bad])
    with pytest.raises(FileRefused, match="第 2 行 没有金额"):
        receipts_in([[*good[:4], "0.00", "0.00", "0.00", good[7]]])


def test_a_late_fee_runs_from_the_day_after_and_not_while_a_deferral_does():
    law = law_of("420100")
    due = date(2025, 3, 31)
    assert late_fee_of(law, 1_000_000, due, due) == 0
    assert late_fee_of(law, 1_000_000, due, date(2025, 4, 1)) == 500
    assert late_fee_of(law, 1_000_000, due, date(2025, 12, 31), date(2025, 12, 31)) == 0
    assert late_fee_of(law, 1_000_000, due, date(2026, 1, 1), date(2025, 12, 31)) == 500
    assert late_fee_of(law, 1_000_000, date(2011, 6, 28), date(2011, 7, 2)) == 2 * 2000 + 2 * 500


def test_a_deferral_spares_the_units_share_only():
    law, left, due = law_of("420100"), Amounts(1_000_000, 500_000), date(2025, 3, 31)
    assert arrears_fee(law, left, due, date(2025, 4, 10), None) == 7_500
    assert arrears_fee(law, left, due, date(2025, 4, 10), date(2025, 12, 31)) == 2_500


def test_a_place_collects_as_the_nearest_row_says():
    assert collecting("420100", MONTH).mode is Mode.ASSESSED
    assert collecting("420100", Month(2024, 2)).due_on(Month(2024, 2)) == date(2024, 2, 29)
    row = {
        "place": "420000",
        "from": "2025-01-01",
        "mode": "assessed",
        "due_day": 25,
        "basis": "",
        "source": "",
        "confidence": "",
    }
    assert read_modes([row])[0].due_on(MONTH) == date(2025, 3, 25)
    for wrong, told in (
        ({"mode": "either"}, "mode"),
        ({"due_day": 32}, "due_day"),
        ({"from": "2025-01-02"}, "某月一日"),
    ):
        with pytest.raises(DataFileError, match=told):
            read_modes([row | wrong])
    with pytest.raises(DataFileError, match="写了两次"):
        read_modes([row, row])
