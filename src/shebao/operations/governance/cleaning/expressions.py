"""A mapping as one expression: for each source row its target values, the rules that changed it, why it is listed."""

from __future__ import annotations

from typing import Any

import ibis

from shebao.operations.governance.cleaning.mapping import MappedColumn, Mapping
from shebao.operations.governance.cleaning.rules import RULES
from shebao.operations.governance.declared import ColumnType

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
    table = ibis.table(dict.fromkeys(names, "string"), name=SOURCE)
    table = table.select(**{f"source__{name}": table[name] for name in names})
    table = table.mutate(
        **{f"value__{column.target}": table[f"source__{column.source}"].nullif("") for column in mapping.columns},
        **{f"rules__{column.target}": ibis.literal(0, "int64") for column in mapping.columns},
    )
    for place in range(max(len(steps(column)) for column in mapping.columns)):
        table = _step(table, mapping, place)
    return table.mutate(
        **{
            f"fault__{column.target}": _fault(
                table[f"value__{column.target}"], column, mapping.target.columns[column.target].type
            )
            for column in mapping.columns
        }
    )


def _step(table: Any, mapping: Mapping, place: int) -> Any:
    """The table after the step at a place of every column; a select of its own, so that no expression is repeated."""
    changed: dict[str, Any] = {}
    for column in mapping.columns:
        if place < len(steps(column)):
            value = table[f"value__{column.target}"]
            after, hit = _applied(value, column, place)
            changed[f"value__{column.target}"] = after
            bit = hit.fill_null(False).ifelse(1 << place, 0).cast("int64")
            changed[f"rules__{column.target}"] = table[f"rules__{column.target}"] + bit
    return table.mutate(**changed)


def steps(column: MappedColumn) -> tuple[str, ...]:
    """The names behind the bits of `rules__X`: rules, the code table, decisions."""
    coded = (f"代码:{column.target}",) if column.codes else ()
    return (*column.rules, *coded, *(f"决定:{each.name}" for each in column.decisions))


def _applied(value: Any, column: MappedColumn, place: int) -> tuple[Any, Any]:
    """The value after the step at a place, and whether the step changed it."""
    if place < len(column.rules):
        changed = RULES[column.rules[place]][1](value)
        return changed.nullif(""), changed != value
    place -= len(column.rules)
    if column.codes and place == 0:
        plain = ibis.cases(*((value == theirs, ours) for theirs, ours in column.codes.items()))
        return plain.fill_null(value), plain.notnull() & (plain != value)
    decision = column.decisions[place - bool(column.codes)]
    hit = value == decision.value
    becomes = ibis.null("string") if decision.becomes is None else ibis.literal(decision.becomes)
    return hit.fill_null(False).ifelse(becomes, value), hit


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
