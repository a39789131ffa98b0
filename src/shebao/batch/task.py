"""What a job is: the columns it reads, what a row must fulfil, the steps it computes, what it totals."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import pyarrow as pa

from shebao.fields.field import Field, Kind

Table = Any
"""An Ibis table."""
Condition = Any
"""An Ibis boolean column."""

SOUND = "sound"
AMOUNT_LIMIT = 10**11
"""One amount of one person stays below ten hundred million yuan in fen, so sums and products fit 64 bits."""


_TYPES = {Kind.WHOLE: pa.int64(), Kind.TEXT: pa.string(), Kind.CHOICE: pa.string(), Kind.DAY: pa.date32()}


def column(
    key: str,
    label: str,
    kind: Kind = Kind.WHOLE,
    *,
    low: int | None = None,
    high: int | None = None,
    among: Sequence[str] = (),
    optional: bool = False,
) -> Field:
    """A column of an input; whole numbers within bounds, or one of the texts `among`."""
    kind = Kind.CHOICE if among else kind
    choices = {name: name for name in among}
    return Field(key, label, kind=kind, required=not optional, low=low, high=high, choices=choices)


def arrow_type(declared: Field) -> pa.DataType:
    """What a column is in Arrow."""
    return _TYPES[declared.kind]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that makes a row unusable: the column it is about, the reason, and the condition that shows it."""

    column: str
    reason: str
    broken: Callable[[Table], Condition]


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a job, a table or a Parquet file: its columns, the rules for its rows, and what these look at. `several`
    rows of one person are in order."""

    name: str
    columns: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    prepared: Callable[[Table], Table] = lambda table: table
    several: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The columns as Arrow types."""
        return pa.schema([(each.key, arrow_type(each)) for each in self.columns])

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """What the columns demand, then what the rules demand."""
        return tuple(rule for each in self.columns for rule in column_rules(each)) + self.rules


@dataclass(frozen=True, slots=True)
class Task:
    """A job over a roster with one row a person (or several, where the roster says so). `steps` maps the valid rows of each input to the result.

    The steps keep the column `sound` of the roster. `output` are the columns of the result in order. `items` are the
    amounts that are totalled, over payable rows only where the result says which are; `always` those totalled over
    every row. `options` is what was chosen for the run (month, figures), which the manifest repeats. `order` are the
    columns that results are sorted by, the person first.
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
    order: tuple[str, ...] = ("person",)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The roster first."""
        return (self.roster, *self.others)


def column_rules(declared: Field) -> Sequence[Rule]:
    """The rules that follow from a column's declaration."""
    name, label = declared.key, declared.label
    rules = []
    if declared.required:
        rules.append(Rule(name, f"缺少{label}", lambda t: t[name].isnull()))
    if declared.low is not None and declared.high is not None:
        low, high = declared.low, declared.high
        rules.append(Rule(name, f"{label}应在 {low} 至 {high} 之间", lambda t: ~t[name].between(low, high)))
    if declared.choices:
        allowed = list(declared.choices)
        rules.append(Rule(name, f"{label}应为 {'、'.join(allowed)} 之一", lambda t: t[name].notin(allowed)))
    return rules if declared.required else [_where_given(rule) for rule in rules]


def fits(table: Table, declared: Field) -> Condition:
    """Whether a column is as declared; the same as breaking none of its rules."""
    value = table[declared.key]
    if declared.low is not None and declared.high is not None:
        fitting = value.between(declared.low, declared.high)
    elif declared.choices:
        fitting = value.isin(list(declared.choices))
    else:
        fitting = value.notnull() if declared.required else ibis.literal(True)
    return fitting if declared.required else (value.isnull() | fitting)


def _where_given(rule: Rule) -> Rule:
    return Rule(rule.column, rule.reason, lambda t: t[rule.column].notnull() & rule.broken(t))


def broken_rule(table: Table, rules: Sequence[Rule]) -> Any:
    """For each row the position of the first rule that it breaks, NULL where it breaks none."""
    branches = [(rule.broken(table), ibis.literal(number, "int64")) for number, rule in enumerate(rules)]
    return ibis.cases(*branches)


def valid_rows(table: Table, rules: Sequence[Rule]) -> Table:
    """The rows that break no rule."""
    return table.filter(*(~_broken(rule, table) for rule in rules))


def judged_rows(table: Table, columns: Sequence[Field], rules: Sequence[Rule]) -> Table:
    """The rows whose columns are as declared, with `sound` telling which break none of the further rules.

    A column and no filter: an engine computes the common parts of conditions once for columns, not for filters.
    """
    within = table.filter(*(fits(table, column) for column in columns))
    broken = reduce(operator.or_, (_broken(rule, within) for rule in rules))
    return within.mutate(**{SOUND: ~broken})


def _broken(rule: Rule, table: Table) -> Condition:
    """Whether a row breaks a rule; what cannot be told of an empty column is not broken."""
    return rule.broken(table).fill_null(False)
