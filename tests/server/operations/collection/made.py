"""A month of an employer that is assessed and billed, and files from tax, treasury and finance bureau as they send them."""

from __future__ import annotations

from datetime import date
from itertools import count

from server.operations.contributions.made import MARCH, computed, employed, employer, moved
from shebao.operations.collection.amounts import Amounts, Owing
from shebao.operations.collection.files import Signing, entries_sent, receipts_sent
from shebao.operations.collection.matching import Receipt
from shebao.server.operations.collection.doing import make_bills, receive_file
from shebao.server.operations.collection.models import File
from shebao.server.operations.contributions.machine import Move

KEYS = {"税务": b"agreed with tax 123456", "国库": b"agreed with treasury 123456"}
DAY = date(2025, 3, 20)
PENSION = Amounts(128_000, 64_000)
_sequences = count(1)
_numbers = count(1)


def billed(member, tree) -> int:
    """An employer with one person, assessed and billed for March."""
    maker, checker = (member(role, tree.unit, role) for role in ("contribution_clerk", "contribution_reviewer"))
    at = employer()
    employed(at)
    moved(checker, computed(maker, tree.unit), Move.APPROVE)
    make_bills()
    return at


def receipt(payer: int, paid: Amounts, line: str = "pension_employee", fee: int = 0, month=MARCH) -> Receipt:
    return Receipt(f"T{next(_numbers):06d}", Owing(payer, line, month), paid, fee, DAY)


def sent(office, *receipts: Receipt, sequence: int | None = None):
    return receipts_sent(receipts, sequence or next(_sequences), "2025-03", Signing("税务", office.name, KEYS["税务"]))


def entered(office, contract: str, *entries):
    return entries_sent(contract, entries, next(_sequences), "2025-03", Signing("国库", office.name, KEYS["国库"]))


def received(office, by, *receipts: Receipt) -> File:
    return receive_file(office, sent(office, *receipts), by, KEYS)
