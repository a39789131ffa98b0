"""Receipts conserve every fen, whatever comes in whatever order; nothing is guessed to a person."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.operations.collection.allocating import Paying, Share, allocated
from shebao.operations.collection.amounts import NOTHING, Amounts, Owing
from shebao.operations.collection.matching import Match, Receipt, Standing, matched

amounts = st.builds(Amounts, st.integers(0, 30), st.integers(0, 30))
owings = st.builds(Owing, st.integers(1, 2), st.sampled_from(["injury", "unemployment"]), st.just(Month(2025, 3)))
dues = st.dictionaries(owings, amounts, max_size=3)
receipts = st.lists(st.tuples(owings, amounts.filter(bool)), max_size=8).map(
    lambda found: [Receipt(str(n), owing, paid, 0, date(2025, 3, 20)) for n, (owing, paid) in enumerate(found)]
)


@given(dues, receipts)
def test_every_fen_pays_what_it_names_or_is_held(due, came):
    found = list(matched(due, {}, came))
    assert [each.receipt for each in found] == came
    assert all(each.applied + each.held == each.receipt.paid for each in found)
    for owing in {each.owing for each in came}:
        of_owing = [each for each in found if each.receipt.owing == owing]
        standing = Standing(due.get(owing, NOTHING), sum((each.receipt.paid for each in of_owing), NOTHING))
        assert sum((each.applied for each in of_owing), NOTHING) == standing.due - standing.open
        assert sum((each.held for each in of_owing), NOTHING) == standing.surplus


@given(dues, receipts, st.integers(0, 8))
def test_two_files_leave_what_one_leaves(due, came, cut):
    first = list(matched(due, {}, came[:cut]))
    received: dict[Owing, Amounts] = {}
    for receipt in came[:cut]:
        received[receipt.owing] = received.get(receipt.owing, NOTHING) + receipt.paid
    assert first + list(matched(due, received, came[cut:])) == list(matched(due, {}, came))


@given(dues, receipts)
def test_the_order_of_receipts_changes_nothing_that_is_open(due, came):
    def applied(order):
        total: dict[Owing, Amounts] = {}
        for each in matched(due, {}, order):
            total[each.receipt.owing] = total.get(each.receipt.owing, NOTHING) + each.applied
        return total

    assert applied(came) == applied(came[::-1])


@given(amounts.filter(bool), amounts.filter(bool))
def test_what_a_receipt_is_called(due, paid):
    owing = Owing(1, "injury", Month(2025, 3))
    receipt = Receipt("1", owing, paid, 0, date(2025, 3, 20))
    ((found),) = matched({owing: due}, {}, [receipt])
    expected = Match.EXACT if paid == due else Match.PARTIAL if due.covers(paid) else Match.OVER
    assert found.match is expected
    ((stray),) = matched({}, {}, [receipt])
    assert (stray.match, stray.held, stray.applied) == (Match.UNMATCHED, paid, NOTHING)


@given(st.lists(amounts, min_size=1, max_size=6), st.data())
def test_a_settled_month_gives_every_fen_of_receipts_to_one_person_and_one_receipt(owed, data):
    shares = [Share(number, each) for number, each in enumerate(owed, 1)]
    due = sum(owed, NOTHING)
    surplus = data.draw(amounts)
    whole = due + surplus
    cuts = sorted(data.draw(st.lists(st.tuples(st.integers(0, whole.unit), st.integers(0, whole.person)), max_size=3)))
    units = [0, *sorted(unit for unit, _ in cuts), whole.unit]
    persons = [0, *sorted(person for _, person in cuts), whole.person]
    paid = [Amounts(b - a, d - c) for (a, b), (c, d) in zip(pairwise(units), pairwise(persons), strict=True)]
    fees = [data.draw(st.integers(0, 50)) for _ in paid]
    came = [Paying(n, each, fee) for n, (each, fee) in enumerate(zip(paid, fees, strict=True))]
    found = list(allocated(shares, came))
    for share in shares:
        own = [each.amounts for each in found if each.person == share.person]
        assert sum(own, NOTHING) == share.amounts
    assert sum((each.amounts for each in found), NOTHING) == due
    if due.total:
        for receipt in came:
            assert sum(each.late_fee for each in found if each.receipt == receipt.receipt) == receipt.late_fee
    assert all(each.amounts.unit >= 0 and each.amounts.person >= 0 and each.late_fee >= 0 for each in found)
