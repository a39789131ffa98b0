"""Checks as expressions: all row checks of a table in one, each check over rows of a key in one of its own."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis

from shebao.operations.governance import expressions
from shebao.operations.governance.context import SEPARATOR, Context, Row, Table, Value
from shebao.operations.governance.declared import ColumnType, DeclaredTable
from shebao.operations.governance.expressions import typed
from shebao.operations.governance.kinds.base import Distribution, Grouped, Linked, RowKind
from shebao.operations.governance.kinds.outliers import Outlier
from shebao.operations.governance.model import Check, Lookup
from shebao.operations.governance.running.views import View

MASK_BITS = 62
MAIN = "main_rows"
_MASK = "mask__{}"


@dataclass(frozen=True, slots=True)
class Pass:
    """What an engine runs: the expression, a view for each table that it reads, and the columns of its rows.

    `shown` are the columns of the evidence by check; `about` those that a finding is about.
    """

    expression: Any
    views: Mapping[str, View]
    about: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, tuple[str, ...]]
    bits: Mapping[str, tuple[str, int]]


def columns_of(check: Check, tables: Mapping[str, DeclaredTable]) -> dict[str, set[str]]:
    """The columns that a check reads of each table, by their declared names."""
    found: dict[str, set[str]] = {check.table: set(check.about)}
    kind = check.kind
    names: list[str] = list(expressions.names(check.when)) if check.when else []
    if isinstance(kind, (RowKind, Distribution, Outlier, Linked)):
        names += kind.uses()
    elif isinstance(kind, Grouped):
        for table, columns in kind.reads(check.table).items():
            found.setdefault(table, set()).update(columns)
        for table, condition in kind.other_conditions().items():
            found.setdefault(table, set()).update(expressions.names(condition))
    for name in names:
        table, _, column = name.rpartition(".")
        found.setdefault(table or check.table, set()).add(column)
    if check.lookup:
        found.setdefault(check.lookup.table, set()).update(theirs for theirs, _ in check.lookup.on)
        found[check.table].update(mine for _, mine in check.lookup.on)
    if isinstance(kind, (RowKind, Outlier)) or (isinstance(kind, Grouped) and kind.with_key):
        found[check.table].update(tables[check.table].key)
    return found


def _typed(table: DeclaredTable, names: Sequence[str]) -> list[tuple[str, ColumnType]]:
    return [(name, table.columns[name].type) for name in names]


def _table(view: str, declared: DeclaredTable, names: Sequence[str], casts: Sequence[str] = ()) -> Table:
    schema = {name: typed(name, type) for name, type in _typed(declared, names)}
    schema |= {f"ok{SEPARATOR}{name}": "boolean" for name in casts}
    return ibis.table(schema or {"one": "int64"}, name=view)


def _looked_up(source: Table, other: Table, lookup: Lookup) -> Table:
    """Each row with the columns of the row of the same key; of several with that key the least value of each."""
    keys = [theirs for theirs, _ in lookup.on]
    values = [name for name in other.columns if name not in keys]
    single = other.group_by(keys).aggregate(**{name: other[name].min() for name in values})
    renamed = single.rename({f"{lookup.table}{SEPARATOR}{name}": name for name in single.columns})
    pairs = [source[mine] == renamed[f"{lookup.table}{SEPARATOR}{theirs}"] for theirs, mine in lookup.on]
    return source.left_join(renamed, pairs)


def broken(check: Check, row: Row) -> Value:
    """The condition that shows a row that breaks a row check; unknown is not broken."""
    assert isinstance(check.kind, RowKind)
    condition = check.kind.broken(row)
    return expressions.build(check.when, row) & condition if check.when else condition


def row_pass(checks: Sequence[Check], context: Context) -> Pass:
    """All row checks of a table (and one looked-up table) in one pass: the broken rows with a bit for each check."""
    declared = context.tables[checks[0].table]
    lookup = checks[0].lookup
    reads: dict[str, set[str]] = {}
    for check in checks:
        for table, columns in columns_of(check, context.tables).items():
            reads.setdefault(table, set()).update(columns)
    casts = sorted({name for check in checks for name in _casts(check)})
    names = sorted(reads[declared.name])
    source = _table(MAIN, declared, names, casts)
    views = {declared.name: View(MAIN, _typed(declared, names), casts)}
    if lookup:
        other, wanted = context.tables[lookup.table], sorted(reads[lookup.table])
        views[lookup.table] = View(f"other{SEPARATOR}{lookup.table}", _typed(other, wanted))
        source = _looked_up(source, _table(f"other{SEPARATOR}{lookup.table}", other, wanted), lookup)
    row = Row(source, declared, context)
    conditions = {check.id: broken(check, row) for check in checks}
    bits: dict[str, tuple[str, int]] = {}
    masks: dict[str, Value] = {}
    for start in range(0, len(checks), MASK_BITS):
        name = _MASK.format(start // MASK_BITS)
        part = checks[start : start + MASK_BITS]
        flags = [conditions[check.id].ifelse(1 << bit, 0).fill_null(0).cast("int64") for bit, check in enumerate(part)]
        masks[name] = reduce(operator.add, flags)
        bits |= {check.id: (name, bit) for bit, check in enumerate(part)}
    shown = {check.id: _evidence(check, declared) for check in checks}
    about = {check.id: check.about for check in checks}
    wanted_columns = sorted({name for each in (*shown.values(), *about.values()) for name in each})
    found = source.filter(reduce(operator.or_, conditions.values())).select(*wanted_columns, **masks)
    return Pass(found, views, about, shown, bits)


def _casts(check: Check) -> tuple[str, ...]:
    return check.kind.casts() if isinstance(check.kind, RowKind) else ()


def _evidence(check: Check, declared: DeclaredTable) -> tuple[str, ...]:
    """The columns that prove a broken row: what identifies it and what the condition read."""
    assert isinstance(check.kind, RowKind)
    names = [*declared.key, *check.kind.uses(), *(expressions.names(check.when) if check.when else ())]
    return tuple(dict.fromkeys(name.replace(".", SEPARATOR) for name in names))


def group_pass(check: Check, context: Context) -> Pass:
    """A check over rows of the same key."""
    kind = check.kind
    assert isinstance(kind, Grouped)
    reads = columns_of(check, context.tables)
    views, rows = {}, {}
    for number, (table, columns) in enumerate(reads.items()):
        declared, names = context.tables[table], sorted(columns)
        view = MAIN if number == 0 else f"other{SEPARATOR}{table}"
        views[table] = View(view, _typed(declared, names))
        source = _table(view, declared, names)
        condition = check.when if table == check.table else kind.other_conditions().get(table)
        if condition:
            source = source.filter(expressions.build(condition, Row(source, declared, context)).fill_null(False))
        rows[table] = Row(source, declared, context)
    found = kind.findings(rows, check.table, check.about)
    about = tuple(name for name in check.about if name in found.columns) or kind.keys(check.table)[check.table]
    return Pass(found, views, {check.id: about}, {check.id: tuple(found.columns)}, {})


def linked_pass(check: Check, context: Context) -> Pass:
    """The people that a check compares with one another."""
    kind = check.kind
    assert isinstance(kind, Linked)
    declared = context.tables[check.table]
    names = sorted(columns_of(check, context.tables)[check.table])
    source = _table(MAIN, declared, names)
    if check.when:
        source = source.filter(expressions.build(check.when, Row(source, declared, context)).fill_null(False))
    people = source.select(**kind.people(Row(source, declared, context)))
    return Pass(people, {check.table: View(MAIN, _typed(declared, names))}, {}, {}, {})


def distribution_pass(check: Check, context: Context) -> Pass:
    """The counts and sums by group of a check over a distribution, or the histogram of an outlier check."""
    kind = check.kind
    assert isinstance(kind, (Distribution, Outlier))
    declared = context.tables[check.table]
    names = sorted(columns_of(check, context.tables)[check.table])
    source = _table(MAIN, declared, names)
    row = Row(source, declared, context)
    if check.when:
        source = source.filter(expressions.build(check.when, row).fill_null(False))
        row = Row(source, declared, context)
    measures = dict(kind.measures(row)) if isinstance(kind, Distribution) else {}
    found = source.group_by(**kind.groups(row)).aggregate(rows=source.count(), **measures)
    return Pass(found, {check.table: View(MAIN, _typed(declared, names))}, {}, {check.id: tuple(found.columns)}, {})
