"""What the roles may do with each table: derived from what the models say about themselves, granted after each migration.

A table whose rows nobody may change or remove (the decision log, histories, published reports) gives the application
INSERT and SELECT only. No table gives TRUNCATE, TRIGGER or REFERENCES.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection, models
from psycopg import sql

from shebao.server.embedded_address import PORTAL
from shebao.server.platform.database import walls

_EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")
_TABLES = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = ANY(%s)"
_ONLY_READ = frozenset({"django_migrations"})


def rights(table: str) -> tuple[str, ...]:
    """What the application may do with the rows of a table."""
    if table in _ONLY_READ:
        return ("SELECT",)
    refused = {right for model in _models(table) for right in _refused(model)}
    return tuple(right for right in _EVERYTHING if right not in refused)


def grant(application: str) -> None:
    """Give the application and the portal what they need and nothing else. Run as the owner of the database."""
    with connection.cursor() as cursor:
        _close(cursor, application)
        cursor.execute(_TABLES, [["r", "p", "v"]])
        for (table,) in cursor.fetchall():
            _set(cursor, sql.SQL("public.{}").format(sql.Identifier(table)), application, rights(table))
            if table in public_tables():
                _set(cursor, sql.SQL("public.{}").format(sql.Identifier(table)), PORTAL, ("SELECT",))
        for model, field in _public_parts():
            _open_part(cursor, application, model, field)
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(sql.Identifier(application))
        )
        walls.build(cursor, application)


def public_tables() -> frozenset[str]:
    """Tables whose every row anybody may read: models say so with `public = True`."""
    return frozenset(model._meta.db_table for model in apps.get_models() if getattr(model, "public", False))


def _public_parts() -> list[tuple[type[models.Model], str]]:
    """(public model, foreign key): of the table behind the key anybody may read the rows that public rows name."""
    return [(model, model.public_through) for model in apps.get_models() if getattr(model, "public_through", "")]


def _open_part(cursor: Any, application: str, model: type[models.Model], field: str) -> None:
    """Row security on the table behind a key: the portal sees what public rows name, the application everything."""
    key = model._meta.get_field(field)
    target = key.related_model._meta
    names = {
        "table": sql.Identifier(target.db_table),
        "pk": sql.Identifier(target.pk.column),
        "naming": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(key.column),
        "portal": sql.Identifier(PORTAL),
        "application": sql.Identifier(application),
    }
    for statement in (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS published ON {table}",
        "CREATE POLICY published ON {table} FOR SELECT TO {portal} "
        "USING (EXISTS (SELECT FROM {naming} n WHERE n.{key} = {table}.{pk}))",
        "DROP POLICY IF EXISTS everything ON {table}",
        "CREATE POLICY everything ON {table} TO {application} USING (true) WITH CHECK (true)",
        "GRANT SELECT ON {table} TO {portal}",
    ):
        cursor.execute(sql.SQL(statement).format(**names))


def _close(cursor: Any, application: str) -> None:
    cursor.execute("SELECT current_database(), EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [PORTAL])
    name, portal = cursor.fetchone()
    database = sql.Identifier(name)
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for role in (application, PORTAL) if portal else (application,):
        reader = sql.Identifier(role)
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, reader))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(reader))


def _set(cursor: Any, table: sql.Composed, role: str, granted: tuple[str, ...]) -> None:
    to = sql.Identifier(role)
    cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(table, to))
    cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ").join(map(sql.SQL, granted)), table, to))


def _models(table: str) -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table]


def _refused(model: type[models.Model]) -> set[str]:
    """Operations that a trigger of the model refuses whatever the row; histories refuse all changes, and of what is `kept = True`
    nothing is deleted."""
    if hasattr(model, "pgh_tracked_model") or model._meta.label == "pghistory.Context":
        return {"UPDATE", "DELETE"} if hasattr(model, "pgh_tracked_model") else {"DELETE"}
    refused = {"DELETE"} if getattr(model, "kept", False) else set()
    for trigger in getattr(model._meta, "triggers", ()):
        if isinstance(trigger, pgtrigger.Protect) and trigger.condition is None:
            refused |= {right for right in ("UPDATE", "DELETE") if right in str(trigger.operation).upper()}
    return refused
