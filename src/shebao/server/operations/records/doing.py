"""The one writer of the record: an act with its effects becomes rows, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from shebao.operations.record.changes import changes
from shebao.operations.record.effects import Effect, subject_of
from shebao.operations.record.needed import needed
from shebao.server.operations.records.bulk import Told, apply_rows
from shebao.server.operations.records.digests import content_of
from shebao.server.operations.records.happening import AnotherAct, Applied, act_of, happened, log, told
from shebao.server.operations.records.numbering import Numbers
from shebao.server.operations.records.orders import Order
from shebao.server.operations.records.reading import holdings
from shebao.server.operations.records.writing import Stale, keep, tick, write

__all__ = ["AnotherAct", "Applied", "Order", "Stale", "Told", "alone", "apply", "apply_rows"]


def apply(order: Order, effects: Iterable[Effect], now: datetime | None = None) -> Applied:
    """Carry out an act: rows, journal and decision in one transaction. The same order a second time changes nothing.

    `now` comes from an injected clock; acts are known one after another, so the instant may be later by microseconds.
    Raises EffectsRefused with every reason, AnotherAct, Stale where somebody else changed the same rows meanwhile.
    """
    listed = tuple(effects)
    content = content_of(listed)
    before = happened(order, content)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return _carry_out(order, listed, content.digest, now or timezone.now())
    except IntegrityError as error:
        before = happened(order, content)
        if before is not None:
            return before
        raise told(error) from error


def alone(now: datetime | None = None) -> datetime:
    """Nobody else changes the record from now on until the transaction ends: who compares what a case was put together on
    with what is known, and then applies, calls this first. Gives the instant up to which everything is known."""
    return tick(now or timezone.now())


def _carry_out(order: Order, effects: tuple[Effect, ...], digest: str, now: datetime) -> Applied:
    act = act_of(order, next(Numbers("act")), tick(now))
    held = holdings({subject_of(effect) for effect in effects}, needed(effects))
    made = changes(held, act, effects, Numbers("row", len(effects)))
    kept = keep(order, act, digest)
    write(act, effects, made, held.subjects)
    log(order, kept, len(effects), len(made))
    return Applied(kept, made, rows=len(made))
