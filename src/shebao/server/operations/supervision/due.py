"""What is past its period of keeping, counted by the database: for appraisal, nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from psycopg import sql

from shebao.server.operations.supervision.retention import Deletion, Kind, kinds, over_before


@dataclass(frozen=True, slots=True)
class Due:
    """Of a kind how many were ended before a day that is past their period; `before` is None where nothing comes to an end, `count` where
    no column says when."""

    kind: Kind
    before: date | None
    count: int | None


def due(day: date) -> list[Due]:
    """Every kind with how many are past their period on a day, one query a kind."""
    return [_due(kind, day) for kind in kinds()]


def _due(kind: Kind, day: date) -> Due:
    period = kind.on(day)
    before = over_before(day, period) if period and kind.deletion is Deletion.APPRAISED else None
    return Due(kind, before, _count(*kind.closed, before) if before and kind.closed else None)


def _count(table: str, column: str, before: date) -> int:
    query = sql.SQL("SELECT count(*) FROM {} WHERE {} < %s").format(sql.Identifier(table), sql.Identifier(column))
    with connection.cursor() as cursor:
        cursor.execute(query, [before])
        (many,) = cursor.fetchone() or (0,)
    return int(many)
