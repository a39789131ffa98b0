"""The same person under two numbers, by equal marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shebao.operations.governance.context import Row, Table, Value
from shebao.operations.governance.declared import ColumnType
from shebao.operations.governance.kinds.base import Column, Columns, Grouped, KindError, kind


def normalised_identity(number: Value) -> Value:
    """The seventeen digits that identify, in upper case, without spaces; 15 digits with the century put in."""
    plain = number.re_replace("[ -]", "").upper()
    long = plain.re_search("^[0-9]{17}[0-9X]$").ifelse(plain.left(17), plain)
    return plain.re_search("^[0-9]{15}$").ifelse(plain.left(6).concat("19", plain.right(9)), long)


@kind("duplicate", "重复人员")
@dataclass(frozen=True, slots=True)
class Duplicate(Grouped):
    """Rows of different `of` with equal marks (after normalising): one person with two numbers.

    `identity` compares identity numbers, 15 digits as 18; `same` compares the columns as they are.
    """

    of: Column
    identity: Column | None = None
    same: Columns = ()

    def validate(self) -> None:
        if not self.identity and not self.same:
            raise KindError("same", "应有 identity 或 same")

    def _marks(self) -> Columns:
        return (*((self.identity,) if self.identity else ()), *self.same)

    def reads(self, table: str) -> Mapping[str, Columns]:
        return {table: (self.of, *self._marks())}

    def keys(self, table: str) -> Mapping[str, Columns]:
        return {table: self._marks()}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        row = rows[table]
        marks: dict[str, Value] = {"mark": normalised_identity(row[self.identity])} if self.identity else {}
        for number, name in enumerate(self.same):
            marks[f"mark{number}"] = row[name].strip() if row.type(name) is ColumnType.TEXT else row[name]
        marked = row.table.mutate(**marks)
        marked = marked.filter(
            *(row[name].notnull() for name in self._marks()),
            *(marked[name] != "" for name, mark in marks.items() if mark.type().is_string()),
        )
        number = marked[self.of]
        groups = marked.group_by(list(marks)).aggregate(lowest=number.min(), highest=number.max(), rows=marked.count())
        found = groups.filter(groups.lowest != groups.highest)
        lowest, highest = found.lowest, found.highest
        return found.select(**{self.of: lowest}, other=highest, rows=found.rows)
