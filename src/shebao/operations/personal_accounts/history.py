"""Years and index of one person's history (缴费年限、缴费指数) from the months paid, by the formulas of the column job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from shebao.operations.personal_accounts.crediting import PaidMonth
from shebao.operations.personal_accounts.formulas import mean_base
from shebao.policy.pensions.formulas import year_index


@dataclass(frozen=True, slots=True)
class HistoryYear:
    """A year in which months were paid: the mean base in fen, the average wage in fen a month, the index in ten thousandths;
    None where no average was published."""

    year: int
    months: int
    base: int
    average: int | None
    index: int | None


def history(paid: Iterable[PaidMonth], averages: Mapping[int, int | None]) -> list[HistoryYear]:
    """The years of a history in order."""
    ordered = sorted(paid, key=lambda month: month.month)
    return [_year(year, list(own), averages.get(year)) for year, own in groupby(ordered, lambda each: each.month.year)]


def _year(year: int, own: list[PaidMonth], average: int | None) -> HistoryYear:
    wages, months = sum(month.base for month in own), len(own)
    index = year_index(wages=wages, average_wage=average, months=months) if average else None
    return HistoryYear(year, months, mean_base(wages=wages, months=months), average, index)
