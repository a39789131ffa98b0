"""Which keys blind indexes are made with: one, and while it is replaced the next one beside it.

A renewal goes through three steps that the database remembers (`IndexRenewal`): every value gets the new index beside the old
one; when none is without it, only the new one is written and the old ones are taken away; then it is over. The old and the new
index stand in different slots of a value, so each can be searched and constrained to be unique by itself. Until it is over both
are searched: a value is found whatever step it is in.

Each process asks for the step every minute. A step therefore begins to count only after two minutes, and when every transaction
that was running then has ended (`IndexRenewal.mark`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import transaction

from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.models import INDEXES, DataKey, IndexRenewal
from shebao.server.platform.secrets.ring import Key
from shebao.server.platform.secrets.source import KeyProblem
from shebao.server.platform.secrets.tokens import SLOTS


class UnderWay(Exception):
    """A renewal has begun and is not over; the message says so."""


@dataclass(frozen=True)
class Indexes:
    """The keys of blind indexes by the slot in which they stand: which are written, which are searched."""

    written: Mapping[int, Key]
    searched: Mapping[int, Key]
    ever_renewed: bool = False


def indexes() -> Indexes:
    """The keys in use, as this process knows them. Raises KeyProblem, also where only one of two cannot be had: what is looked
    for by half would be told not to be there."""
    return ring.remembered("indexes in use", _read)


def problem() -> str:
    """What keeps this process from opening or finding what is encrypted; "" when nothing does."""
    if found := ring.problem():
        return found
    try:
        indexes()
    except KeyProblem as missing:
        return str(missing)
    return ""


def every_key() -> list[Key]:
    """Every key of indexes that there ever was, the newest first. Raises KeyProblem."""
    numbers = DataKey.objects.filter(kind=INDEXES).order_by("-pk").values_list("pk", flat=True)
    return [ring.key(number) for number in numbers]


@transaction.atomic
def begin() -> int:
    """A new key of indexes, written beside the one in use from now on; its number. Raises UnderWay, KeyProblem."""
    if IndexRenewal.objects.select_for_update().filter(open=True).exists():
        raise UnderWay("索引密钥正在更换，还没有换完；请等它换完，再换下一把。")
    number = ring.renew(INDEXES)
    IndexRenewal.objects.create(key_id=number)
    transaction.on_commit(ring.ask_again)
    return number


def _read() -> Indexes:
    numbers = list(DataKey.objects.filter(kind=INDEXES).order_by("pk").values_list("pk", flat=True))
    if not numbers:
        raise KeyProblem("数据库里没有索引密钥；请先运行 shebao migrate。")
    slots = {(len(numbers) - 1) % SLOTS: ring.key(numbers[-1])}
    renewal = IndexRenewal.objects.filter(open=True).first()
    if renewal is None:
        return Indexes(MappingProxyType(slots), MappingProxyType(slots), len(numbers) > 1)
    both = {**slots, len(numbers) % SLOTS: ring.key(numbers[-2])}
    return Indexes(MappingProxyType(slots if renewal.closing_at else both), MappingProxyType(both), ever_renewed=True)
