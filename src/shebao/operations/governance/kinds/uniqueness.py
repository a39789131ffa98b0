"""No two rows with the same key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shebao.operations.governance.context import Row, Table
from shebao.operations.governance.kinds.base import Columns, Grouped, kind


@kind("unique", "唯一性")
@dataclass(frozen=True, slots=True)
class Unique(Grouped):
    """At most one row for each value of the columns; rows where all are empty are passed over."""

    columns: Columns

    def reads(self, table: str) -> Mapping[str, Columns]:
        return {table: self.columns}

    def keys(self, table: str) -> Mapping[str, Columns]:
        return {table: self.columns}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        row = rows[table]
        source = row.table.filter(*(row[name].notnull() for name in self.columns))
        groups = source.group_by(list(self.columns)).aggregate(
            times=source.count(), **{name: source[name].min() for name in about if name not in self.columns}
        )
        return groups.filter(groups.times > 1)
