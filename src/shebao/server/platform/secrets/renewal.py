"""Renewal in the background: every encrypted value that is not as it would be written now is written anew, a batch a transaction.

That is: under the newest data key, and with blind indexes in the slots of the keys that are written (`indexing`). What is still to be
done is read from the values themselves: a run that was stopped goes on where it was, two runs do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.lookups import Exact
from psycopg import sql

from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.fields import DIGESTS, KeyNumber, SecretField, Unreadable
from shebao.server.platform.secrets.indexing import indexes
from shebao.server.platform.secrets.models import VALUES
from shebao.server.platform.secrets.tokens import SLOTS, parsed

Told: TypeAlias = Callable[[str], None]
"""Hears how far a run is: `read`, `written`, `committed` of a batch."""

_BATCH = 500


@dataclass(frozen=True)
class Holding:
    """How many values of a field stand under each key, and how many of them lack an index or have one too many."""

    place: str
    by_key: dict[str, int]
    to_index: int = 0


@dataclass
class Renewed:
    """What a run did: values written anew, and where values could not be opened or are there twice (table.column and key of the
    row)."""

    values: int = 0
    unreadable: list[str] = field(default_factory=list)


def secret_fields() -> Iterator[SecretField]:
    """Every encrypted field of every table."""
    for model in apps.get_models(include_auto_created=True):
        for found in model._meta.local_fields:
            if isinstance(found, SecretField) and model._meta.managed and not model._meta.proxy:
                yield found


def holdings() -> list[Holding]:
    """For every encrypted field how many values stand under which key. Raises KeyProblem."""
    return [
        Holding(
            each.place,
            dict(_there(each).order_by().values_list(KeyNumber(each.name)).annotate(models.Count("pk"))),
            _there(each).filter(_indexed_otherwise(each)).count() if each.normal else 0,
        )
        for each in secret_fields()
    ]


def indexes_left() -> bool:
    """Whether any value lacks an index that is written, or has one that is written no more. Raises KeyProblem."""
    return any(_there(each).filter(_indexed_otherwise(each)).exists() for each in secret_fields() if each.normal)


def renew_values(
    batch: int = _BATCH, go_on: Callable[[], bool] = lambda: True, tell: Told = lambda what: None
) -> Renewed:
    """Writes anew what is not as it would be written now; stops between two batches when `go_on` says no. Raises KeyProblem."""
    done = Renewed()
    for each in secret_fields():
        after = None
        while go_on() and (rows := _batch(each, after, batch, done, tell)):
            tell("committed")
            after = rows[-1]
    return done


def _there(each: SecretField) -> models.QuerySet[models.Model]:
    return each.model._base_manager.filter(**{f"{each.name}__isnull": False})


def _outdated(each: SecretField) -> models.Q:
    newest = models.Q(Exact(KeyNumber(each.name), models.Value(str(ring.newest(VALUES).id))))
    return ~newest | _indexed_otherwise(each) if each.normal else ~newest


def _indexed_otherwise(each: SecretField) -> models.Q:
    condition, written = models.Q(), indexes().written
    for slot in range(SLOTS):
        none = models.Q(Exact(DIGESTS[slot](each.name), models.Value("")))
        condition |= none if slot in written else ~none
    return condition


@transaction.atomic
def _batch(each: SecretField, after: object, size: int, done: Renewed, tell: Told) -> list[object]:
    """One batch of a field behind a key; the keys of its rows. Rows that somebody else holds are left to the next run."""
    old = _there(each).filter(_outdated(each))
    if after is not None:
        old = old.filter(pk__gt=after)
    rows = list(old.order_by("pk").only("pk", each.name).select_for_update(skip_locked=True)[:size])
    changes = []
    for row in rows:
        try:
            changes.append((_anew(each, getattr(row, each.attname), str(row.pk)), row.pk))
        except Unreadable:
            done.unreadable.append(f"{each.place} {row.pk}")
    tell("read")
    done.values += len(changes)
    for change in _kept_apart(each, changes):
        done.values -= 1
        done.unreadable.append(f"{each.place} {change[1]}")
    tell("written")
    return [row.pk for row in rows]


def _anew(each: SecretField, value: object, row: str) -> str:
    """A value as it would be written now. Where none of its indexes would be, they stay this time: in every step a value shares an
    index with the step before."""
    token = value.token  # type: ignore[attr-defined]
    slots = parsed(token).slots
    return each.sealed(each.opened(token, row), row, () if slots & set(indexes().written) else slots)


def _kept_apart(each: SecretField, changes: list[tuple[str, object]]) -> list[tuple[str, object]]:
    """Writes changes; those that the database refuses, since another row holds the same value."""
    try:
        with transaction.atomic():
            _write(each, changes)
        return []
    except IntegrityError:
        if len(changes) == 1:
            return changes
    half = len(changes) // 2
    return [*_kept_apart(each, changes[:half]), *_kept_apart(each, changes[half:])]


def _write(each: SecretField, changes: list[tuple[str, object]]) -> None:
    statement = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(
        sql.Identifier(each.model._meta.db_table),
        sql.Identifier(each.column),
        sql.Identifier(each.model._meta.pk.column),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement.as_string(None), changes)
