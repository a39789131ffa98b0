"""Every minute the ends of all chains are written into one seal; the seals are a chain themselves.

A head of the seals that is kept elsewhere proves every record before it, of every chain. Each is signed with a key that the database does
not have (`signing`).
"""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from shebao.server.platform.decisions.canonical import GENESIS, canonical
from shebao.server.platform.decisions.models import Chain, Seal
from shebao.server.platform.decisions.signing import Signer, SigningProblem, note_signed, read_signer, signed_since

_LOCK = 0x5348_4542_414F_5345


@transaction.atomic
def seal() -> Seal | None:
    """The newest seal, made now where a chain has grown since the last one; None while the log is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Seal.objects.order_by("-number").first()
    heads = {name: [number, digest] for name, number, digest in _ends()}
    _refuse_stripped(last)
    to_sign = last is not None and not last.signature and signer().private is not None
    if not heads or (last is not None and last.heads == heads and not to_sign):
        return last
    return sealed(heads, last)


def sealed(heads: dict[str, list[object]], last: Seal | None) -> Seal:
    """A new seal of these heads after the last one, signed. Raises SigningProblem."""
    number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
    made = unsigned(heads, number, timezone.now(), previous)
    made.key, made.signature = signer().sign(made.hash)
    made.save(force_insert=True)
    if made.signature:
        transaction.on_commit(lambda: note_signed(settings.EVIDENCE.key, made.number))
    return made


def _refuse_stripped(last: Seal | None) -> None:
    """A chain whose newest seal lost its signature is not signed again: that would vouch for whoever took it off. Raises
    SigningProblem."""
    since = signed_since(settings.EVIDENCE.key)
    if last is not None and since is not None and last.number >= since and not last.signature:
        raise SigningProblem(
            f"第 {last.number} 号封存的签名被去掉过（第 {since} 号起都应有签名）；不再封存。请保留现状，报告负责人，用存证和备份核对。"
        )


def unsigned(heads: dict[str, list[object]], number: int, at: dt.datetime, previous: str) -> Seal:
    """A seal with its hash, not saved."""
    made = Seal(number=number, at=at, content=canonical(heads), previous=previous)
    made.hash = made.computed_hash()
    return made


@lru_cache(maxsize=1)
def signer() -> Signer:
    """The keys of the seals of this installation, read once. Raises SigningProblem."""
    return read_signer(settings.EVIDENCE.key, make=settings.EVIDENCE.make)


def forget_signer() -> None:
    """The keys are read again."""
    signer.cache_clear()


def _ends() -> list[tuple[str, int, str]]:
    """Name, number and hash of the end of every chain that has records, as one statement sees them."""
    return list(Chain.objects.filter(number__gt=0).order_by("name").values_list("name", "number", "hash"))


def line(made: Seal) -> str:
    """A seal as the line of an anchor file."""
    kept = {
        "seal": made.number,
        "hash": made.hash,
        "at": made.at.isoformat(),
        "heads": made.heads,
        **({"key": made.key, "signature": made.signature} if made.signature else {}),
    }
    return json.dumps(kept, ensure_ascii=False)
