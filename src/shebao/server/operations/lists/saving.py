"""Many lists written down together: one statement for all, where each by itself would wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from shebao.server.operations.lists.models import ListStep, StaffList

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


@dataclass(frozen=True)
class Happened:
    """What happened to a list: one step a version."""

    list: StaffList
    by: User | None
    at: datetime
    label: str
    reason: str = ""


def save_all(lists: Sequence[StaffList]) -> None:
    """Writes lists that are there already."""
    fields = [field for field in StaffList._meta.concrete_fields if not field.primary_key]
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)
    rows = [
        [*(field.get_db_prep_save(field.pre_save(one, False), connection) for field in fields), one.pk] for one in lists
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {StaffList._meta.db_table} SET {changes} WHERE id = %s", rows)


def keep_steps(happened: Iterable[Happened]) -> None:
    """Writes down what happened."""
    ListStep.objects.bulk_create(
        ListStep(
            list=one.list, number=one.list.version, label=one.label, state=one.list.state, by=one.by, at=one.at,
            reason=one.reason[:1000],
        )
        for one in happened
    )  # fmt: skip
