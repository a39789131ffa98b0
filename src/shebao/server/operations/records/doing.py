"""The one writer of the record: an act with its effects becomes rows, all of them or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from shebao.operations.record import acts
from shebao.operations.record.changes import Change, changes
from shebao.operations.record.effects import Effect, FactEnded, FactStated, subject_of
from shebao.server.operations.records import models
from shebao.server.operations.records.declares import RECORD_CHANGED
from shebao.server.operations.records.numbering import Numbers
from shebao.server.operations.records.orders import Order
from shebao.server.operations.records.reading import holdings
from shebao.server.operations.records.writing import Stale, write
from shebao.server.platform.decisions.log import record

__all__ = ["AnotherAct", "Applied", "Order", "Stale", "apply"]


class AnotherAct(Exception):
    """The case, run or message has already changed the record, and otherwise than asked for now; nothing was changed."""


@dataclass(frozen=True)
class Applied:
    """The act, what it changed, and whether it had happened before."""

    act: models.Act
    changes: tuple[Change, ...]
    known_before: bool = False


def apply(order: Order, effects: Iterable[Effect], now: datetime | None = None) -> Applied:
    """Carry out an act: rows, journal and decision in one transaction. The same order a second time changes nothing.

    `now` comes from an injected clock; acts are known one after another, so the instant may be later by microseconds.
    Raises EffectsRefused with every reason, AnotherAct, Stale where somebody else changed the same rows meanwhile.
    """
    listed = tuple(effects)
    digest = digest_of(listed)
    before = _happened(order, digest)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return _carry_out(order, listed, digest, now or timezone.now())
    except IntegrityError as error:
        before = _happened(order, digest)
        if before is not None:
            return before
        raise _told(error) from error


def digest_of(effects: Sequence[Effect]) -> str:
    """SHA-256 (hex) of effects."""
    plain = [[type(effect).__name__, asdict(effect)] for effect in effects]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode("utf-8")).hexdigest()


def _happened(order: Order, digest: str) -> Applied | None:
    authority = order.authority
    found = models.Act.objects.filter(
        authority_kind=authority.kind, authority_id=authority.id, authority_number=authority.number
    ).first()
    if found is None:
        return None
    if found.digest != digest:
        label = acts.AUTHORITY_LABELS[authority.kind]
        raise AnotherAct(f"{label} {authority.id} 已经办理过，内容与这次不同；没有再办理。请看过记录后另行办理。")
    return Applied(found, (), known_before=True)


def _carry_out(order: Order, effects: tuple[Effect, ...], digest: str, now: datetime) -> Applied:
    act = _act(order, now)
    held = holdings({subject_of(effect) for effect in effects}, _registers(effects))
    made = changes(held, act, effects, Numbers("row"))
    kept = write(order, act, digest, effects, made, held.subjects)
    record(
        order.by,
        RECORD_CHANGED,
        kept,
        organisation=order.office,
        authority=f"{order.authority.kind}:{order.authority.id}:{order.authority.number}",
        service=order.service,
        effects=len(effects),
        rows=len(made),
        content=digest,
        **_people(order),
    )
    return Applied(kept, made)


def _act(order: Order, now: datetime) -> acts.Act:
    return acts.Act(
        id=next(Numbers("act")),
        at=now,
        by=order.by.pk if order.by else None,
        authority=order.authority,
        service=order.service,
        service_version=order.service_version,
        checked_by=order.checked_by.pk if order.checked_by else None,
        approved_by=order.approved_by.pk if order.approved_by else None,
        corrects=order.corrects,
    )


def _registers(effects: Iterable[Effect]) -> set[str]:
    return {effect.register for effect in effects if isinstance(effect, FactStated | FactEnded)}


def _people(order: Order) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if order.checked_by:
        told["checked_by"] = order.checked_by.get_username()
    if order.approved_by:
        told["approved_by"] = order.approved_by.get_username()
    if order.corrects:
        told["corrects"] = order.corrects
    return told


_CONSTRAINTS = {
    "one_spell_a_lane": "同一险种的参保时段重叠；可能刚有别人办理，请看过最新记录后再办",
    "one_value_a_day": "同一登记项刚被别人更改；请看过最新记录后再办",
    "unique_value_of_one_subject": "这个号码已属于另一个编号；请先查重，确属一人的办理合并",
    "as_many_eyes_as_the_service_asks": "还缺复核或审批",
    "different_people_act": "经办、复核、审批应是不同的人",
}


def _told(error: IntegrityError) -> Exception:
    """The database's refusal in words; the error itself where it is about something else."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    return Stale(_CONSTRAINTS[name]) if name in _CONSTRAINTS else error
