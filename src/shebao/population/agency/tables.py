"""Chunks of the synthetic population as tables of a business system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from shebao.fields.dates import month_of_ordinal
from shebao.policy.pensions.formulas import employee_pension
from shebao.population.benefits import periods
from shebao.population.law import wuhan_law
from shebao.population.numbers import identity_numbers
from shebao.population.proportions import Proportions
from shebao.population.write import population_tables

WANTED = (
    "employers", "persons", "employments", "contributions", "insured", "injuries", "unemployed", "pensioners",
)  # fmt: skip
ORDER = (
    "persons", "enrolments", "contributions", "accounts", "benefits", "benefit_items", "deaths", "prison", "injuries",
    "unemployment", "payments",
)  # fmt: skip
CONTRIBUTION_MONTHS, PAYMENT_MONTHS = 12, 3
_MACROS = """
CREATE MACRO month_number(p) AS p // 100 * 12 + p % 100 - 1;
CREATE MACRO later(p, n) AS CAST((month_number(p) + n) // 12 * 100 + (month_number(p) + n) % 12 + 1 AS BIGINT);
CREATE MACRO earlier(p) AS later(p, -1);
CREATE MACRO first_day(p) AS make_date(CAST(p // 100 AS INTEGER), CAST(p % 100 AS INTEGER), 1);
CREATE MACRO month_of(d) AS CAST(year(d) * 100 + month(d) AS BIGINT);
"""

Tables = dict[str, pa.Table]


def agency_chunks(people: int, seed: int, proportions: Proportions, as_of: int) -> Iterator[Tables]:
    """The tables of each chunk of people, in order; first, alone, the employers. `as_of` counts months from year 0."""
    chunk: Tables = {}
    for name, table in population_tables(people, seed, proportions, as_of, WANTED):
        if name == "employers":
            yield {"employers": employers(table)}
            continue
        if name in chunk:
            yield converted(chunk, as_of)
            chunk = {}
        chunk[name] = table
    yield converted(chunk, as_of)


def converted(chunk: Mapping[str, pa.Table], as_of: int) -> Tables:
    """A chunk of the population as the business system's tables."""
    with duckdb.connect() as connection:
        connection.execute(_MACROS)
        for name, table in chunk.items():
            connection.register(name, _with_parts(table) if name == "pensioners" else table)
        connection.register("months", _months(as_of))
        found: Tables = {}
        last = int(periods(np.array([as_of]))[0])
        paid_after = int(periods(np.array([as_of - PAYMENT_MONTHS]))[0])
        for name in ORDER:
            statement = _statements()[name].replace(":as_of", str(last)).replace(":paid_after", str(paid_after))
            found[name] = connection.execute(statement).to_arrow_table()
            if name not in chunk:
                connection.register(name, found[name])
        return found


@cache
def _statements() -> dict[str, str]:
    text = files(__package__).joinpath("tables.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- (\w+)\n", text, flags=re.MULTILINE)
    return {name: statement.strip().rstrip(";") for name, statement in zip(parts[1::2], parts[2::2], strict=True)}


def _with_parts(pensioners: pa.Table) -> pa.Table:
    """The roster with the parts of the pension by formula."""

    def numbers(name: str) -> Any:
        return pensioners.column(name).to_numpy()

    parts = employee_pension(
        base=numbers("base"),
        index=numbers("index"),
        years=(200 * numbers("months") + 12) // 24,
        deemed_years=(200 * numbers("deemed_months") + 12) // 24,
        account=numbers("account"),
        payout_months=numbers("payout_months"),
        accrual=10,
        transition_rate=12,
    )
    for name in ("basic", "personal", "transition"):
        pensioners = pensioners.append_column(name, pa.array(getattr(parts, name), pa.int64()))
    return pensioners


def _months(as_of: int) -> pa.Table:
    """The months that contributions are kept for, with floor and ceiling of the base; none where the law has none."""
    rows = []
    for ordinal in range(as_of - CONTRIBUTION_MONTHS + 1, as_of + 1):
        month = month_of_ordinal(ordinal)
        ends = [wuhan_law().find(f"contribution.base_{end}", month.first_day) for end in ("floor", "ceiling")]
        low, high = (value.integer if value else None for value in ends)
        rows.append({"period": month.year * 100 + month.month, "floor": low or 0, "ceiling": high or 10**9})
    return pa.Table.from_pylist(rows)


def employers(table: pa.Table) -> pa.Table:
    """Employers as the business system holds them."""
    numbers = table.column("employer").to_numpy()
    legal = identity_numbers(np.full(len(numbers), 429906), np.full(len(numbers), 19700101), numbers % 1000)
    with duckdb.connect() as connection:
        connection.register("employers", table.append_column("legal", legal))
        return connection.execute(
            "SELECT employer AS AAB001, name AS AAB004, credit_code AS AAB030, '01' AS AAB006, '10' AS AAB019, "
            "'173' AS AAB020, '9' AS AAB021, '03' AS AAB022, '2' AS AAB033, DATE '1996-01-10' AS AAB050, "
            "'1' AS AAB051, district AS AAB301, '430070' AS AAE007, '合成' AS AAE045, legal AS AAE046, "
            "DATE '1995-12-20' AS AAE047, injury_class AS AAA149 FROM employers ORDER BY AAB001"
        ).to_arrow_table()
