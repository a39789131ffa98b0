"""Row security, the second wall behind the query sets: within a request the database gives rows of the request's organisations only.

A model says `wall = "organisation"` (the field that leads to its organisation); every model with a required key to a walled one stands
behind the same wall, unless it says `wall = ""` (rows that arrive by COPY, which PostgreSQL refuses there). `narrow` tells the connection whose request it serves; jobs and commands, which nobody asks for
foreign rows, are not narrowed. The owner of the tables is exempt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import Error, sql

_SETTING = "shebao.scope"
_NAME = "shebao_scope"
_NOTHING = "-"
_ROOT = (
    "(SELECT coalesce(nullif(current_setting('shebao.scope', true), ''), '*') = '*') OR {column} IN "
    "(SELECT o.id FROM public.organisations_organisation o WHERE o.path ^@ ANY "
    "((SELECT string_to_array(current_setting('shebao.scope', true), ','))::text[]))"
)
_BEHIND = (
    "(SELECT coalesce(nullif(current_setting('shebao.scope', true), ''), '*') = '*') OR {column} IN "
    "(SELECT w.{key} FROM public.{table} w)"
)
_PRESENT = """
SELECT obj_description(p.oid, 'pg_policy') FROM pg_policy p
WHERE p.polrelid = %s::regclass AND p.polname = %s AND (SELECT relrowsecurity FROM pg_class WHERE oid = p.polrelid)
"""

_OF_A_PERSON = "belongs to a person who signs in; the query sets ask for that person"
OUTSIDE = {
    "access": "looks are read by whoever may see an organisation's or one's own; restrictions bar across organisations",
    "cases": "a receipt is verified by anybody, and a person's cases are shown wherever that person comes; looks are logged",
    "collection": "receipts come by COPY and are of the whole agency; a payer belongs to no organisation",
    "contributions": "runs are of the whole agency; the record that they are about belongs to no organisation",
    "coverage": "a list names persons of the record, who belong to no organisation; lists are asked for by scope, looks are logged",
    "counter": "made from the record, which belongs to no organisation",
    "cycle": "what is published, which anybody may read",
    "decisions": "the log is verified as a whole; sign-ins and the system belong to no organisation",
    "drafts": _OF_A_PERSON,
    "examination": "a visitor's, found by a token; of those who sign in, their own",
    "exports": "a file for one person or for who has the address of what it is about; reached through that",
    "files": "a file is reached through what it belongs to",
    "jobs": _OF_A_PERSON,
    "lists": "a list is handed in for an employer of the record, which belongs to no organisation",
    "organisations": "the tree is what the wall is made of",
    "owing": "months of the whole agency; what is owed is of the record, which belongs to no organisation",
    "papers": "a paper is verified by anybody, by its code",
    "people": "signing in comes before anybody's scope is known",
    "personal_accounts": "years come by COPY, and a person belongs to several organisations; looks are logged",
    "queues": "numbers of today without a person, called on a wall that anybody reads",
    "records": "a person belongs to several organisations, and rows come by COPY; looks are logged",
    "city": "made from the record, which belongs to no organisation",
    "secrets": "the keys of the whole database",
    "supervision": "what was taken back hangs on a case, and is shown wherever that case is",
    "suspicions": "runs, rules, rulings and lists are of an agency, and shown with suspicions of the offices below it",
    "unit_years": "lines come by COPY, which row security refuses",
    "web": "counts and kept pages of nobody",
}
"""Why the tables of an app that are not behind the wall are not, by app."""


def walled() -> dict[type[models.Model], models.Field[Any, Any]]:
    """Every model behind the wall with the field that decides: its organisation, or a key to another walled model."""
    found: dict[type[models.Model], models.Field[Any, Any]] = {
        model: model._meta.get_field(model.wall) for model in apps.get_models() if getattr(model, "wall", "")
    }
    grown = True
    while grown:
        grown = False
        for model in apps.get_models():
            if model not in found and not _stays_out(model) and (key := _key_to(model, found)):
                found[model], grown = key, True
    return found


def build(cursor: Any, application: str) -> None:
    """Puts the policies on the tables, where they are not there as they should be. Run as the owner of the database."""
    for model, field in walled().items():
        table, condition = sql.Identifier("public", model._meta.db_table), _condition(model, field)
        digest = hashlib.sha256(f"{condition.as_string(None)} {application}".encode()).hexdigest()
        cursor.execute(_PRESENT, [f'public."{model._meta.db_table}"', _NAME])
        if cursor.fetchone() == (digest,):
            continue
        name, role = sql.Identifier(_NAME), sql.Identifier(application)
        for statement in (
            sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table),
            sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(name, table),
            sql.SQL("CREATE POLICY {} ON {} TO {} USING ({})").format(name, table, role, condition),
            sql.SQL("COMMENT ON POLICY {} ON {} IS {}").format(name, table, sql.Literal(digest)),
        ):
            cursor.execute(statement)


def narrow(paths: Sequence[str]) -> None:
    """From now on this connection sees rows of organisations at or below these paths only."""
    connection.ensure_connection()
    connection.connection.execute(
        "SELECT set_config(%s, %s, false)", [_SETTING, ",".join(paths) or _NOTHING], prepare=False
    )


def widen() -> None:
    """The connection sees everything again, as for jobs and commands; one that cannot be told is closed."""
    if connection.connection is None or connection.connection.closed:
        return
    try:
        connection.connection.execute(f"RESET {_SETTING}", prepare=False)
    except Error:
        if not connection.in_atomic_block:
            connection.close()


def _key_to(model: type[models.Model], walls: dict[type[models.Model], Any]) -> models.Field[Any, Any] | None:
    """The first required key of a model to a walled one."""
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and not field.null and field.related_model in walls:
            return field
    return None


def _stays_out(model: type[models.Model]) -> bool:
    """What says so, what anybody may read, and histories, which triggers write."""
    declared = getattr(model, "wall", None) == "" or getattr(model, "public", False)
    return bool(declared) or hasattr(model, "pgh_tracked_model") or not model._meta.managed


def _condition(model: type[models.Model], field: models.Field[Any, Any]) -> sql.Composed:
    column = sql.Identifier(model._meta.db_table, field.column)
    if getattr(model, "wall", ""):
        return sql.SQL(_ROOT).format(column=column)
    other = field.related_model._meta
    return sql.SQL(_BEHIND).format(
        column=column, key=sql.Identifier(other.pk.column), table=sql.Identifier(other.db_table)
    )
