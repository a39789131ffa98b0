"""Conditions as SQL: a small grammar, parsed and then built as Ibis, so that it means the same on every engine.

Allowed are comparisons, AND OR NOT, + - * // %, CASE, IN, BETWEEN, LIKE, IS NULL, dates, text, integers, a few functions
and the names AS_OF (last day of the month checked), AS_OF_MONTH (YYYYMM) and LAW('parameter', month). No division with
a fraction, no floating point, no subquery.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import ibis
import sqlglot
from sqlglot import exp

from shebao.operations.governance.context import Row, Value, month_ordinal
from shebao.operations.governance.declared import ColumnType

AS_OF, AS_OF_MONTH, LAW = "AS_OF", "AS_OF_MONTH", "LAW"
_LONGEST = 4000


class ExpressionError(ValueError):
    """A condition that is not of the grammar; the message says why, in Chinese."""


def parse(text: str) -> Any:
    """The syntax tree. Raises ExpressionError."""
    if len(text) > _LONGEST:
        raise ExpressionError(f"条件超过 {_LONGEST} 字")
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        reason = str(error).split("\x1b")[0].splitlines()[0][:120]
        raise ExpressionError(f"条件“{text[:60]}”不合语法：{reason}") from None
    for node in tree.walk():
        _check(node)
    return tree


def names(text: str) -> tuple[str, ...]:
    """The columns that a condition names, `table.column` for those of another table, in order, once each."""
    found = [_name(node) for node in parse(text).find_all(exp.Column)]
    return tuple(dict.fromkeys(name for name in found if name not in (AS_OF, AS_OF_MONTH)))


def options(text: str) -> tuple[str, ...]:
    """What a condition depends on besides columns: `as_of`, `law`."""
    tree = parse(text)
    used = {_name(node) for node in tree.find_all(exp.Column)}
    found = ["as_of"] if used & {AS_OF, AS_OF_MONTH} else []
    if any(node.name.upper() == LAW for node in tree.find_all(exp.Anonymous)):
        found.append("law")
    return tuple(found)


def build(text: str, row: Row) -> Value:
    """The condition over a row."""
    return _build(parse(text), row)


def _name(node: Any) -> str:
    return f"{node.table}.{node.name}" if node.table else str(node.name)


def _check(node: Any) -> None:
    if isinstance(node, exp.Literal) and not node.is_string:
        _integer(node.this)
    known = type(node) in _BUILDERS and not isinstance(node, exp.Anonymous)
    if known or isinstance(node, (exp.Identifier, exp.DataType, exp.If)):
        return
    if isinstance(node, exp.Div):
        raise ExpressionError("条件里不能用 /（会成为小数），请用整除 //")
    if isinstance(node, exp.Anonymous) and node.name.upper() in _NAMED:
        return
    raise ExpressionError(f"条件里不能用 {node.sql(dialect='duckdb')[:40]}")


def _build(node: Any, row: Row) -> Value:
    return _BUILDERS[type(node)](node, row)


def _both(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Row], Value]:
    return lambda node, row: operation(_build(node.this, row), _build(node.expression, row))


def _column(node: Any, row: Row) -> Value:
    name = _name(node)
    if name == AS_OF:
        return ibis.literal(row.context.last_day)
    if name == AS_OF_MONTH:
        return ibis.literal(row.context.period, "int64")
    return row[name]


def _literal(node: Any, row: Row) -> Value:
    if node.is_string:
        return ibis.literal(node.this)
    return ibis.literal(_integer(node.this), "int64")


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ExpressionError(f"条件里的数 {text} 应为整数（金额以分为单位）") from None


def _cast(node: Any, row: Row) -> Value:
    if node.to.this is exp.DataType.Type.DATE and isinstance(node.this, exp.Literal):
        try:
            return ibis.literal(date.fromisoformat(node.this.this))
        except ValueError:
            raise ExpressionError(f"日期 {node.this.this} 不存在，应写成 DATE '2025-01-31'") from None
    raise ExpressionError("条件里不能转换类型，只可写 DATE '2025-01-31'")


def _in(node: Any, row: Row) -> Value:
    if not node.expressions:
        raise ExpressionError("IN 后面应为一列常数")
    return _build(node.this, row).isin([_constant(item) for item in node.expressions])


def _constant(node: Any) -> int | str:
    if not isinstance(node, exp.Literal):
        raise ExpressionError("IN 后面应为一列常数")
    return str(node.this) if node.is_string else _integer(node.this)


def _case(node: Any, row: Row) -> Value:
    if node.this is not None:
        raise ExpressionError("CASE 后面应直接写 WHEN 条件")
    branches = [(_build(each.this, row), _build(each.args["true"], row)) for each in node.args["ifs"]]
    default = node.args.get("default")
    return ibis.cases(*branches, else_=None if default is None else _build(default, row))


def _is(node: Any, row: Row) -> Value:
    if not isinstance(node.expression, exp.Null):
        raise ExpressionError("IS 后面只可写 NULL 或 NOT NULL")
    return _build(node.this, row).isnull()


def _like(node: Any, row: Row) -> Value:
    if not isinstance(node.expression, exp.Literal):
        raise ExpressionError("LIKE 后面应为文字")
    return _build(node.this, row).like(node.expression.this)


def _substring(node: Any, row: Row) -> Value:
    start, length = node.args.get("start"), node.args.get("length")
    if not isinstance(start, exp.Literal) or not isinstance(length, exp.Literal):
        raise ExpressionError("SUBSTR 应写明起点和长度，如 SUBSTR(AAC002, 7, 8)")
    return _build(node.this, row).substr(_integer(start.this) - 1, _integer(length.this))


def _side(method: str) -> Callable[[Any, Row], Value]:
    def side(node: Any, row: Row) -> Value:
        if not isinstance(node.expression, exp.Literal):
            raise ExpressionError("LEFT、RIGHT 应写明长度")
        return getattr(_build(node.this, row), method)(_integer(node.expression.this))

    return side


def _coalesce(node: Any, row: Row) -> Value:
    return ibis.coalesce(_build(node.this, row), *(_build(each, row) for each in node.expressions))


def _anonymous(node: Any, row: Row) -> Value:
    return _NAMED[node.name.upper()](node.expressions, row)


def _law(arguments: list[Any], row: Row) -> Value:
    if len(arguments) != 2 or not isinstance(arguments[0], exp.Literal):
        raise ExpressionError("LAW 应写成 LAW('参数名', 年月列)")
    return row.context.lawful(arguments[0].this, _build(arguments[1], row))


def _ordinal(arguments: list[Any], row: Row) -> Value:
    if len(arguments) != 1 or not isinstance(arguments[0], exp.Column):
        raise ExpressionError("MONTHS 应写成 MONTHS(列)")
    name = _name(arguments[0])
    if name in (AS_OF, AS_OF_MONTH):
        return ibis.literal(row.context.as_of.ordinal, "int64")
    return month_ordinal(row[name], row.type(name))


def _castable(arguments: list[Any], row: Row) -> Value:
    if len(arguments) != 1 or not isinstance(arguments[0], exp.Column):
        raise ExpressionError("DIGITS 应写成 DIGITS(列)")
    return _build(arguments[0], row).re_search("^[0-9]+$")


_NAMED: Mapping[str, Callable[[list[Any], Row], Value]] = {LAW: _law, "MONTHS": _ordinal, "DIGITS": _castable}
_BUILDERS: dict[type, Callable[[Any, Row], Value]] = {
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: lambda node, row: ibis.literal(bool(node.this)),
    exp.Null: lambda node, row: ibis.null(),
    exp.Paren: lambda node, row: _build(node.this, row),
    exp.And: _both(lambda a, b: a & b),
    exp.Or: _both(lambda a, b: a | b),
    exp.Not: lambda node, row: ~_build(node.this, row),
    exp.EQ: _both(lambda a, b: a == b),
    exp.NEQ: _both(lambda a, b: a != b),
    exp.LT: _both(lambda a, b: a < b),
    exp.LTE: _both(lambda a, b: a <= b),
    exp.GT: _both(lambda a, b: a > b),
    exp.GTE: _both(lambda a, b: a >= b),
    exp.Add: _both(lambda a, b: a + b),
    exp.Sub: _both(lambda a, b: a - b),
    exp.Mul: _both(lambda a, b: a * b),
    exp.IntDiv: _both(lambda a, b: a // b),
    exp.Mod: _both(lambda a, b: a % b),
    exp.Neg: lambda node, row: -_build(node.this, row),
    exp.Between: lambda node, row: _build(node.this, row).between(
        _build(node.args["low"], row), _build(node.args["high"], row)
    ),
    exp.In: _in,
    exp.Is: _is,
    exp.Like: _like,
    exp.Case: _case,
    exp.Cast: _cast,
    exp.Coalesce: _coalesce,
    exp.Abs: lambda node, row: _build(node.this, row).abs(),
    exp.Length: lambda node, row: _build(node.this, row).length().cast("int64"),
    exp.Upper: lambda node, row: _build(node.this, row).upper(),
    exp.Trim: lambda node, row: _build(node.this, row).strip(),
    exp.Substring: _substring,
    exp.Left: _side("left"),
    exp.Right: _side("right"),
    exp.Year: lambda node, row: _build(node.this, row).year().cast("int64"),
    exp.Month: lambda node, row: _build(node.this, row).month().cast("int64"),
    exp.Anonymous: _anonymous,
}


def typed(name: str, type: ColumnType) -> str:
    """The name of the Ibis type of a declared column."""
    return {ColumnType.TEXT: "string", ColumnType.DATE: "date"}.get(type, "int64")
