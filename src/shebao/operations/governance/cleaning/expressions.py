"""A mapping as one expression: for each source row its target values, the rules that changed it, why it is listed."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

import ibis

from shebao.operations.governance.cleaning.mapping import MappedColumn, Mapping
from shebao.operations.governance.cleaning.rules import RULES
from shebao.operations.governance.model import ColumnType

SOURCE = "source_rows"
_FORMS = {
    ColumnType.INTEGER: "^[+-]?[0-9]{1,18}$",
    ColumnType.MONTH: "^[0-9]{4}(0[1-9]|1[0-2])$",
    ColumnType.MONEY: "^[+-]?[0-9]{1,15}([.][0-9]{1,2})?$",
}
_DATE = "^[0-9]{4}-?[0-9]{2}-?[0-9]{2}$"


def cleaned(mapping: Mapping) -> Any:
    """The expression over the source table: `value__X`, `rules__X` (a bit a rule or decision), `fault__X` by column."""
    names = sorted({column.source for column in mapping.columns})
    source = ibis.table(dict.fromkeys(names, "string"), name=SOURCE)
    parts: dict[str, Any] = {f"source__{name}": source[name] for name in names}
    for column in mapping.columns:
        value, bits = _corrected(source[column.source], column)
        parts[f"value__{column.target}"] = value
        parts[f"rules__{column.target}"] = bits
        parts[f"fault__{column.target}"] = _fault(value, column, mapping.target.columns[column.target].type)
    return source.select(**parts)


def steps(column: MappedColumn) -> tuple[str, ...]:
    """The names behind the bits of `rules__X`: rules, the code table, decisions."""
    coded = (f"代码:{column.target}",) if column.codes else ()
    return (*column.rules, *coded, *(f"决定:{each.name}" for each in column.decisions))


def _corrected(raw: Any, column: MappedColumn) -> tuple[Any, Any]:
    value, flags = raw.nullif(""), []
    for name in column.rules:
        changed = RULES[name][1](value)
        flags.append(changed != value)
        value = changed.nullif("")
    if column.codes:
        plain = ibis.cases(*((value == theirs, ours) for theirs, ours in column.codes.items()))
        flags.append(plain.notnull() & (plain != value))
        value = plain.fill_null(value) if column.decisions else _coded(value, plain)
    for decision in column.decisions:
        hit = value == decision.value
        flags.append(hit)
        becomes = ibis.null("string") if decision.becomes is None else ibis.literal(decision.becomes)
        value = hit.fill_null(False).ifelse(becomes, value)
    bits = [flag.fill_null(False).ifelse(1 << place, 0).cast("int64") for place, flag in enumerate(flags)]
    return value, reduce(operator.add, bits) if bits else ibis.literal(0, "int64")


def _coded(value: Any, plain: Any) -> Any:
    return plain.fill_null(value)


def _fault(value: Any, column: MappedColumn, type: ColumnType) -> Any:
    """Why the row cannot be mapped by this column, empty where it can."""
    conditions = []
    if column.required:
        conditions.append((value.isnull(), "必填为空"))
    if column.codes:
        allowed = sorted({*column.codes.values(), *(each.becomes for each in column.decisions if each.becomes)})
        conditions.append((value.notnull() & value.notin(allowed), "代码没有对应"))
    if type in _FORMS:
        conditions.append((value.notnull() & ~value.re_search(_FORMS[type]), "读不成" + type.title))
    if type is ColumnType.DATE:
        plain = value.replace("-", "")
        day = plain.left(4).concat("-", plain.substr(4, 2), "-", plain.substr(6, 2)).try_cast("date")
        conditions.append((value.notnull() & (~value.re_search(_DATE) | day.isnull()), "读不成日期"))
    return ibis.cases(*conditions, else_=ibis.null("string")) if conditions else ibis.null("string")
