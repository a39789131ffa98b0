"""Rows of a run that wait for its seal: unlogged tables that nobody reads as the record."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shebao.operations.record.changes import changes
from shebao.operations.record.effects import Effect, subject_of
from shebao.operations.record.needed import needed
from shebao.operations.record.rows import Table
from shebao.server.operations.records.copying import copy
from shebao.server.operations.records.happening import act_of
from shebao.server.operations.records.numbering import Numbers
from shebao.server.operations.records.orders import Order
from shebao.server.operations.records.reading import holdings, known_up_to
from shebao.server.operations.records.tables import BY_TABLE, STRETCHES, SUBJECT_COLUMNS, subject_values
from shebao.server.operations.records.writing import journal, written

CONTENTS = ("subject", *(each.table.value for each in STRETCHES), "change")
_CHANGE = ("number", "type", "what", "table", "row")
_LOCKS = 0x5348_5245


@dataclass(frozen=True)
class Run:
    """The parts of an order that are kept ready."""

    id: int
    order: Order

    def keep(self, number: int, effects: Sequence[Effect], digest: str) -> None:
        """Computes a part on what is known now and keeps it, unless just this was done before. Raises EffectsRefused."""
        if _one("SELECT digest FROM records_staged_part WHERE run = %s AND number = %s", [self.id, number]) == digest:
            return
        self.drop_parts([number])
        with transaction.atomic():
            since = known_up_to()
            subjects = sorted({subject_of(effect) for effect in effects})
            held = holdings(subjects, needed(effects))
            made = changes(held, act_of(self.order, 0, timezone.now()), effects, Numbers("row", len(effects)))
            self._add("change", _CHANGE, number, journal(effects, made))
            for table, rows in written(made).items():
                if table is Table.SUBJECT:
                    self._add("subject", SUBJECT_COLUMNS, number, map(subject_values, rows))
                else:
                    own = BY_TABLE[table]
                    self._add(table.value, own.columns, number, (own.values(row, held.subjects) for row in rows))
            self._close(number, digest, since, len(made), subjects)

    def _add(self, what: str, columns: Sequence[str], number: int, rows: Iterable[tuple[Any, ...]]) -> None:
        own = (self.id, number)
        copy(f"records_staged_{what}", ("run", "part", *columns), ((*own, *row) for row in rows))

    def _close(self, number: int, digest: str, since: datetime, rows: int, subjects: list[int]) -> None:
        _do(
            "INSERT INTO records_staged_part (run, number, digest, since, changes, subjects) VALUES (%s, %s, %s, %s, %s, %s)",
            [self.id, number, digest, since, rows, subjects],
        )

    def drop_after(self, number: int) -> None:
        """Forgets the parts after one."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM records_staged_part WHERE run = %s AND number > %s", [self.id, number])
            found = [each for (each,) in cursor.fetchall()]
        if found:
            self.drop_parts(found)

    @transaction.atomic
    def drop_parts(self, numbers: Sequence[int]) -> None:
        """Forgets some parts, so that they are computed again."""
        own = [self.id, list(numbers)]
        if _one("SELECT count(*) FROM records_staged_part WHERE run = %s AND number = ANY(%s)", own):
            for what in CONTENTS:
                _do(f"DELETE FROM records_staged_{what} WHERE run = %s AND part = ANY(%s)", own)
            _do("DELETE FROM records_staged_part WHERE run = %s AND number = ANY(%s)", own)

    @transaction.atomic
    def drop(self) -> None:
        """Forgets everything that is kept ready."""
        for what in (*CONTENTS, "part"):
            _do(f"DELETE FROM records_staged_{what} WHERE run = %s", [self.id])
        _do("DELETE FROM records_staged_run WHERE id = %s", [self.id])


@contextmanager
def staged(order: Order) -> Iterator[Run]:
    """The run of an order, begun or gone on with; one process at a time works on it."""
    authority = order.authority
    names = [authority.kind.value, authority.id, authority.number]
    lock = [_LOCKS, zlib.crc32(":".join(map(str, names)).encode()) - 2**31]
    _do("SELECT pg_advisory_lock(%s, %s)", lock)
    try:
        _do(
            "INSERT INTO records_staged_run (authority_kind, authority_id, authority_number) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            names,
        )
        number = _one(
            "SELECT id FROM records_staged_run "
            "WHERE authority_kind = %s AND authority_id = %s AND authority_number = %s",
            names,
        )
        yield Run(number, order)
    finally:
        if not connection.needs_rollback:
            _do("SELECT pg_advisory_unlock(%s, %s)", lock)


def _do(statement: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _one(statement: str, values: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    return found[0] if found else None
