"""What becomes of a delivery: accepted, known already, or quarantined with every reason. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice

from shebao.operations.exchange.contract import Contract, Field
from shebao.operations.exchange.deliveries import (
    LARGEST,
    Delivery,
    DeliveryError,
    Header,
    read_header,
    read_rows,
    signature,
)

MOST_REASONS = 50
_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "month": re.compile(r"[0-9]{4}(0[1-9]|1[0-2])"),
    "money": re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,2})?"),
}


class State(Enum):
    """What became of a delivery."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    QUARANTINED = "quarantined"

    @property
    def title(self) -> str:
        """The Chinese word."""
        return {"accepted": "已接收", "repeated": "重复送达", "quarantined": "隔离"}[self.value]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told: the hash of what came, when, what became of it, why, and what was noticed."""

    sha256: str
    at: str
    state: State
    contract: str
    sender: str
    sequence: int
    rows: int
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def receive(
    delivery: Delivery,
    known: Mapping[str, Contract],
    keys: Mapping[str, bytes],
    earlier: Sequence[Receipt],
    at: datetime,
    recipient: str = "",
) -> Receipt:
    """The receipt of a delivery, given those before; `keys` are agreed with the senders. `recipient` is who receives: what goes
    to somebody else is quarantined. Never raises for what came."""
    try:
        header = read_header(delivery.header)
    except DeliveryError as error:
        return Receipt(delivery.sha256, _time(at), State.QUARANTINED, "", "", 0, 0, (str(error),))
    base = Receipt(
        delivery.sha256, _time(at), State.ACCEPTED, header.contract, header.sender, header.sequence, header.rows
    )
    if any(each.sha256 == delivery.sha256 and each.state is State.ACCEPTED for each in earlier):
        return _with(base, State.REPEATED, (), ())
    if recipient and header.recipient != recipient:
        return _with(base, State.QUARANTINED, (f"文件头写明发给“{header.recipient[:60]}”，不是“{recipient}”",), ())
    reasons = list(islice(_reasons(delivery, header, known, keys, earlier), MOST_REASONS))
    if reasons:
        return _with(base, State.QUARANTINED, tuple(reasons), ())
    return _with(base, State.ACCEPTED, (), tuple(_notes(header, earlier)))


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _with(base: Receipt, state: State, reasons: tuple[str, ...], notes: tuple[str, ...]) -> Receipt:
    return Receipt(base.sha256, base.at, state, base.contract, base.sender, base.sequence, base.rows, reasons, notes)


def _reasons(
    delivery: Delivery,
    header: Header,
    known: Mapping[str, Contract],
    keys: Mapping[str, bytes],
    earlier: Sequence[Receipt],
) -> Iterator[str]:
    contract = known.get(header.contract)
    if contract is None:
        yield f"没有名为“{header.contract[:40]}”的约定"
        return
    key = keys.get(header.sender)
    if key is None or not hmac.compare_digest(signature(key, header.signed_text()), header.signature):
        yield f"签名不符：不能确认是“{header.sender[:40]}”发来的"
        return
    if len(delivery.data) > LARGEST:
        yield f"数据超过 {LARGEST // 1024 // 1024} MB，请分次发送"
        return
    if hashlib.sha256(delivery.data).hexdigest() != header.sha256:
        yield "数据与文件头的摘要不符：传输中被截断或改动，请重新发送"
        return  # what was not signed is not read
    if any(_same_place(each, header) and each.sha256 != delivery.sha256 for each in earlier):
        yield f"第 {header.sequence} 次已接收过内容不同的一份：请发送方说明以哪份为准，用新的次序号重发"
    yield from _content(delivery, header, contract)


def _same_place(each: Receipt, header: Header) -> bool:
    place = (header.contract, header.sender, header.sequence)
    return each.state is State.ACCEPTED and (each.contract, each.sender, each.sequence) == place


def _content(delivery: Delivery, header: Header, contract: Contract) -> Iterator[str]:
    try:
        names, rows = read_rows(delivery.data)
    except DeliveryError as error:
        yield str(error)
        return
    wanted = [field.name for field in contract.fields]
    if names != wanted:
        yield f"列应为 {'、'.join(wanted)}，实为 {'、'.join(names)[:200]}"
        return
    if len(rows) != header.rows:
        yield f"文件头写明 {header.rows} 行，实有 {len(rows)} 行"
    yield from _faulty_rows(rows, contract)
    yield from _sums(rows, header, contract)


def _faulty_rows(rows: Sequence[Sequence[str]], contract: Contract) -> Iterator[str]:
    seen: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = {}
    positions = [index for index, field in enumerate(contract.fields) if field.name in contract.key]
    for line, row in enumerate(rows, start=2):
        if len(row) != len(contract.fields):
            yield f"第 {line} 行应有 {len(contract.fields)} 列，实有 {len(row)} 列"
            continue
        for field, value in zip(contract.fields, row, strict=True):
            fault = _fault(field, value)
            if fault:
                yield f"第 {line} 行 {field.title}：{fault}"
        key = tuple(row[index] for index in positions)
        first = seen.setdefault(key, (line, tuple(row)))
        if first[0] != line:
            what = "重复" if first[1] == tuple(row) else "矛盾"
            yield f"第 {line} 行与第 {first[0]} 行{what}：同一{'、'.join(contract.key)}"


def _fault(field: Field, value: str) -> str | None:
    if not value.strip():
        return "不应为空" if field.required else None
    if field.type == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            return "应为日期，如 2025-01-31"
        return None
    form = _FORMS.get(field.type)
    if form and not form.fullmatch(value):
        return {"integer": "应为整数", "month": "应为年月，如 202501", "money": "应为元，至多两位小数"}[field.type]
    return None


def _sums(rows: Sequence[Sequence[str]], header: Header, contract: Contract) -> Iterator[str]:
    names = [field.name for field in contract.fields]
    if set(header.sums) != set(contract.sums):
        yield f"文件头的合计应恰为 {'、'.join(contract.sums) or '（无）'}"
        return
    for name in contract.sums:
        place = names.index(name)
        amounts = [row[place] for row in rows if len(row) > place and _FORMS["money"].fullmatch(row[place])]
        total = int(sum((Decimal(amount) for amount in amounts), Decimal(0)) * 100)
        if total != header.sums[name]:
            yield f"文件头写明 {name} 合计 {header.sums[name]} 分，实为 {total} 分"


def _notes(header: Header, earlier: Sequence[Receipt]) -> Iterator[str]:
    """Late and missing deliveries: no reason to refuse, but to ask."""
    places = {
        each.sequence
        for each in earlier
        if each.state is State.ACCEPTED and (each.contract, each.sender) == (header.contract, header.sender)
    }
    if places and header.sequence < max(places):
        yield f"迟到：第 {max(places)} 次已先到，内容按次序号先后生效"
    missing = list(islice((number for number in range(1, header.sequence) if number not in places), 11))
    if missing:
        shown = "、".join(map(str, missing[:10]))
        yield f"尚缺第 {shown} 次{'等' if len(missing) > 10 else ''}，请向发送方催要"
