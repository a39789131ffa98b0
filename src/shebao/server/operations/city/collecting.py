"""Collection of the city's month: bills go to a tax authority, whose files come as real ones do, and the books that follow."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from shebao.fields.dates import Month
from shebao.operations.collection.amounts import Amounts, Owing
from shebao.operations.collection.files import RECEIPTS, SPECIAL, TREASURY, Signing, entries_sent
from shebao.operations.collection.matching import Receipt as Came
from shebao.operations.collection.partner import Erring, Partner, entered
from shebao.operations.exchange import Delivery
from shebao.policy.nearest import law_of
from shebao.server.operations.city.people import Agency
from shebao.server.operations.collection.doing import decide, make_bills, propose, receive_file, refundable, send_bills
from shebao.server.operations.collection.models import File, Receipt
from shebao.server.operations.collection.reading import held, open_bills, reconciliation

_TAX, _TREASURY, _FINANCE = "合成税务", "合成国库", "合成财政"
_SENDERS = {RECEIPTS: _TAX, TREASURY: _TREASURY, SPECIAL: _FINANCE}
_KEY = b"of a synthetic city, a secret of nobody"
_KEYS = dict.fromkeys(_SENDERS.values(), _KEY)
_DAYS_TO = {TREASURY: 1, SPECIAL: 2}
_WAIT = 0
_TENTH, _MONTHS_HELD = 10, 3
_REASON = "没有对应的应缴，定期清理退还"


def collect(agency: Agency, seed: int, month: Month, at: datetime) -> Counter[str]:
    """Bills, collects and reconciles a month at an instant; what happened. Within the month's transaction."""
    made = make_bills(at)
    if send_bills(agency.office, _TAX, agency.clerk, at) is None:
        return Counter()
    receipts = _collected(agency, seed, month, at)
    for contract, days in _DAYS_TO.items():
        by = _signing(agency, contract)
        sent = entries_sent(contract, entered(receipts, days), _next(agency, contract), month.iso, by)
        _take(agency, [sent], at)
    given_back = _give_back(agency, month, at)
    last = month.plus(1).first_day
    books = reconciliation(at.date(), last, _WAIT)
    return Counter(
        {
            "bills": made,
            "receipts": len(receipts),
            "held": len(held()),
            "refunds": given_back,
            "unreconciled": len(books.open()),
            "in_arrears": sum(1 for _each in open_bills(last)),
        }
    )


def _collected(agency: Agency, seed: int, month: Month, at: datetime) -> list[Came]:
    """What the tax authority collects, brought by files of which every sixth month errs in another way."""
    partner = Partner(_signing(agency, RECEIPTS), law_of(agency.place), seed)
    found = list(open_bills())
    received: dict[Owing, Amounts] = {each.bill.owing: each.received for each in found}
    receipts = list(partner.collected((each.bill for each in found), received, at.date()))
    ways = list(Erring)
    erring = ways[month.ordinal % len(ways)]
    _take(agency, partner.delivered(receipts, _next(agency, RECEIPTS), month.iso, erring), at)
    return receipts


def _give_back(agency: Agency, month: Month, at: datetime) -> int:
    """What came some months ago and nobody owes goes back to payers, a tenth of whom the office looks through each month; to how
    many."""
    turn, count = month.ordinal % _TENTH, 0
    for each in held():
        if each.receipt is None or each.owing.payer % _TENTH != turn or month.since(each.owing.month) < _MONTHS_HELD:
            continue
        receipt = Receipt.objects.select_related("file__office").get(pk=each.receipt)
        if refundable(receipt):
            refund = propose(agency.clerk, agency.office, receipt, _REASON, at)
            decide(agency.reviewer, refund, agreed=True, now=at)
            count += 1
    return count


def _take(agency: Agency, deliveries: list[Delivery], at: datetime) -> None:
    for each in deliveries:
        receive_file(agency.office, each, agency.clerk, _KEYS, at)


def _next(agency: Agency, contract: str) -> int:
    """The number of the next delivery of a list."""
    return File.objects.filter(office=agency.office, contract=contract, state="accepted").count() + 1


def _signing(agency: Agency, contract: str) -> Signing:
    return Signing(_SENDERS[contract], agency.office.name, _KEY)
