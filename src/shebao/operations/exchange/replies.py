"""The answer to a list that was to be worked off: the sender's own rows and columns, and after them what came out. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shebao.money import yuan_text
from shebao.operations.exchange.contract import CODES, REPLY, Contract, Field
from shebao.operations.exchange.deliveries import Delivery, Header, signed
from shebao.operations.exchange.errors import ExchangeError

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out of a row: a result (of `contract.CODES`), words, fen to be recovered, who settled it and on which day."""

    result: str = OPEN
    words: str = ""
    amount: int | None = None
    person: str = ""
    day: date | None = None


def reply_contract(contract: Contract) -> Contract:
    """The contract that an answer is checked by: the list's fields, then those of the answer. Raises ExchangeError."""
    work = contract.work
    if work is None:
        raise ExchangeError(f"{contract.title}不是要反馈的名单")
    types = {"amount": "money", "day": "date"}
    own = tuple(Field(name, work.reply[name], types.get(name, "text"), name == "result") for name in REPLY)
    return replace(
        contract,
        name=f"{contract.name}_reply",
        title=f"{contract.title}（反馈）",
        sums=(*contract.sums, _name("amount")),
        fields=(*contract.fields, *(replace(field, name=_name(field.name)) for field in own)),
        work=None,
    )


def _name(part: str) -> str:
    """The name of a column of an answer, which no field of a list has."""
    return f"reply_{part}"


def reply(
    contract: Contract,
    header: Header,
    rows: Sequence[Sequence[str]],
    answers: Sequence[Answer],
    sequence: int,
    sender: str,
    key: bytes,
) -> Delivery:
    """The answer to a delivery, one answer a row in its order, signed. Raises ExchangeError where it would not be accepted."""
    told = reply_contract(contract)
    assert contract.work is not None
    if len(rows) != len(answers):
        raise ExchangeError(f"{contract.title}有 {len(rows)} 行，答复有 {len(answers)} 个")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in told.fields])
    for row, answer in zip(rows, answers, strict=True):
        writer.writerow([*row, *_columns(answer, contract.work.codes)])
    sums = {**header.sums, _name("amount"): sum(answer.amount or 0 for answer in answers)}
    data = text.getvalue().encode()
    return signed(told.name, sender, sequence, header.period, data, len(rows), sums, key, recipient=header.sender)


def _columns(answer: Answer, codes: Mapping[str, str]) -> list[str]:
    if answer.result not in CODES:
        raise ExchangeError(f"没有名为“{answer.result}”的核查结果")
    amount = "" if answer.amount is None else yuan_text(answer.amount).replace(",", "")
    return [codes[answer.result], answer.words, amount, answer.person, answer.day.isoformat() if answer.day else ""]
