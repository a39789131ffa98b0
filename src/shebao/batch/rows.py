"""Rules and expressions that several jobs share: months as YYYYMM, identity numbers, life and death."""

from __future__ import annotations

from typing import Any

from shebao.batch.task import Condition, Rule, Table, column
from shebao.fields.field import Field, Kind
from shebao.fields.identifiers.identity import WEIGHTS

FIRST_PERIOD, LAST_PERIOD = 194910, 215012
PERSON = column("person", "个人编号", low=1, high=2**62)
IDENTITY = column("identity_number", "身份号码", Kind.TEXT)
BIRTH = column("birth", "出生日期", Kind.DAY)
DEATH = column("death", "死亡日期", Kind.DAY, optional=True)
DISTRICT = column("district", "区划代码", Kind.TEXT)


def period_column(name: str, label: str, optional: bool = False) -> Field:
    """A column of months written YYYYMM."""
    return column(name, label, low=FIRST_PERIOD, high=LAST_PERIOD, optional=optional)


def period_rule(declared: Field) -> Rule:
    """A month written YYYYMM has a month from 01 to 12."""
    name = declared.key
    return Rule(name, f"{declared.label}应为 YYYYMM", lambda t: (t[name] % 100 < 1) | (t[name] % 100 > 12))


def month_number(period: Any) -> Any:
    """Months since year 0 of a month written YYYYMM, so that differences count months."""
    return period // 100 * 12 + period % 100 - 1


def month_number_of_day(day: Any) -> Any:
    """The same for a date."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def digits_of_day(day: Any) -> Any:
    """A date as the integer YYYYMMDD."""
    return day.year().cast("int64") * 10_000 + day.month().cast("int64") * 100 + day.day().cast("int64")


def with_identity(table: Table) -> Table:
    """Adds what the rules for identity numbers look at: the first seventeen digits as a number, the last character."""
    number = table.identity_number
    digits = number.left(17)
    last = number.right(1).ascii_str().cast("int64")
    plain = (number.length() == 18) & ~digits.contains("e") & ~digits.contains("E")
    return table.mutate(identity_plain=plain, identity_body=digits.try_cast("int64"), identity_last=last)


def _malformed(table: Table) -> Condition:
    seventeen_digits = table.identity_body >= 10**16
    check = table.identity_last.between(ord("0"), ord("9")) | (table.identity_last == ord("X"))
    return ~(table.identity_plain & seventeen_digits.fill_null(False) & check)


def _wrong_check(table: Table) -> Condition:
    """GB 11643: Σ digit × weight + check ≡ 1 (mod 11), with digit k = ⌊n ÷ 10^k⌋ − 10 ⌊n ÷ 10^(k+1)⌋ and 10 ≡ −1."""
    falling = WEIGHTS[::-1]
    factors = [falling[0], *((weight + before) % 11 for weight, before in zip(falling[1:], falling, strict=False))]
    total = table.identity_body * factors[0]
    for position, factor in enumerate(factors[1:], start=1):
        total = total + table.identity_body // 10**position * factor
    check = (table.identity_last == ord("X")).ifelse(10, table.identity_last - ord("0"))
    return (total % 11 + check) % 11 != 1


IDENTITY_RULES = (
    Rule("identity_number", "身份号码应为十七位数字加一位校验码", _malformed),
    Rule("identity_number", "身份号码的校验码不符", _wrong_check),
    Rule("birth", "出生日期与身份号码不符", lambda t: digits_of_day(t.birth) != t.identity_body // 1000 % 10**8),
)
DEATH_RULE = Rule("death", "死亡日期早于出生日期", lambda t: t.death < t.birth)
DISTRICT_RULE = Rule(
    "district",
    "区划代码应为六位数字",
    lambda t: (t.district.length() != 6) | ~t.district.try_cast("int64").between(100_000, 999_999).fill_null(False),
)
