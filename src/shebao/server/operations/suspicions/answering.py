"""A list is answered: the sender's own rows, after each what came out, signed, as two files in one package.

The package is made when it is asked for and not kept: it holds people's data in clear. That it was made is a decision.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.operations.exchange import Contract, Delivery, contracts
from shebao.operations.exchange.deliveries import Header
from shebao.operations.exchange.errors import ExchangeError
from shebao.operations.exchange.replies import OPEN, Answer, reply
from shebao.server.operations.suspicions import agreed_keys
from shebao.server.operations.suspicions.declares import LIST_ANSWERED
from shebao.server.operations.suspicions.models import Item, Listed, Reply, Suspicion
from shebao.server.operations.suspicions.states import SETTLED, State
from shebao.server.platform.access.doing import WITHHELD, exported
from shebao.server.platform.decisions.log import record
from shebao.server.platform.organisations.models import Organisation

if TYPE_CHECKING:
    from shebao.server.platform.access.doing import Looker


@transaction.atomic
def answer(listed: Listed, by: Looker, reason: str) -> tuple[Reply, bytes]:
    """The next answer to a list and the package that goes to the sender: people's data in clear, so that it takes a reason.
    Raises ExchangeError where it cannot be made, ReasonMissing."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=listed.agency_id)  # answers of a list are numbered
    key = agreed_keys.of_senders().get(listed.sender)
    if listed.run_id is None:
        raise ExchangeError("这份名单没有接收，不用反馈")
    if key is None:
        raise ExchangeError(
            f"没有与“{listed.sender}”约定的密钥，不能签名；请管理员把它放进 SHEBAO_EXCHANGE_KEYS 所指的目录"
        )
    items = list(listed.items.select_related("suspicion__ruling", "suspicion__decided_by").order_by("position"))
    answers = [_answer(item.suspicion) for item in items]
    sequence = listed.replies.count() + 1
    contract = contracts()[listed.contract]
    made = reply(
        contract, _header(listed), _rows(listed, items, by, reason), answers, sequence, str(listed.agency), key
    )
    left = sum(each.result == OPEN for each in answers)
    given = Reply.objects.create(
        listed=listed, sequence=sequence, answered=len(answers) - left, open=left, sha256=made.sha256, by=by.person
    )
    record(by.person, LIST_ANSWERED, listed, count=given.answered, open=left, sha256=made.sha256)
    return given, _package(made, contract, sequence)


def progress(listed: Listed) -> tuple[int, int]:
    """How many rows of a list are settled, and how many there are."""
    settled = listed.items.filter(suspicion__state__in=sorted(SETTLED)).count()
    return settled, listed.items.count()


def _answer(suspicion: Suspicion) -> Answer:
    """What came out of a suspicion; one that is not settled is said to be open."""
    if suspicion.state not in SETTLED or suspicion.ruling is None:
        return Answer()
    ruling = suspicion.ruling
    said = f"{ruling.reason} 移交：{ruling.addressee}" if ruling.addressee else ruling.reason
    return Answer(
        result=State(suspicion.state).value,
        words=" ".join(said.split()),
        amount=ruling.amount,
        person=str(suspicion.decided_by),
        day=timezone.localtime(suspicion.settled_at).date() if suspicion.settled_at else None,
    )


def _rows(listed: Listed, items: Sequence[Item], by: Looker, reason: str) -> list[list[str]]:
    """The rows in clear; that they were given out is written down. Raises ExchangeError where some may not be."""
    texts = [each["content"] for each in exported(by, items, ["content"], reason, clear=True)]
    if WITHHELD in texts:
        raise ExchangeError(f"第 {texts.index(WITHHELD) + 1} 行是受限人员，不能由您反馈；请由专人解除限制后再生成")
    return [json.loads(text) for text in texts]


def _header(listed: Listed) -> Header:
    """What the sender declared, as far as the answer repeats it."""
    return Header(
        listed.contract,
        listed.sender,
        listed.sequence,
        listed.period,
        listed.rows,
        listed.declared,
        listed.sha256,
        "",
        listed.agency.name,
    )


def _package(made: Delivery, contract: Contract, sequence: int) -> bytes:
    name = f"{contract.name}_reply-{sequence}"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.json", made.header)
        archive.writestr(f"{name}.csv", made.data)
    return packed.getvalue()
