"""The tables of stretches as the writer knows them: a further kind of row is one entry here, with its staging table.

Everything that writes, stages, seals or reads current rows goes through these entries and names no table of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import psycopg
from django.db import connection, models

from shebao.operations.record.needed import Needed
from shebao.operations.record.rows import Fact, Liability, Spell, Subject, SubjectKind, Table
from shebao.server.operations.records import models as kept
from shebao.server.operations.records import rows

Kinds = Mapping[int, SubjectKind]
Kept = TypeVar("Kept", Fact, Spell, Liability)
Conditions = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Stretches(Generic[Kept]):
    """A table of stretches: `columns` are written (known time and act follow), `values` gives them; `chosen` are read, and
    `row` makes a row of them. `subject` is the column of whose record it is; `narrowed` says which rows effects depend on."""

    table: Table
    model: type[models.Model]
    columns: tuple[str, ...]
    values: Callable[[Kept, Kinds], tuple[Any, ...]]
    subject: str
    chosen: tuple[str, ...]
    row: Callable[[tuple[Any, ...]], Kept]
    narrowed: Callable[[Needed], Conditions] = lambda wanted: ()

    @property
    def name(self) -> str:
        """The table in the database."""
        return str(self.model._meta.db_table)

    def current(self, subjects: list[int], conditions: Conditions = ()) -> Iterator[Kept]:
        """The current rows of subjects that fulfil conditions."""
        return self._rows(subjects, " AND known_to IS NULL", conditions)

    def ever(self, subjects: list[int]) -> Iterator[Kept]:
        """Every row of subjects that was ever known."""
        return self._rows(subjects, "", ())

    def _rows(self, subjects: list[int], known: str, conditions: Conditions) -> Iterator[Kept]:
        also = "".join(f" AND {text}" for text, _value in conditions)
        statement = f"SELECT {', '.join(self.chosen)} FROM {self.name} WHERE {self.subject} = ANY(%s){known}{also}"
        with _binary_cursor() as cursor:
            cursor.execute(statement, [subjects, *(value for _text, value in conditions)])
            yield from map(self.row, cursor)


@contextmanager
def _binary_cursor() -> Iterator[Any]:
    """A cursor by whose protocol a city's rows are read in a quarter of the time; logged and wrapped as every other."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.format = psycopg.pq.Format.BINARY
        yield connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def _registers(wanted: Needed) -> Conditions:
    return () if wanted.registers is None else (("register = ANY(%s)", list(wanted.registers)),)


def _meeting(wanted: Needed) -> Conditions:
    lines = () if wanted.lines is None else (("line = ANY(%s)", list(wanted.lines)),)
    return lines if wanted.days is None else (*lines, ("valid && %s::daterange", rows.range_of(wanted.days)))


FACTS = Stretches[Fact](
    Table.FACT, kept.Fact, rows.FACT_COLUMNS, lambda row, kinds: rows.fact_values(row, kinds[row.subject]),
    "subject_id", rows.FACT_CHOSEN, rows.fact_chosen, _registers,
)  # fmt: skip
SPELLS = Stretches[Spell](
    Table.SPELL, kept.Spell, rows.SPELL_COLUMNS, lambda row, kinds: rows.spell_values(row),
    "person_id", rows.SPELL_CHOSEN, rows.spell_chosen, _meeting,
)  # fmt: skip
LIABILITIES = Stretches[Liability](
    Table.LIABILITY, kept.Liability, rows.LIABILITY_COLUMNS, lambda row, kinds: rows.liability_values(row),
    "person_id", rows.LIABILITY_CHOSEN, rows.liability_chosen,
)  # fmt: skip
STRETCHES: tuple[Stretches[Any], ...] = (FACTS, SPELLS, LIABILITIES)
BY_TABLE = {one.table: one for one in STRETCHES}
SUBJECT_COLUMNS = ("id", "kind")


def subject_values(row: Subject) -> tuple[Any, ...]:
    """The number and kind of a subject."""
    return row.id, row.kind.value
