"""The standby becomes the primary, by one command, and never while the other one may still be written to.

Nothing is promoted automatically: a machine that cannot see the primary cannot know whether others do. Who promotes says that the
former primary was cut off, where it does not answer; where it answers as a primary, nothing helps but stopping it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

_CONNECT_SECONDS = 5
_PROMOTED_SECONDS = 60
_LOOK = "SELECT pg_is_in_recovery(), (SELECT system_identifier::text FROM pg_control_system())"
_REPLAYED = "SELECT coalesce(pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn(), true)"


class PromotionProblem(Exception):
    """Nothing was promoted; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a server says of itself: whether it follows another one, and of which database it is a copy."""

    follows: bool
    system: str


def refusal(standby: Seen, primary: Seen | None, fenced: bool) -> str:
    """Why the standby is not promoted; "" where nothing stands against it. `primary` is None where it does not answer."""
    if not standby.follows:
        return "这个数据库已经是主库，不用切换。"
    if primary is None:
        return (
            ""
            if fenced
            else (
                "原主库没有应答，但不能由此断定它已停止：别的机器也许还在写。请断电、断网或停掉它，核实以后加 --fenced 再执行。"
            )
        )
    if primary.system != standby.system:
        return "两个地址不是同一个库的主库和备机；请核对 --primary。"
    if primary.follows:
        return "--primary 所指的也是备机；请写原主库的地址。"
    return "原主库仍在应答：现在切换就有两个主库，各写各的。请先停掉它（pg_ctl stop），再执行。"


def promote(standby: str, primary: str, *, fenced: bool, say: Callable[[str], None]) -> float:
    """Promotes the standby; both are addresses (postgresql://). Gives the seconds it took. Raises PromotionProblem."""
    try:
        with psycopg.connect(standby, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
            why = refusal(_seen(connection), _answering(primary), fenced)
            if why:
                raise PromotionProblem(why)
            began = time.monotonic()
            _replay(connection)
            say("备机已收到的都已重放，正在切换……")
            if connection.execute("SELECT pg_promote(true, %s)", [_PROMOTED_SECONDS]).fetchone() != (True,):
                raise PromotionProblem(f"{_PROMOTED_SECONDS} 秒内没有切换完；请看备机的数据库日志。")
            return time.monotonic() - began
    except psycopg.Error as error:
        raise PromotionProblem(
            f"备机不能切换（{type(error).__name__}）：{str(error).splitlines()[0]}；执行的数据库用户要有 pg_promote 的权限。"
        ) from error


def _answering(primary: str) -> Seen | None:
    """The former primary as it is; None where nobody can reach it. One that answers with a refusal is there. Raises
    PromotionProblem."""
    try:
        with psycopg.connect(primary, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
            return _seen(connection)
    except psycopg.OperationalError as error:
        if error.sqlstate is None:
            return None
        raise PromotionProblem(
            f"原主库应答了，但不让连接（{error.sqlstate}）：不能认为它已停止；请先停掉它。"
        ) from error


def _seen(connection: psycopg.Connection[tuple[object, ...]]) -> Seen:
    row = connection.execute(_LOOK).fetchone()
    assert row is not None
    return Seen(bool(row[0]), str(row[1]))


def _replay(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    until = time.monotonic() + _PROMOTED_SECONDS
    while connection.execute(_REPLAYED).fetchone() != (True,):
        if time.monotonic() > until:
            raise PromotionProblem("备机收到的还没有重放完；请稍后再执行。")
        time.sleep(0.1)
