"""The tables of stretches as the writer knows them: a further kind of row is one entry here, with its staging table.

Everything that writes, stages, seals or reads current rows goes through these entries and names no table of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, models

from shebao.operations.record.needed import Needed
from shebao.operations.record.rows import AnyRow, Subject, SubjectKind, Table
from shebao.server.operations.records import models as kept
from shebao.server.operations.records import rows

Kinds = Mapping[int, SubjectKind]
Conditions = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Stretches:
    """A table of stretches: `columns` are written (known time and act follow), `values` gives them; `chosen` are read, and
    `row` makes a row of them. `subject` is the column of whose record it is; `narrowed` says which rows effects depend on."""

    table: Table
    model: type[models.Model]
    columns: tuple[str, ...]
    values: Callable[[Any, Kinds], tuple[Any, ...]]
    subject: str
    chosen: tuple[str, ...]
    row: Callable[[tuple[Any, ...]], AnyRow]
    narrowed: Callable[[Needed], Conditions] = lambda wanted: ()

    @property
    def name(self) -> str:
        """The table in the database."""
        return str(self.model._meta.db_table)

    def current(self, subjects: list[int], conditions: Conditions = ()) -> Iterator[AnyRow]:
        """The current rows of subjects that fulfil conditions. By the binary protocol, which a run over a city asks for."""
        texts = [f"{self.subject} = ANY(%s)", "known_to IS NULL", *(text for text, _value in conditions)]
        statement = f"SELECT {', '.join(self.chosen)} FROM {self.name} WHERE {' AND '.join(texts)}"
        connection.ensure_connection()
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(statement, [subjects, *(value for _text, value in conditions)], binary=True)
            yield from map(self.row, cursor)


def _registers(wanted: Needed) -> Conditions:
    return () if wanted.registers is None else (("register = ANY(%s)", list(wanted.registers)),)


def _meeting(wanted: Needed) -> Conditions:
    lines = () if wanted.lines is None else (("line = ANY(%s)", list(wanted.lines)),)
    return lines if wanted.days is None else (*lines, ("valid && %s::daterange", rows.range_of(wanted.days)))


STRETCHES: tuple[Stretches, ...] = (
    Stretches(
        Table.FACT, kept.Fact, rows.FACT_COLUMNS, lambda row, kinds: rows.fact_values(row, kinds[row.subject]),
        "subject_id", rows.FACT_CHOSEN, rows.fact_chosen, _registers,
    ),
    Stretches(
        Table.SPELL, kept.Spell, rows.SPELL_COLUMNS, lambda row, kinds: rows.spell_values(row),
        "person_id", rows.SPELL_CHOSEN, rows.spell_chosen, _meeting,
    ),
    Stretches(
        Table.LIABILITY, kept.Liability, rows.LIABILITY_COLUMNS, lambda row, kinds: rows.liability_values(row),
        "person_id", rows.LIABILITY_CHOSEN, rows.liability_chosen,
    ),
)  # fmt: skip
BY_TABLE = {one.table: one for one in STRETCHES}
SUBJECT_COLUMNS = ("id", "kind")


def subject_values(row: Subject) -> tuple[Any, ...]:
    """The number and kind of a subject."""
    return row.id, row.kind.value
