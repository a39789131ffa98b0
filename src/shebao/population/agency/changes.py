"""Changes to a few rows of a chunk's tables, applied at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

Tables = dict[str, pa.Table]
Row = dict[str, Any]


class Changes:
    """Rows changed, added and removed; nothing is applied before `tables`."""

    def __init__(self, chunk: Tables) -> None:
        self._chunk = chunk
        self._numbers = {name: table.column("AAC001").to_numpy() for name, table in chunk.items()}
        self._orders = {name: np.argsort(numbers, kind="stable") for name, numbers in self._numbers.items()}
        self._changed: dict[str, dict[int, Row]] = defaultdict(dict)
        self._added: dict[str, list[Row]] = defaultdict(list)
        self._removed: dict[str, set[int]] = defaultdict(set)

    def person(self, number: int) -> Person:
        """One person's rows."""
        return Person(number, self)

    def rows(self, table: str, number: int) -> list[tuple[int, Row]]:
        """The rows of a person with their positions, as they are now."""
        order, numbers = self._orders[table], self._numbers[table]
        first, last = np.searchsorted(numbers, [number, number + 1], sorter=order)
        found = []
        for position in sorted(int(each) for each in order[first:last]):
            row = self._chunk[table].slice(position, 1).to_pylist()[0]
            found.append((position, row | self._changed[table].get(position, {})))
        return [each for each in found if each[0] not in self._removed[table]]

    def change(self, table: str, position: int, **values: Any) -> None:
        """Changes columns of a row."""
        self._changed[table].setdefault(position, {}).update(values)

    def add(self, table: str, row: Row) -> None:
        """Adds a row."""
        self._added[table].append(row)

    def remove(self, table: str, position: int) -> None:
        """Removes a row."""
        self._removed[table].add(position)

    def tables(self) -> Tables:
        """The tables with all changes."""
        return {name: self._applied(name, table) for name, table in self._chunk.items()}

    def _applied(self, name: str, table: pa.Table) -> pa.Table:
        schema = table.schema
        if name == "unemployment":
            schema = pa.schema([(column, pa.string()) for column in table.column_names])
            table = table.cast(schema)
        touched = {**self._changed[name]}
        rows = [table.slice(each, 1).to_pylist()[0] | _texts(values, schema) for each, values in touched.items()]
        gone = set(touched) | self._removed[name]
        if gone:
            keep = np.ones(table.num_rows, dtype=bool)
            keep[sorted(gone)] = False
            rows = [row for each, row in zip(touched, rows, strict=True) if each not in self._removed[name]]
            table = table.filter(pa.array(keep))
        rows += [_texts(row, schema) for row in self._added[name]]
        return pa.concat_tables([table, pa.Table.from_pylist(rows, schema)]) if rows else table


def _texts(values: Row, schema: pa.Schema) -> Row:
    """Values as the schema wants them: text where a table is written as text."""
    return {
        name: str(value) if value is not None and schema.field(name).type == pa.string() else value
        for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Person:
    """A person that a fault befalls."""

    number: int
    changes: Changes

    @property
    def subject(self) -> str:
        """The person as findings name them."""
        return str(self.number)

    def rows(self, table: str, **having: Any) -> list[tuple[int, Row]]:
        """The person's rows with these values."""
        rows = self.changes.rows(table, self.number)
        return [(place, row) for place, row in rows if all(row[name] == value for name, value in having.items())]

    def change(self, table: str, position: int, **values: Any) -> None:
        """Changes a row."""
        self.changes.change(table, position, **values)

    def add(self, table: str, row: Row, **values: Any) -> None:
        """Adds a row like another."""
        self.changes.add(table, row | values)

    def change_self(self, **values: Any) -> None:
        """Changes the person's own row."""
        ((position, _),) = self.rows("persons")
        self.change("persons", position, **values)

    @property
    def own(self) -> Row:
        """The person's own row."""
        ((_, row),) = self.rows("persons")
        return row
