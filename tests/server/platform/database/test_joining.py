"""Statements over whole tables are joined by hash, and only those."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from shebao.server.platform.database.joining import whole_tables

pytestmark = pytest.mark.django_db

LOOPED = "EXPLAIN SELECT 1 FROM generate_series(1, 3) a JOIN generate_series(1, 2) b ON a = b"


def planned() -> str:
    with connection.cursor() as cursor:
        cursor.execute(LOOPED)
        return str(cursor.fetchall())


def test_no_row_is_looked_up_by_itself_within_and_any_may_be_afterwards() -> None:
    before = planned()
    with whole_tables():
        assert "Nested Loop" not in planned()
    assert planned() == before
    with pytest.raises(ZeroDivisionError), transaction.atomic(), whole_tables():
        raise ZeroDivisionError
    assert planned() == before
