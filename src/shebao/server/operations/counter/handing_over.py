"""A jurisdiction goes from one office to another as one act of two people, with its proof; the proof can be made again on any day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect
from shebao.operations.record.record import Record
from shebao.operations.registry.jurisdictions import Handover, Proof, handed_over, proof
from shebao.server.operations.counter.reading import kept_by
from shebao.server.operations.records.doing import Applied, Order, apply_rows
from shebao.server.operations.records.reading import present, whole_records
from shebao.server.platform.people.models import User

_CHUNK = 1_000


class NotAllowed(Exception):
    """The handover is not carried out; the message says why."""


def hand_over(handover: Handover, document: str, by: User, checked_by: User, now: datetime | None = None) -> Applied:
    """Carries a handover out under the document that orders it. A second time it changes nothing. Raises NotAllowed, and what
    `apply_rows` raises."""
    if by.pk == checked_by.pk:
        raise NotAllowed("经办和复核应是两个人。")
    if handover.old == handover.new:
        raise NotAllowed("移出和移入的是同一个机构。")
    order = Order(Authority(AuthorityKind.RUN, f"区划调整 {document}"[:60]), by=by, checked_by=checked_by, eyes=2)
    at = present()
    ids = kept_by((handover.old,), at)

    def effects() -> Iterator[Effect]:
        return handed_over(handover, ((one.subject, one.kind, one.known(at)) for one in _records(ids)))

    if next(effects(), None) is None:
        raise NotAllowed("没有要移交的人和单位；请核对机构、区划和日期。")
    return apply_rows(order, effects, now)


def prove(handover: Handover, at: datetime) -> Proof:
    """What left and what arrived by an act that became known at an instant."""
    return proof(handover, _records(kept_by((handover.old, handover.new), at)), at)


def _records(ids: Sequence[int]) -> Iterator[Record]:
    """Whole records in the order of their numbers, some at a time."""
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        found = whole_records(chunk)
        yield from (found[key] for key in sorted(found))
