"""Changes as rows of the database: the clock, COPY of what is new, one statement for what is superseded, the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shebao.operations.record.acts import Act
from shebao.operations.record.changes import Change, What
from shebao.operations.record.effects import Effect
from shebao.operations.record.rows import SubjectKind, Table
from shebao.server.operations.records import models
from shebao.server.operations.records.copying import copy
from shebao.server.operations.records.orders import Order
from shebao.server.operations.records.tables import BY_TABLE, STRETCHES, SUBJECT_COLUMNS, subject_values

_TICK = timedelta(microseconds=1)
_NEXT = """
INSERT INTO records_clock (id, last) VALUES (1, %s)
ON CONFLICT (id) DO UPDATE SET last = GREATEST(records_clock.last + %s, EXCLUDED.last) RETURNING last
"""
_KNOWN = ("known_from", "act_id")
_EFFECT_COLUMNS = ("act_id", "number", "type", "what", "table", "row")


class Stale(Exception):
    """Somebody else changed the same rows meanwhile; nothing was changed. The message says what to do."""


def tick(now: datetime) -> datetime:
    """The instant of the next act: now, or a microsecond after the last. Nobody else writes to the record until the
    transaction ends: what is read of it after this is what the act changes."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [now, _TICK])
        found = cursor.fetchone()
    assert found is not None, "the statement gives one row"
    instant: datetime = found[0]
    return instant


def write(act: Act, effects: Sequence[Effect], made: Iterable[Change], kinds: Mapping[int, SubjectKind]) -> None:
    """Writes the changes of an act that is there. Holding the clock. Raises Stale, IntegrityError."""
    listed = list(made)
    known = (act.at, act.id)
    for own in STRETCHES:
        _supersede(own.name, [c.row.id for c in listed if c.table is own.table and c.what is not What.WRITTEN], act.at)
    rows = written(listed)
    subjects = rows.pop(Table.SUBJECT, ())
    copy("records_subject", (*SUBJECT_COLUMNS, *_KNOWN), ((*subject_values(row), *known) for row in subjects))
    for table, those in rows.items():
        own = BY_TABLE[table]
        copy(own.name, (*own.columns, *_KNOWN), [(*own.values(row, kinds), *known) for row in those])
    copy(models.Effect._meta.db_table, _EFFECT_COLUMNS, ((act.id, *line) for line in journal(effects, listed)))


def keep(order: Order, act: Act, digest: str) -> models.Act:
    """Writes the act itself."""
    made: models.Act = models.Act.objects.create(
        id=act.id,
        at=act.at,
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


def written(made: Iterable[Change]) -> dict[Table, list[Any]]:
    """The rows that changes write, by table."""
    found: dict[Table, list[Any]] = {}
    for change in made:
        if change.what is What.WRITTEN:
            found.setdefault(change.table, []).append(change.row)
    return found


def journal(effects: Sequence[Effect], made: Iterable[Change]) -> Iterator[tuple[Any, ...]]:
    """What the journal says of changes, numbered from 0: number, type of effect, what, table, row."""
    for number, change in enumerate(made):
        yield number, type(effects[change.effect]).__name__, change.what, change.table, change.row.id


def _supersede(table: str, ids: list[int], at: datetime) -> None:
    """Closes current rows. Raises Stale where one is current no more."""
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET known_to = %s WHERE id = ANY(%s) AND known_to IS NULL", [at, ids])
        if cursor.rowcount != len(ids):
            raise Stale("这些记录刚被别人更改，没有办理；请看过最新记录后再办。")
