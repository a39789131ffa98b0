"""The roles of the database: who owns what is stored, who works with it, who only reads what is public.

The application's role owns nothing: it cannot alter or drop a table, switch a trigger off, TRUNCATE, or run a program.
Migrations run as the owner, the portal on its own as a role that reads published reports only. The superuser of the
embedded cluster makes the others and is not used afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import psycopg
from psycopg import sql

from shebao.server.embedded_address import APPLICATION, DATABASE, OWNER, PORTAL, SUPERUSER

_LESSER = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
_RELATIONS = """
SELECT c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  AND pg_get_userbyid(c.relowner) <> %s
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i', 'e') AND c.relkind = 'S')
"""
_ROUTINES = """
SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND pg_get_userbyid(p.proowner) <> %s
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_TYPES = """
SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = 'public' AND t.typtype IN ('e', 'd') AND pg_get_userbyid(t.typowner) <> %s
"""

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]
Connect: TypeAlias = Callable[[str, str], Connection]


def make_roles(connection: Connection, passwords: Mapping[str, str]) -> None:
    """Make the roles and the database where they are missing; changes nothing that is there."""
    connection.execute("SET scram_iterations = 1")  # random passwords of 256 bits need no stretching
    present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role in (OWNER, APPLICATION, PORTAL):
        if role not in present:
            connection.execute(
                sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
                    sql.Identifier(role), sql.SQL(_LESSER), sql.Literal(passwords[role])
                )
            )
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
        )


def take_from_the_application(connect: Connect, passwords: Mapping[str, str]) -> None:
    """Turn a cluster of an earlier version, whose application was its superuser, into one with these roles.

    `connect(role, database)` gives a connection without a password. Started again after a crash it goes on.
    """
    with connect(_reigning(connect), "postgres") as connection:
        if connection.info.user == APPLICATION:
            connection.execute("DROP ROLE IF EXISTS shebao_renaming")
            connection.execute("CREATE ROLE shebao_renaming SUPERUSER LOGIN")
            with connect("shebao_renaming", "postgres") as other:
                connection.close()
                other.execute(
                    sql.SQL("ALTER ROLE {} RENAME TO {}").format(sql.Identifier(APPLICATION), sql.Identifier(SUPERUSER))
                )
    with connect(SUPERUSER, "postgres") as connection:
        connection.execute("DROP ROLE IF EXISTS shebao_renaming")
        connection.execute("SET scram_iterations = 1")
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(SUPERUSER), sql.Literal(passwords[SUPERUSER]))
        )
        make_roles(connection, passwords)
        connection.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
        )
    with connect(SUPERUSER, DATABASE) as connection:
        _give_to_owner(connection)


def _reigning(connect: Connect) -> str:
    try:
        with connect(SUPERUSER, "postgres"):
            return SUPERUSER
    except psycopg.OperationalError:
        return APPLICATION


def _give_to_owner(connection: Connection) -> None:
    owner = sql.Identifier(OWNER)
    kinds = {"v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}
    for name, kind in connection.execute(_RELATIONS, [OWNER]).fetchall():
        form = sql.SQL("ALTER {} public.{} OWNER TO {}")
        connection.execute(form.format(sql.SQL(kinds.get(kind, "TABLE")), sql.Identifier(name), owner))
    for (name,) in connection.execute(_ROUTINES, [OWNER]).fetchall():
        connection.execute(sql.SQL("ALTER ROUTINE {} OWNER TO {}").format(sql.SQL(name), owner))
    for (name,) in connection.execute(_TYPES, [OWNER]).fetchall():
        connection.execute(sql.SQL("ALTER TYPE public.{} OWNER TO {}").format(sql.Identifier(name), owner))
