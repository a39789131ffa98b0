"""What conditions may refer to besides the row: the day of the run, the law of a place, code lists."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shebao.fields.dates import Month
from shebao.operations.governance.declared import ColumnType, DeclaredTable
from shebao.policy.parameters import Law

Table = Any
"""An Ibis table."""
Value = Any
"""An Ibis column or scalar."""

SEPARATOR = "__"
"""Between table and column where a row carries columns of a looked-up table."""


@dataclass(frozen=True, slots=True)
class Context:
    """The month that is checked as of, the law, the declarations."""

    as_of: Month
    law: Law
    tables: Mapping[str, DeclaredTable]
    codes: Mapping[str, Mapping[str, str]]

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return date(*self.as_of, calendar.monthrange(*self.as_of)[1])

    @property
    def period(self) -> int:
        """The month as YYYYMM."""
        return self.as_of.year * 100 + self.as_of.month

    def lawful(self, name: str, period: Value) -> Value:
        """The amount in fen in force in a column of months YYYYMM; −1 where there was none."""
        from shebao.batch.parameters import amount_by_period  # columns and their engine: only where a run asks

        return amount_by_period(self.law, name, period)


@dataclass(frozen=True, slots=True)
class Row:
    """The row that a condition is about: its columns, and those of a looked-up table as `table.column`."""

    table: Table
    declared: DeclaredTable
    context: Context

    def __getitem__(self, name: str) -> Value:
        return self.table[name.replace(".", SEPARATOR)]

    def type(self, name: str) -> ColumnType:
        """The declared type of a column."""
        if "." in name:
            table, name = name.split(".", 1)
            return self.context.tables[table].columns[name].type
        return self.declared.columns[name].type

    def castable(self, name: str) -> Value:
        """Whether what the file holds can be read as the column's type."""
        return self.table[f"ok{SEPARATOR}{name}"]


def month_ordinal(value: Value, type: ColumnType) -> Value:
    """Months since year 0 of a month YYYYMM or a date."""
    if type is ColumnType.DATE:
        return value.year().cast("int64") * 12 + value.month().cast("int64") - 1
    return value // 100 * 12 + value % 100 - 1


def literal_date(day: date) -> Value:
    """A day as a constant."""
    import ibis

    return ibis.literal(day)
