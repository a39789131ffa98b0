"""Conditions mean what SQL says, exactly, and nothing outside the grammar is built."""

import duckdb
import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.governance.made import SETTINGS
from shebao.batch.engines import duckdb_division, exactly
from shebao.operations.governance.context import Context, Row
from shebao.operations.governance.declared import ColumnType, DeclaredColumn, DeclaredTable
from shebao.operations.governance.expressions import ExpressionError, build, names, options
from shebao.policy.parameters import law

COLUMNS = {name: DeclaredColumn(name, name, ColumnType.INTEGER) for name in ("a", "b")} | {
    "m": DeclaredColumn("m", "m", ColumnType.MONTH),
    "d": DeclaredColumn("d", "d", ColumnType.DATE),
    "s": DeclaredColumn("s", "s", ColumnType.TEXT),
}
TABLE = DeclaredTable("t", "t", COLUMNS, ("a",), ("a",))
SCHEMA = {"a": "int64", "b": "int64", "m": "int64", "d": "date", "s": "string"}


def value(text, **row):
    table = ibis.table(SCHEMA, name="t")
    context = Context(SETTINGS.as_of, law("wuhan"), {"t": TABLE}, {})
    expression = table.select(found=build(text, Row(table, TABLE, context)))
    columns = ", ".join(
        f"CAST({'NULL' if row.get(name) is None else repr(row[name])} AS {kind}) AS {name}"
        for name, kind in (("a", "BIGINT"), ("b", "BIGINT"), ("m", "BIGINT"), ("d", "DATE"), ("s", "VARCHAR"))
    )
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW t AS SELECT {columns}")
        return connection.execute(ibis.to_sql(exactly(expression, duckdb_division), dialect="duckdb")).fetchone()[0]


@settings(max_examples=40, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_arithmetic_is_exact(a, b):
    quotient = abs(a) // b * (1 if a >= 0 else -1)
    assert value("a * 2000000003 + b", a=a, b=b) == a * 2_000_000_003 + b
    assert value("a // b", a=a, b=b) == quotient


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("a BETWEEN 1 AND 3 AND s IN ('1', '2')", {"a": 2, "s": "1"}, True),
        ("a = 1 OR NOT s LIKE '42%'", {"a": 2, "s": "4201"}, False),
        ("CASE WHEN a > 0 THEN 1 ELSE 2 END = 2", {"a": 0}, True),
        ("d < DATE '2000-01-01'", {"d": "1999-12-31"}, True),
        ("MONTHS(d) - MONTHS(m) = 2", {"d": "2025-03-31", "m": 202501}, True),
        ("m <= AS_OF_MONTH AND d <= AS_OF", {"m": 202512, "d": "2025-12-31"}, True),
        ("LAW('contribution.base_floor', m) = 449800", {"m": 202503}, True),
        ("LENGTH(TRIM(s)) = 2 AND SUBSTR(s, 2, 1) = 'b' AND LEFT(s, 1) = 'a'", {"s": "ab"}, True),
        ("a > 1", {}, None),
        ("COALESCE(a, 5) = 5 AND a IS NULL", {}, True),
        ("ABS(-a) % 3 = 1", {"a": 4}, True),
    ],
)
def test_the_grammar(text, row, expected):
    assert value(text, **row) is expected


@pytest.mark.parametrize(
    "text",
    ["a / 2 = 1", "a = 1.5", "a IN (SELECT 1)", "read_text('x') = ''", "a::VARCHAR = '1'", "SELECT 1", "a; b", "random() > 0",
     "a = (SELECT max(a) FROM t)", "s ~ 'x'", "CAST(s AS DATE) = d", "LAW(a, m) = 1", "a" * 5000],
)  # fmt: skip
def test_nothing_else_is_built(text):
    with pytest.raises(ExpressionError):
        value(text, a=1)


def test_names_and_options():
    assert names("q.x > a AND AS_OF_MONTH > m") == ("q.x", "a", "m")
    assert options("AS_OF > d AND LAW('x', m) > 0") == ("as_of", "law")
