"""The steps of a change to a new key of blind indexes, taken one after the other when each has been done everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.models import IndexRenewal
from shebao.server.platform.secrets.renewal import Renewed, Told, indexes_left, renew_values

KNOWN_EVERYWHERE = timedelta(seconds=2 * ring.ASKED_AGAIN)
"""After this time every process knows a step."""

_THIS_TRANSACTION = "SELECT pg_current_xact_id()::text::bigint"
_ALL_BEFORE_HAVE_ENDED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > %s"


@dataclass(frozen=True)
class Advanced:
    """What a run did, and whether a change is still under way."""

    values: Renewed
    under_way: bool


def advance(batch: int = 500, go_on: Callable[[], bool] = lambda: True, tell: Told = lambda what: None) -> Advanced:
    """Brings values to the present step and takes the next one where nothing stands against it; does nothing where no change is
    under way. What was stopped goes on. Raises KeyProblem."""
    if not IndexRenewal.objects.filter(open=True).exists():
        return Advanced(Renewed(), under_way=False)
    ring.ask_again()
    done = renew_values(batch, go_on, tell)
    _mark()
    tell("marked")
    _take_step()
    tell("step taken")
    return Advanced(done, IndexRenewal.objects.filter(open=True).exists())


def word() -> str:
    """How far a change is, for people; "" where none is under way."""
    renewal = IndexRenewal.objects.filter(open=True).first()
    if renewal is None:
        return ""
    step = "正在去掉旧索引" if renewal.closing_at else "正在补新索引，新旧并存"
    return f"索引密钥正在换成第 {renewal.key_id} 号，{renewal.began_at:%Y-%m-%d} 开始，{step}。"


@transaction.atomic
def _mark() -> None:
    """Notes the number of this transaction as soon as every process knows the present step: whoever did not know it has begun before."""
    renewal = IndexRenewal.objects.select_for_update().filter(open=True, mark=None).first()
    if renewal and timezone.now() - (renewal.closing_at or renewal.began_at) >= KNOWN_EVERYWHERE:
        with connection.cursor() as cursor:
            cursor.execute(_THIS_TRANSACTION)
            IndexRenewal.objects.filter(pk=renewal.pk).update(mark=cursor.fetchone()[0])


@transaction.atomic
def _take_step() -> None:
    """The next step, where every transaction before the mark has ended and no value is left behind."""
    ring.ask_again()
    renewal = IndexRenewal.objects.select_for_update().filter(open=True, mark__isnull=False).first()
    if renewal is None or not _have_ended(renewal.mark) or indexes_left():
        return
    now = timezone.now()
    last = {"open": False, "ended_at": now} if renewal.closing_at else {"closing_at": now, "mark": None}
    IndexRenewal.objects.filter(pk=renewal.pk).update(**last)
    transaction.on_commit(ring.ask_again)


def _have_ended(mark: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ALL_BEFORE_HAVE_ENDED, [mark])
        return bool(cursor.fetchone()[0])
