"""What happens once: an act under its authority, known by its content, told when it is refused, written into the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from shebao.operations.record import acts
from shebao.operations.record.changes import Change
from shebao.server.operations.records import models
from shebao.server.operations.records.declares import RECORD_CHANGED
from shebao.server.operations.records.digests import Content
from shebao.server.operations.records.orders import Order
from shebao.server.operations.records.reading import act_under
from shebao.server.operations.records.writing import Stale
from shebao.server.platform.decisions.log import record

_CONSTRAINTS = {
    "one_spell_a_lane": "同一险种的参保时段重叠；可能刚有别人办理，请看过最新记录后再办",
    "a_month_is_owed_once": "这个月的应缴刚被别人更改；请看过最新记录后再办",
    "one_value_a_day": "同一登记项刚被别人更改；请看过最新记录后再办",
    "unique_value_by_the_second_index": "这个号码已属于另一个编号；请先查重，确属一人的办理合并",
    "unique_value_of_one_subject": "这个号码已属于另一个编号；请先查重，确属一人的办理合并",
    "as_many_eyes_as_the_service_asks": "还缺复核或审批",
    "different_people_act": "经办、复核、审批应是不同的人",
}


class AnotherAct(Exception):
    """The case, run or message has already changed the record, and otherwise than asked for now; nothing was changed."""


@dataclass(frozen=True)
class Applied:
    """The act, what it changed (of a run only how many rows), and whether it had happened before."""

    act: models.Act
    changes: tuple[Change, ...] = ()
    known_before: bool = False
    rows: int = 0


def happened(order: Order, content: Content) -> Applied | None:
    """What the authority has carried out, if it has. Raises AnotherAct where that was something else."""
    found = act_under(order.authority)
    if found is None:
        return None
    if not content.came_to(found.digest):
        label = acts.AUTHORITY_LABELS[order.authority.kind]
        raise AnotherAct(f"{label} {order.authority.id} 已经办理过，内容与这次不同；没有再办理。请看过记录后另行办理。")
    return Applied(found, known_before=True)


def act_of(order: Order, number: int, now: datetime) -> acts.Act:
    """The act that carries an order out. Raises ValueError where one person would have two parts in it."""
    return acts.Act(
        id=number,
        at=now,
        by=order.by.pk if order.by else None,
        authority=order.authority,
        service=order.service,
        service_version=order.service_version,
        checked_by=order.checked_by.pk if order.checked_by else None,
        approved_by=order.approved_by.pk if order.approved_by else None,
        corrects=order.corrects,
    )


def log(order: Order, act: models.Act, effects: int, rows: int) -> None:
    """The act in the log of decisions."""
    record(
        order.by,
        RECORD_CHANGED,
        act,
        organisation=order.office,
        authority=f"{order.authority.kind}:{order.authority.id}:{order.authority.number}",
        service=order.service,
        effects=effects,
        rows=rows,
        content=act.digest,
        **_people(order),
    )


def told(error: IntegrityError) -> Exception:
    """The database's refusal in words; the error itself where it is about something else."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    return Stale(_CONSTRAINTS[name]) if name in _CONSTRAINTS else error


def _people(order: Order) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if order.checked_by:
        found["checked_by"] = order.checked_by.get_username()
    if order.approved_by:
        found["approved_by"] = order.approved_by.get_username()
    if order.corrects:
        found["corrects"] = order.corrects
    return found
