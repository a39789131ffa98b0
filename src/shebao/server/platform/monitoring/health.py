"""Whether the server can do its work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from shebao.server.platform.declarations import collected


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; a failed one says what is wrong."""

    name: str
    problem: str = ""


def checks() -> list[Check]:
    """The database, its migrations, and what the apps declare; what cannot be looked at without the former is left out."""
    try:
        if settings.PORTAL_ONLY:  # its role reads publications and nothing else
            connection.ensure_connection()
            return [Check("database")]
        if problem := schema_problem():
            return [Check("database"), Check("migrations", problem)]
        declared = [Check(name, _problem(function)) for name, function in collected().health.items()]
    except DatabaseError:
        return [Check("database", "连不上数据库，或数据库尚未迁移")]
    return [Check("database"), Check("migrations"), *declared]


def schema_problem() -> str:
    """What is wrong with the schema: migrations that were not executed, or ones that this version does not know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations")
        executed = {row[0] for row in cursor.fetchall()}
    if missing := _needed() - executed:
        return f"{len(missing)} 个迁移未执行；请运行 shebao migrate"
    own = {app.partition(".")[0] for app in known_migrations()}
    if unknown := {name for name in executed - known_migrations() if name.partition(".")[0] in own}:
        return f"数据库由更新的版本写成（这一版不认识 {min(unknown)}）；请用那一版程序，或恢复升级前的备份"
    return ""


def _problem(function: str) -> str:
    """What a declared check (`module:function`) says."""
    module, _separator, name = function.partition(":")
    return str(getattr(import_module(module), name)())


@lru_cache(maxsize=1)
def known_migrations() -> frozenset[str]:
    """All migrations that this version has, also those that others replace."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced})


@lru_cache(maxsize=1)
def _needed() -> frozenset[str]:
    """The migrations that have to be there."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(f"{app}.{name}" for app, name in loader.disk_migrations if (app, name) not in replaced)
