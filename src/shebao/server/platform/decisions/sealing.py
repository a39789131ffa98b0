"""Every minute the ends of all chains are written into one seal; the seals are a chain themselves.

A head of the seals that is kept elsewhere proves every record before it, of every chain. Here is the one place where heads are
sealed: a keyed signature belongs into `sealed`.
"""

from __future__ import annotations

import json

from django.db import connection, transaction
from django.utils import timezone

from shebao.server.platform.decisions.canonical import GENESIS, canonical
from shebao.server.platform.decisions.models import Chain, Seal

_LOCK = 0x5348_4542_414F_5345


@transaction.atomic
def seal() -> Seal | None:
    """The newest seal, made now where a chain has grown since the last one; None while the log is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Seal.objects.order_by("-number").first()
    heads = {name: [number, digest] for name, number, digest in _ends()}
    if not heads or (last is not None and last.heads == heads):
        return last
    return sealed(heads, last)


def sealed(heads: dict[str, list[object]], last: Seal | None) -> Seal:
    """A new seal of these heads after the last one."""
    made = Seal(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        content=canonical(heads),
        previous=last.hash if last else GENESIS,
    )
    made.hash = made.computed_hash()
    made.save(force_insert=True)
    return made


def _ends() -> list[tuple[str, int, str]]:
    """Name, number and hash of the end of every chain that has records, as one statement sees them."""
    return list(Chain.objects.filter(number__gt=0).order_by("name").values_list("name", "number", "hash"))


def line(made: Seal) -> str:
    """A seal as the line of an anchor file."""
    kept = {"seal": made.number, "hash": made.hash, "at": made.at.isoformat(), "heads": made.heads}
    return json.dumps(kept, ensure_ascii=False)
