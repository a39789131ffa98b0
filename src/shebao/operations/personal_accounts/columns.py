"""A year of everybody's accounts, and years and index of their histories, as column jobs: the same formulas as for one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import pyarrow as pa

from shebao.batch.rows import DISTRICT, DISTRICT_RULE, PERSON
from shebao.batch.task import Input, Rule, Table, Task, column
from shebao.operations.personal_accounts.formulas import (
    MONTHS,
    closing_balance,
    credit_of_base,
    mean_base,
    year_interest,
)
from shebao.operations.personal_accounts.schemes import Credited, Scheme
from shebao.policy.pensions.formulas import year_index

ACCOUNTS, PAID, HISTORY = "accounts", "paid", "history"
LARGEST = 10**9
_MOST_PRODUCTS = 10**10
_MOVEMENTS = ("transfer_in", "transfer_out", "paid_out")
ACCOUNT_COLUMNS = (
    PERSON,
    DISTRICT,
    column("opening", "年初储存额（分）", low=0, high=LARGEST),
    *(
        column(name, title, low=0, high=LARGEST)
        for name, title in zip(_MOVEMENTS, ("转入", "转出", "支付"), strict=True)
    ),
    column("in_products", "转入的月积数", low=0, high=_MOST_PRODUCTS),
    column("left_products", "转出和支付的月积数", low=0, high=_MOST_PRODUCTS),
    column("adjusted", "更正（分）", low=-LARGEST, high=LARGEST),
    column("until", "计息到几月", low=1, high=MONTHS),
)
PAID_COLUMNS = (
    PERSON,
    column("base", "缴费基数（分）", low=0, high=LARGEST),
    column("unit", "单位缴费（分）", low=0, high=LARGEST),
    column("person_share", "个人缴费（分）", low=0, high=LARGEST),
    column("months", "月数", low=1, high=MONTHS),
    column("weights", "计息月数合计", low=0, high=MONTHS * (MONTHS + 1) // 2),
)
HISTORY_COLUMNS = (
    PERSON,
    DISTRICT,
    column("year", "年度", low=1990, high=2150),
    column("months", "缴费月数", low=1, high=MONTHS),
    column("wages", "缴费基数合计（分）", low=0, high=LARGEST),
    column("average", "月社会平均工资（分）", low=1, high=LARGEST, optional=True),
)
_HISTORY = ("months", "base", "average", "index")
_AMOUNTS = ("opening", "credited", "interest", "rate", *_MOVEMENTS, "adjusted", "closing")


def closed(scheme: Scheme, year: int, rate: int | None, credit_rate: int, average: int | None = None) -> Task:
    """A year of the accounts of a line over a roster `accounts` and the months `paid` (stretches of one base within the year),
    with months, mean base and index of the year; `average` is the average wage of its months in fen."""
    return Task(
        name="account_years",
        title=f"{year} 年个人账户记账",
        roster=Input(ACCOUNTS, ACCOUNT_COLUMNS, (DISTRICT_RULE, _OVERDRAWN)),
        others=(Input(PAID, PAID_COLUMNS, several=True),),
        steps=lambda inputs: _closed(inputs, scheme, rate, credit_rate, average),
        output=pa.schema(
            [
                ("person", pa.int64()),
                ("district", pa.string()),
                *((name, pa.int64()) for name in (*_AMOUNTS, *_HISTORY, PAID)),
            ]
        ),
        items=("credited", "interest", "closing"),
        options={"line": scheme.line, "year": year, "rate": rate, "credit_rate": credit_rate, "average": average},
    )


_OVERDRAWN = Rule(
    "paid_out",
    "转出、支付和更正超过年初储存额和转入，请核对",
    lambda t: t.opening + t.transfer_in + t.adjusted < t.transfer_out + t.paid_out,
)


def _closed(
    inputs: Mapping[str, Table], scheme: Scheme, rate: int | None, credit_rate: int, average: int | None
) -> Table:
    table = inputs[ACCOUNTS]
    table = table.left_join(_credited(inputs[PAID], scheme, credit_rate), "person")
    table = table.mutate(paid=_or_zero(table.paid))
    table = table.mutate(credited=_or_zero(table.credited), products=_or_zero(table.products) + table.in_products)
    interest: Any = ibis.literal(0, "int64")
    if rate is not None:
        interest = year_interest(
            opening=table.opening, products=table.products, left=table.left_products, rate=ibis.literal(rate, "int64"),
            until=table.until,
        )  # fmt: skip
    table = table.mutate(
        interest=interest, rate=ibis.literal(rate, "int64"), average=ibis.literal(average, "int64"),
        months=_or_zero(table.months), wages=_or_zero(table.wages),
    )  # fmt: skip
    table = table.mutate(**_indexed_by(table, average))
    return table.mutate(
        closing=closing_balance(**{name: table[name] for name in _AMOUNTS if name not in ("rate", "closing")})
    )


def _credited(paid: Table, scheme: Scheme, credit_rate: int) -> Table:
    """What each person's months put on the account, and the products that bear interest."""
    amount = paid.unit + paid.person_share
    if scheme.credited is Credited.BASE:
        amount = credit_of_base(base=paid.base, rate=ibis.literal(credit_rate, "int64"))
    each = paid.mutate(amount=amount)
    return each.group_by("person").aggregate(
        paid=each.count(),
        months=each.months.sum().cast("int64"),
        wages=(each.base * each.months).sum().cast("int64"),
        credited=(each.amount * each.months).sum().cast("int64"),
        products=(each.amount * each.weights).sum().cast("int64"),
    )


def _or_zero(value: Any) -> Any:
    return value.fill_null(0)


def history_years() -> Task:
    """Months, mean base and index of each year that a person paid in, over a roster `history`: a row a person and year."""
    return Task(
        name="history_years",
        title="缴费年限和缴费指数",
        roster=Input(HISTORY, HISTORY_COLUMNS, (DISTRICT_RULE,), several=True),
        steps=lambda inputs: _indexed(inputs[HISTORY]),
        output=pa.schema(
            [
                ("person", pa.int64()), ("district", pa.string()), ("year", pa.int64()), ("months", pa.int64()),
                ("base", pa.int64()), ("average", pa.int64()), ("index", pa.int64()),
            ]
        ),
        items=("months",),
        options={},
        order=("person", "year"),
    )  # fmt: skip


def _indexed(table: Table) -> Table:
    return table.mutate(
        base=mean_base(wages=table.wages, months=table.months),
        index=table.average.isnull().ifelse(
            ibis.null("int64"), _index(table, table.average.fill_null(1), table.months)
        ),
    )


def _indexed_by(table: Table, average: int | None) -> dict[str, Any]:
    """Mean base and index of a year whose average is known or not; none for who paid nothing in it."""
    nobody, months = table.months == 0, (table.months == 0).ifelse(1, table.months)
    index: Any = ibis.null("int64")
    if average:
        index = nobody.ifelse(ibis.null("int64"), _index(table, ibis.literal(average, "int64"), months))
    return {"base": mean_base(wages=table.wages, months=months), "index": index}


def _index(table: Table, average: Any, months: Any) -> Any:
    return year_index(wages=table.wages, average_wage=average, months=months)
