"""Statements over whole tables: joined by hash or merge, whatever was counted before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_SET = "SELECT set_config('enable_nestloop', %s, true)"


@contextmanager
def whole_tables() -> Iterator[None]:
    """Within it no statement looks each row of one table up in another. What a transaction has just written is not counted
    yet, so the planner takes it for a few rows, and a join of a million by nested loops never ends. In a transaction."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_SET, ["off"])
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute(_SET, ["on"])
