"""Rules and expressions that several jobs share: months as YYYYMM, identity numbers, life and death."""

from __future__ import annotations

from typing import Any

import ibis
import pyarrow as pa

from shebao.batch.task import Column, Condition, Rule, Table
from shebao.policy.identifiers.identity import CHECK_CHARACTERS, WEIGHTS

FIRST_PERIOD, LAST_PERIOD = 194910, 215012
PERSON = Column("person", "个人编号", low=1, high=2**62)
IDENTITY = Column("identity_number", "身份号码", pa.string())
BIRTH = Column("birth", "出生日期", pa.date32())
DEATH = Column("death", "死亡日期", pa.date32(), optional=True)
DISTRICT = Column("district", "区划代码", pa.string())


def period_column(name: str, label: str, optional: bool = False) -> Column:
    """A column of months written YYYYMM."""
    return Column(name, label, low=FIRST_PERIOD, high=LAST_PERIOD, optional=optional)


def period_rule(column: Column) -> Rule:
    """A month written YYYYMM has a month from 01 to 12."""
    name = column.name
    return Rule(name, f"{column.label}应为 YYYYMM", lambda t: (t[name] % 100 < 1) | (t[name] % 100 > 12))


def month_number(period: Any) -> Any:
    """Months since year 0 of a month written YYYYMM, so that differences count months."""
    return period // 100 * 12 + period % 100 - 1


def month_number_of_day(day: Any) -> Any:
    """The same for a date."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def digits_of_day(day: Any) -> Any:
    """A date as the integer YYYYMMDD."""
    return day.year().cast("int64") * 10_000 + day.month().cast("int64") * 100 + day.day().cast("int64")


def _body(table: Table) -> Any:
    return table.identity_number.left(17).try_cast("int64")


def _malformed(table: Table) -> Condition:
    body = _body(table)
    plain = body.notnull() & (body.cast("string") == table.identity_number.left(17)) & (body >= 10**16)
    return ~plain | (table.identity_number.length() != 18)


def _wrong_check(table: Table) -> Condition:
    body = _body(table)
    digits = [body // 10 ** (16 - position) % 10 for position in range(17)]
    total = sum((digit * weight for digit, weight in zip(digits[1:], WEIGHTS[1:], strict=True)), digits[0] * WEIGHTS[0])
    expected = ibis.literal(CHECK_CHARACTERS).substr(total % 11, 1)
    return table.identity_number.right(1) != expected


IDENTITY_RULES = (
    Rule("identity_number", "身份号码应为十七位数字加一位校验码", _malformed),
    Rule("identity_number", "身份号码的校验码不符", _wrong_check),
    Rule("birth", "出生日期与身份号码不符", lambda t: digits_of_day(t.birth) != _body(t) // 1000 % 10**8),
)
DEATH_RULE = Rule("death", "死亡日期早于出生日期", lambda t: (t.death < t.birth).fill_null(False))
DISTRICT_RULE = Rule(
    "district",
    "区划代码应为六位数字",
    lambda t: (t.district.length() != 6) | ~t.district.try_cast("int64").between(100_000, 999_999).fill_null(False),
)
