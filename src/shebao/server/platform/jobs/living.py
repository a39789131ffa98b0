"""Whether a worker is alive."""

from __future__ import annotations

from django.db import connection

_HEARTBEAT = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"


def problem() -> str:
    """What is wrong; "" while a worker beats."""
    with connection.cursor() as cursor:
        cursor.execute(_HEARTBEAT)
        alive = cursor.fetchone()[0]
    return "" if alive else "没有工作进程在运行；请启动 shebao worker"
