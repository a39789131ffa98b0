"""What a job is: the columns it reads, what a row must fulfil, the steps it computes, what it totals."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import ibis
import pyarrow as pa

Table = Any
"""An Ibis table."""
Condition = Any
"""An Ibis boolean column."""

SOUND = "sound"
AMOUNT_LIMIT = 10**11
"""One amount of one person stays below ten hundred million yuan in fen, so sums and products fit 64 bits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an input: name, Chinese label, kind, and for integers the bounds within which it makes sense."""

    name: str
    label: str
    kind: pa.DataType = field(default_factory=pa.int64)
    low: int | None = None
    high: int | None = None
    optional: bool = False
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that makes a row unusable: the column it is about, the reason, and the condition that shows it."""

    column: str
    reason: str
    broken: Callable[[Table], Condition]


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a job, a table or a Parquet file: its columns, the rules for its rows, and what these look at."""

    name: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    prepared: Callable[[Table], Table] = lambda table: table

    @property
    def schema(self) -> pa.Schema:
        """The columns as Arrow types."""
        return pa.schema([(column.name, column.kind) for column in self.columns])

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """What the columns demand, then what the rules demand."""
        return tuple(rule for column in self.columns for rule in column_rules(column)) + self.rules


@dataclass(frozen=True, slots=True)
class Task:
    """A job over a roster with one row a person. `steps` maps the valid rows of each input to the result.

    The steps keep the column `sound` of the roster. `output` are the columns of the result in order. `items` are the
    amounts that are totalled, over payable rows only where the result says which are; `always` those totalled over
    every row. `options` is what was chosen for the run (month, figures), which the manifest repeats.
    """

    name: str
    title: str
    roster: Input
    steps: Callable[[Mapping[str, Table]], Table]
    output: pa.Schema
    items: tuple[str, ...]
    options: Mapping[str, Any]
    always: tuple[str, ...] = ()
    others: tuple[Input, ...] = ()

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The roster first."""
        return (self.roster, *self.others)


def column_rules(column: Column) -> Sequence[Rule]:
    """The rules that follow from a column's declaration."""
    name, label = column.name, column.label
    rules = []
    if not column.optional:
        rules.append(Rule(name, f"缺少{label}", lambda t: t[name].isnull()))
    if column.low is not None and column.high is not None:
        low, high = column.low, column.high
        rules.append(Rule(name, f"{label}应在 {low} 至 {high} 之间", lambda t: ~t[name].between(low, high)))
    if column.among:
        allowed = list(column.among)
        rules.append(Rule(name, f"{label}应为 {'、'.join(allowed)} 之一", lambda t: t[name].notin(allowed)))
    return [_where_given(rule) for rule in rules] if column.optional else rules


def fits(table: Table, column: Column) -> Condition:
    """Whether a column is as declared; the same as breaking none of its rules."""
    value = table[column.name]
    if column.low is not None and column.high is not None:
        fitting = value.between(column.low, column.high)
    elif column.among:
        fitting = value.isin(list(column.among))
    else:
        fitting = ibis.literal(True) if column.optional else value.notnull()
    return (value.isnull() | fitting) if column.optional else fitting


def _where_given(rule: Rule) -> Rule:
    return Rule(rule.column, rule.reason, lambda t: t[rule.column].notnull() & rule.broken(t))


def broken_rule(table: Table, rules: Sequence[Rule]) -> Any:
    """For each row the position of the first rule that it breaks, NULL where it breaks none."""
    branches = [(rule.broken(table), ibis.literal(number, "int64")) for number, rule in enumerate(rules)]
    return ibis.cases(*branches)


def valid_rows(table: Table, rules: Sequence[Rule]) -> Table:
    """The rows that break no rule."""
    return table.filter(*(~_broken(rule, table) for rule in rules))


def judged_rows(table: Table, columns: Sequence[Column], rules: Sequence[Rule]) -> Table:
    """The rows whose columns are as declared, with `sound` telling which break none of the further rules.

    A column and no filter: an engine computes the common parts of conditions once for columns, not for filters.
    """
    within = table.filter(*(fits(table, column) for column in columns))
    broken = reduce(operator.or_, (_broken(rule, within) for rule in rules))
    return within.mutate(**{SOUND: ~broken})


def _broken(rule: Rule, table: Table) -> Condition:
    """Whether a row breaks a rule; what cannot be told of an empty column is not broken."""
    return rule.broken(table).fill_null(False)
