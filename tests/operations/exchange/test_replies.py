"""An answer goes back in the sender's own rows and columns, and would be accepted by the sender as it stands."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product

import pytest

from shebao.operations.exchange import State, contracts, receive, signed
from shebao.operations.exchange.contract import CODES, read_contract
from shebao.operations.exchange.deliveries import read_header, read_rows
from shebao.operations.exchange.errors import ExchangeError
from shebao.operations.exchange.replies import Answer, reply, reply_contract

KEY = b"agreed"
TO_ANSWER = sorted(name for name, contract in contracts().items() if contract.work)
_VALUES = {"text": "文字，带逗号\n和换行", "date": "2026-01-31", "money": "12.30", "month": "202601", "integer": "7"}


def delivery(name, count=3):
    """A list with `count` rows."""
    contract = contracts()[name]
    rows = []
    for number in range(count):
        values = {field.name: _VALUES[field.type] for field in contract.fields}
        values |= dict.fromkeys(contract.key, f"{name}-{number}")
        rows.append([f'"{values[field.name]}"' for field in contract.fields])
    head = ",".join(field.name for field in contract.fields)
    data = "\n".join([head, *(",".join(row) for row in rows)]).encode()
    return signed(
        name, "省级", 1, "202601", data, count, dict.fromkeys(contract.sums, 1230 * count), KEY, recipient="市级"
    )


@pytest.mark.parametrize("name", TO_ANSWER)
def test_an_answer_is_accepted_by_the_contract_of_answers(name) -> None:
    contract, sent = contracts()[name], delivery(name, len(CODES))
    assert receive(sent, contracts(), {"省级": KEY}, (), datetime(2026, 2, 1)).state is State.ACCEPTED
    header, (_names, rows) = read_header(sent.header), read_rows(sent.data)
    answers = [Answer(code, "查明", 1250 if code == "recovering" else None, "甲", date(2026, 1, 20)) for code in CODES]
    answer = reply(contract, header, rows, answers, 1, "市级", KEY)
    told = reply_contract(contract)
    receipt = receive(answer, {told.name: told}, {"市级": KEY}, (), datetime(2026, 2, 1))
    assert (receipt.state, receipt.reasons) == (State.ACCEPTED, ())
    _names, back = read_rows(answer.data)
    assert [row[: len(contract.fields)] for row in back] == rows
    assert [row[len(contract.fields)] for row in back] == [contract.work.codes[code] for code in CODES]
    assert read_header(answer.header).sums["reply_amount"] == 1250


def test_a_list_that_is_only_read_has_no_answer() -> None:
    with pytest.raises(ExchangeError, match="不是要反馈"):
        reply_contract(contracts()["deaths"])


def test_every_row_has_an_answer() -> None:
    contract, sent = contracts()[TO_ANSWER[0]], delivery(TO_ANSWER[0])
    with pytest.raises(ExchangeError, match="3 行"):
        reply(contract, read_header(sent.header), read_rows(sent.data)[1], [Answer()], 1, "市级", KEY)


_GOOD = """
title: 名单
partner: 省
basis: 文件
key: [a]
sums: []
fields:
  a: {title: 编号, type: text, required: true}
  d: {title: 期限, type: date, required: true}
work:
  class: a
  subject: [a]
  due: d
  owner: 稽核
  severity: error
  reply: {result: 结果, words: 说明, amount: 金额, person: 人, day: 日期}
  codes: {open: 0, confirmed: 1, explained: 2, corrected: 3, recovering: 4, handed_over: 5}
"""


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("class: a", "class: z", "work.class"),
        ("subject: [a]", "subject: [z]", "work.subject"),
        ("subject: [a]", "subject: a", "work.subject"),
        ("due: d", "due: a", "work.due"),
        ("severity: error", "severity: grave", "work.severity"),
        (", day: 日期", "", "work.reply"),
        (", handed_over: 5", "", "work.codes"),
        ("  owner: 稽核\n", "", "work 应恰有"),
    ],
)
def test_mistakes_in_a_contract_are_told(was, becomes, why) -> None:
    assert read_contract("好", _GOOD).work is not None
    with pytest.raises(ExchangeError, match=why):
        read_contract("坏", _GOOD.replace(was, becomes))


def test_all_lists_to_be_answered_mask_who_it_is_about() -> None:
    assert TO_ANSWER
    for name, word in product(TO_ANSWER, ("身份号码", "证件号码", "姓名")):
        assert all(field.private for field in contracts()[name].fields if word in field.title), (name, word)
