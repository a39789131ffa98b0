"""Files to and from the tax authority, treasury and finance bureau by their contracts: rows as values, values as deliveries."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from shebao.fields.data_files import load_data
from shebao.fields.dates import Month
from shebao.operations.collection.amounts import Amounts, Owing
from shebao.operations.collection.matching import Receipt
from shebao.operations.collection.reconciling import Entry
from shebao.operations.exchange.contract import contracts
from shebao.operations.exchange.deliveries import Delivery, signed

BILLS, RECEIPTS, TREASURY, SPECIAL = "tax_bills", "tax_receipts", "treasury_receipts", "special_account_credits"
RECEIVED = (RECEIPTS, TREASURY, SPECIAL)
LONGEST_NUMBER = 60
MOST_FAULTS = 50
_CENTS = 2
_LARGEST = 2**62
_FIRST_LINE = 2


class FileRefused(ValueError):
    """Rows that fit their contract and still cannot be taken: every reason with its place. Nothing of the file is taken."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Bill:
    """What is asked of a payer for a month in a line: version 1, 2, 3 … each states the whole of it."""

    number: int
    version: int
    owing: Owing
    heads: int
    due: Amounts
    due_on: date

    @property
    def name(self) -> str:
        """The number that the tax authority knows it by."""
        return f"{self.number}-{self.version}"


@dataclass(frozen=True, slots=True)
class Signing:
    """Who sends to whom, and the secret agreed between them."""

    sender: str
    recipient: str
    key: bytes


@cache
def line_codes() -> Mapping[str, str]:
    """The code (AAE140) of each line of insurance."""
    return dict(load_data(__package__, "line_codes.yaml"))


@cache
def _lines() -> Mapping[str, str]:
    return {code: line for line, code in line_codes().items()}


def receipts_in(rows: Sequence[Sequence[str]]) -> list[Receipt]:
    """The receipts of a file that its contract has accepted, in their order. Raises FileRefused."""
    faults: list[str] = []
    found = []
    for place, (number, payer, code, month, unit, person, late_fee, paid_on) in enumerate(rows, _FIRST_LINE):
        amounts = (_fen(unit), _fen(person), _fen(late_fee))
        fault = _fault(number, code, amounts, ("单位缴费", "个人缴费", "滞纳金"))
        if fault or not 0 < int(payer) < _LARGEST:
            faults.append(f"第 {place} 行 {fault or f'缴费人社保编号 {payer[:20]} 不是编号：应为正整数'}")
            continue
        owing = Owing(int(payer), _lines()[code], _month(month))
        found.append(Receipt(number, owing, Amounts(amounts[0], amounts[1]), amounts[2], _day(paid_on)))
    _refuse(faults)
    return found


def entries_in(rows: Sequence[Sequence[str]]) -> list[Entry]:
    """The entries of a file of treasury or special account, in their order. Raises FileRefused."""
    faults: list[str] = []
    found = []
    for place, (number, code, amount, entered_on) in enumerate(rows, _FIRST_LINE):
        fen = _fen(amount)
        fault = _fault(number, code, (fen,), ("金额",))
        if fault:
            faults.append(f"第 {place} 行 {fault}")
            continue
        found.append(Entry(number, _lines()[code], fen, _day(entered_on)))
    _refuse(faults)
    return found


def bills_sent(bills: Iterable[Bill], sequence: int, period: str, by: Signing) -> Delivery:
    """Bills as a delivery to the tax authority."""
    rows = [
        (
            bill.name, str(bill.owing.payer), line_codes()[bill.owing.line], _written(bill.owing.month), str(bill.heads),
            _yuan(bill.due.unit), _yuan(bill.due.person), bill.due_on.isoformat(),
        )
        for bill in bills
    ]  # fmt: skip
    return _sent(BILLS, rows, sequence, period, by)


def receipts_sent(receipts: Iterable[Receipt], sequence: int, period: str, by: Signing) -> Delivery:
    """Receipts as the tax authority delivers them."""
    rows = [
        (
            each.number, str(each.owing.payer), line_codes()[each.owing.line], _written(each.owing.month),
            _yuan(each.paid.unit), _yuan(each.paid.person), _yuan(each.late_fee), each.paid_on.isoformat(),
        )
        for each in receipts
    ]  # fmt: skip
    return _sent(RECEIPTS, rows, sequence, period, by)


def entries_sent(contract: str, entries: Iterable[Entry], sequence: int, period: str, by: Signing) -> Delivery:
    """Entries as treasury or finance bureau deliver them."""
    rows = [(e.receipt, line_codes()[e.line], _yuan(e.amount), e.day.isoformat()) for e in entries]
    return _sent(contract, rows, sequence, period, by)


def _sent(name: str, rows: Sequence[Sequence[str]], sequence: int, period: str, by: Signing) -> Delivery:
    contract = contracts()[name]
    names = [field.name for field in contract.fields]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([names, *rows])
    sums = {each: sum(_fen(row[names.index(each)]) for row in rows) for each in contract.sums}
    return signed(
        name, by.sender, sequence, period, text.getvalue().encode(), len(rows), sums, by.key, recipient=by.recipient
    )


def _fault(number: str, code: str, amounts: Sequence[int], titles: Sequence[str]) -> str:
    if len(number) > LONGEST_NUMBER or "\0" in number:
        return f"单据号应不超过 {LONGEST_NUMBER} 字"
    if code not in _lines():
        return f"险种类型 {code[:10]} 没有约定：应为 {'、'.join(_lines())} 之一"
    below = [title for title, amount in zip(titles, amounts, strict=True) if amount < 0]
    if below:
        return f"{'、'.join(below)}小于零：冲正、退库请另发单据，不在缴款单据里写负数"
    return "" if any(amounts) else "没有金额：各项都是零"


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise FileRefused(list(_first(faults)))


def _first(faults: Sequence[str]) -> Iterator[str]:
    yield from faults[:MOST_FAULTS]
    if len(faults) > MOST_FAULTS:
        yield f"另有 {len(faults) - MOST_FAULTS} 行"


def _fen(yuan: str) -> int:
    """Yuan as written, with up to two decimals, in fen."""
    whole, _point, part = yuan.strip().partition(".")
    return int(whole + part.ljust(_CENTS, "0"))


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


@lru_cache(4096)
def _month(text: str) -> Month:
    return Month(int(text[:4]), int(text[4:]))


@lru_cache(4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _written(month: Month) -> str:
    return f"{month.year}{month.month:02d}"
