"""Rows that cannot be computed, each with person, field, value and reason: none is dropped silently."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from shebao.batch.engines import KEY
from shebao.batch.task import Input, Rule, Table, Task, broken_rule, valid_rows

HEADER = ("输入", "个人编号", "身份号码", "字段", "值", "原因")
COPIES = "copies"
TWICE = Rule(KEY, "个人编号在名册中重复", lambda t: t[COPIES] > 1)
SHARED = Rule(
    "identity_number", "身份号码在名册中重复：另一个个人编号也用此号码，请核对后保留一个", lambda t: t["sharing"] == 1
)
_ORPHAN = "名册中没有此人，或其名册行已被退回"
_RULE = "broken_rule"


def counted(table: Table) -> Table:
    """The roster with how often each person occurs in it."""
    return table.mutate(**{COPIES: table.count().over(group_by=table[KEY])})


def extra_rules(twice: bool, shared: bool) -> tuple[Rule, ...]:
    """The rules that need more than the row: the person or the identity number occurs elsewhere in the roster."""
    return (*((TWICE,) if twice else ()), *((SHARED,) if shared else ()))


def rules_of(roster: Input, twice: bool, shared: bool) -> tuple[Rule, ...]:
    """The rules of the roster, with those against repetition where there is repetition."""
    return (*roster.all_rules, *extra_rules(twice, shared))


def roster_rejects(table: Table, rules: tuple[Rule, ...]) -> Table:
    """The rows of the prepared roster that break a rule, with its position."""
    return table.mutate(**{_RULE: broken_rule(table, rules)}).filter(lambda t: t[_RULE].notnull())


def other_rejects(table: Table, other: Input, roster: Table, rules: tuple[Rule, ...]) -> Table:
    """The rows of another input that break a rule, or whose person is not among the valid rows of the roster."""
    known = valid_rows(roster, rules).select(KEY).mutate(known=True)
    judged = table.mutate(**{_RULE: broken_rule(table, other.all_rules)}).left_join(known, KEY)
    judged = judged.select(*other.schema.names, _RULE, "known")
    orphan = judged.known.isnull().ifelse(len(other.all_rules), None)
    return judged.mutate(**{_RULE: judged[_RULE].fill_null(orphan)}).filter(lambda t: t[_RULE].notnull())


def reject_lines(task: Task, name: str, found: pa.Table, rules: tuple[Rule, ...]) -> str:
    """CSV lines for rejected rows, in order of their contents."""
    columns = next(each for each in task.inputs if each.name == name).schema.names
    order = pc.sort_indices(found, sort_keys=[(column, "ascending") for column in columns])
    texts = {column: pc.cast(found.column(column), pa.string()).take(order).to_pylist() for column in columns}
    broken = found.column(_RULE).take(order).to_pylist()
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    for row, number in enumerate(broken):
        writer.writerow([name, *(_harmless(cell) for cell in _cells(texts, row, number, rules))])
    return lines.getvalue()


def _cells(texts: Mapping[str, list[str | None]], row: int, number: int, rules: tuple[Rule, ...]) -> list[str]:
    rule = rules[number] if number < len(rules) else Rule(KEY, _ORPHAN, lambda t: t)
    identity = texts["identity_number"][row] if "identity_number" in texts else None
    return [texts[KEY][row] or "", identity or "", rule.column, texts[rule.column][row] or "", rule.reason]


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula, on one line."""
    plain = " ".join(cell[:200].split())
    formula = plain[:1] in ("=", "+", "@") or (plain[:1] == "-" and not plain[1:].isdecimal())
    return f"'{plain}" if formula else plain
