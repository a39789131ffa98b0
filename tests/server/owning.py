"""A test that does what only the owner of the database may do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from shebao.server.embedded_address import APPLICATION


@contextmanager
def as_owner() -> Iterator[None]:
    """Within it the connection has the rights of the owner of the tables, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {APPLICATION}")
