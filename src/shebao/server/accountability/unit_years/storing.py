"""Many lines into the database at once, by COPY; statement-level triggers record them in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import Max

from shebao.server.accountability.unit_years.sheets import Sheet


def append(sheet: Sheet, unit_year_id: int, rows: Iterable[Mapping[str, Any]]) -> int:
    """Adds the rows after those that are there, in their order; returns how many. Raises IntegrityError."""
    last = sheet.model.objects.filter(unit_year=unit_year_id).aggregate(last=Max("position"))["last"] or 0
    columns = ("unit_year_id", "position", "version", *sheet.fields)
    names = ", ".join(f'"{name}"' for name in columns)
    total = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{sheet.model._meta.db_table}" ({names}) FROM STDIN') as copy,
    ):
        for position, row in zip(count(last + 1), rows):
            copy.write_row((unit_year_id, position, 1, *(row[name] for name in sheet.fields)))
            total += 1
    return total


def empty(sheet: Sheet, unit_year_id: int) -> int:
    """Deletes all lines of the sheet; returns how many."""
    return sheet.model.objects.filter(unit_year=unit_year_id)._raw_delete(using=sheet.model.objects.db) or 0
