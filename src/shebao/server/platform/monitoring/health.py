"""Whether the server can do its work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

_HEARTBEAT = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; a failed one says what is wrong."""

    name: str
    problem: str = ""


def checks() -> list[Check]:
    """The database, its migrations and a living worker."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app || '.' || name FROM django_migrations")
            missing = _needed() - {row[0] for row in cursor.fetchall()}
            if missing:
                return [Check("database"), Check("migrations", f"{len(missing)} 个迁移未执行；请运行 shebao migrate")]
            cursor.execute(_HEARTBEAT)
            alive = cursor.fetchone()[0]
    except DatabaseError:
        return [Check("database", "连不上数据库，或数据库尚未迁移")]
    worker = Check("worker", "" if alive else "没有工作进程在运行；请启动 shebao worker")
    return [Check("database"), Check("migrations"), worker]


@lru_cache(maxsize=1)
def _needed() -> frozenset[str]:
    """The migrations that this version has."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(f"{app}.{name}" for app, name in loader.disk_migrations if (app, name) not in replaced)
