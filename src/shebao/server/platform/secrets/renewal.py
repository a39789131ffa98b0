"""Renewal in the background: every encrypted value that is not under the newest key is encrypted again, a batch a transaction.

What is still to be done is read from the values themselves: a run that was stopped goes on where it was, two runs do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.lookups import Exact
from psycopg import sql

from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.fields import KeyNumber, SecretField, Unreadable
from shebao.server.platform.secrets.models import VALUES

_BATCH = 500


@dataclass(frozen=True)
class Holding:
    """How many values of a field stand under each key."""

    place: str
    by_key: dict[str, int]


@dataclass
class Renewed:
    """What a run did: values encrypted again, and where values could not be opened (table.column and key of the row)."""

    values: int = 0
    unreadable: list[str] = field(default_factory=list)


def secret_fields() -> Iterator[SecretField]:
    """Every encrypted field of every table."""
    for model in apps.get_models(include_auto_created=True):
        for found in model._meta.local_fields:
            if isinstance(found, SecretField) and model._meta.managed and not model._meta.proxy:
                yield found


def holdings() -> list[Holding]:
    """For every encrypted field how many values stand under which key."""
    return [
        Holding(
            each.place,
            dict(
                each.model._base_manager.filter(**{f"{each.name}__isnull": False})
                .order_by()
                .values_list(KeyNumber(each.name))
                .annotate(models.Count("pk"))
            ),
        )
        for each in secret_fields()
    ]


def renew_values(batch: int = _BATCH, go_on: Callable[[], bool] = lambda: True) -> Renewed:
    """Encrypts what is not under the newest key; stops between two batches when `go_on` says no. Raises KeyProblem."""
    done = Renewed()
    newest = str(ring.newest(VALUES).id)
    for each in secret_fields():
        after = None
        while go_on() and (rows := _batch(each, newest, after, batch, done)):
            after = rows[-1]
    return done


@transaction.atomic
def _batch(each: SecretField, newest: str, after: object, size: int, done: Renewed) -> list[object]:
    """One batch of a field behind a key; the keys of its rows. Rows that somebody else holds are left to the next run."""
    old = each.model._base_manager.filter(**{f"{each.name}__isnull": False}).exclude(
        Exact(KeyNumber(each.name), models.Value(newest))
    )
    if after is not None:
        old = old.filter(pk__gt=after)
    rows = list(old.order_by("pk").only("pk", each.name).select_for_update(skip_locked=True)[:size])
    changes = []
    for row in rows:
        try:
            plain = getattr(row, each.attname).open()
        except Unreadable:
            done.unreadable.append(f"{each.place} {row.pk}")
            continue
        changes.append((each.sealed(plain, str(row.pk)), row.pk))
    _write(each, changes)
    done.values += len(changes)
    return [row.pk for row in rows]


def _write(each: SecretField, changes: list[tuple[str, object]]) -> None:
    statement = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(
        sql.Identifier(each.model._meta.db_table),
        sql.Identifier(each.column),
        sql.Identifier(each.model._meta.pk.column),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement.as_string(None), changes)
