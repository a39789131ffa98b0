"""Changes as rows of the database: the clock, COPY of what is new, one statement for what is superseded, the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shebao.operations.record.acts import Act
from shebao.operations.record.changes import Change, What
from shebao.operations.record.effects import Effect
from shebao.operations.record.rows import Fact, Spell, Subject, SubjectKind, Table
from shebao.server.operations.records import models
from shebao.server.operations.records.orders import Order
from shebao.server.operations.records.rows import FACT_COLUMNS, SPELL_COLUMNS, fact_values, spell_values

_TICK = timedelta(microseconds=1)
_SUBJECT_COLUMNS = ("id", "kind", "known_from", "act_id")
_EFFECT_COLUMNS = ("act_id", "number", "type", "what", "table", "row")


class Stale(Exception):
    """Somebody else changed the same rows meanwhile; nothing was changed. The message says what to do."""


def write(
    order: Order,
    act: Act,
    digest: str,
    effects: Sequence[Effect],
    made: Iterable[Change],
    kinds: Mapping[int, SubjectKind],
) -> models.Act:
    """Writes an act and its changes at the next instant of the record. In a transaction. Raises Stale."""
    at = _tick(act.at)
    kept = _kept(order, act, digest, at)
    listed = list(made)
    written = [change for change in listed if change.what is What.WRITTEN]
    _copy(models.Subject, _SUBJECT_COLUMNS, (_subject(c.row, at) for c in written if isinstance(c.row, Subject)))
    facts = (replace(c.row, known_from=at) for c in written if isinstance(c.row, Fact))
    _copy(models.Fact, FACT_COLUMNS, _after_superseding(models.Fact, listed, Table.FACT, at, facts, kinds))
    spells = (replace(c.row, known_from=at) for c in written if isinstance(c.row, Spell))
    _supersede(models.Spell, [c.row.id for c in listed if c.table is Table.SPELL and c.what is not What.WRITTEN], at)
    _copy(models.Spell, SPELL_COLUMNS, map(spell_values, spells))
    _copy(models.Effect, _EFFECT_COLUMNS, _journal(kept.id, effects, listed))
    return kept


def _after_superseding(
    model: type[Any],
    changes: list[Change],
    table: Table,
    at: datetime,
    facts: Iterable[Fact],
    kinds: Mapping[int, SubjectKind],
) -> list[tuple[Any, ...]]:
    """The columns of new facts, once what they supersede is closed."""
    _supersede(model, [c.row.id for c in changes if c.table is table and c.what is not What.WRITTEN], at)
    return [fact_values(fact, kinds[fact.subject]) for fact in facts]


def _tick(now: datetime) -> datetime:
    """The instant of this act: now, or a microsecond after the last act. Holds the clock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_clock SET last = GREATEST(last + %s, %s) WHERE id = 1 RETURNING last", [_TICK, now]
        )
        found = cursor.fetchone()
    assert found is not None, "the migration makes the clock"
    instant: datetime = found[0]
    return instant


def _kept(order: Order, act: Act, digest: str, at: datetime) -> models.Act:
    made: models.Act = models.Act.objects.create(
        id=act.id,
        at=at,
        by=order.by,
        checked_by=order.checked_by,
        approved_by=order.approved_by,
        eyes=order.eyes,
        authority_kind=act.authority.kind,
        authority_id=act.authority.id,
        authority_number=act.authority.number,
        service=act.service,
        service_version=act.service_version,
        corrects_id=act.corrects,
        digest=digest,
    )
    return made


def _supersede(model: type[Any], ids: list[int], at: datetime) -> None:
    """Closes current rows. Raises Stale where one is current no more."""
    if not ids:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET known_to = %s WHERE id = ANY(%s) AND known_to IS NULL", [at, ids])
        if cursor.rowcount != len(ids):
            raise Stale("这些记录刚被别人更改，没有办理；请看过最新记录后再办。")


def _copy(model: type[Any], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    listed = list(rows)
    if not listed:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        for row in listed:
            copy.write_row(row)


def _subject(row: Subject, at: datetime) -> tuple[Any, ...]:
    return row.id, row.kind.value, at, row.act


def _journal(act: int, effects: Sequence[Effect], changes: list[Change]) -> Iterable[tuple[Any, ...]]:
    for number, change in enumerate(changes):
        kind = type(effects[change.effect]).__name__
        yield act, number, kind, change.what.value, change.table.value, change.row.id
