"""Dated parameters of the law as columns: the value that holds in each row's own month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shebao.batch.errors import BatchError
from shebao.fields.dates import Month, month_of
from shebao.policy.arithmetic import tier
from shebao.policy.errors import PolicyError
from shebao.policy.parameters import Law, Value

NONE = -1


def value_at(law: Law, name: str, month: Month, scale: int) -> int:
    """A ratio in force in a month, in 1/scale. Raises BatchError where there is none."""
    try:
        return law.at(name, month.first_day).scaled(scale)
    except PolicyError as error:
        raise BatchError(str(error)) from error


def amount_at(law: Law, name: str, month: Month) -> int:
    """An amount in force in a month, in fen. Raises BatchError where there is none."""
    try:
        return law.at(name, month.first_day).integer
    except PolicyError as error:
        raise BatchError(str(error)) from error


def by_period(law: Law, name: str, period: Any, scale: int) -> Any:
    """For a column of months written YYYYMM the ratio then in force, in 1/scale; NONE where there was none."""
    return _by_period(law, name, period, lambda value: value.scaled(scale))


def amount_by_period(law: Law, name: str, period: Any) -> Any:
    """For a column of months written YYYYMM the amount then in force, in fen; NONE where there was none."""
    return _by_period(law, name, period, lambda value: value.integer)


def _by_period(law: Law, name: str, period: Any, read: Callable[[Value], int]) -> Any:
    tiers, last = [], NONE
    for month in _changes(law, name):
        value = law.find(name, month.first_day)
        current = read(value) if value else NONE
        if current != last:
            tiers.append((month.year * 100 + month.month, current))
            last = current
    return tier(period, [(0, NONE), *tiers])


def first_period(law: Law, name: str) -> int:
    """The first month, written YYYYMM, in which a parameter has a value."""
    month = next(month for month in _changes(law, name) if law.find(name, month.first_day))
    return month.year * 100 + month.month


def _changes(law: Law, name: str) -> list[Month]:
    days = set()
    for parameter in law.series(name):
        for value in parameter.values:
            days |= {value.start} | ({value.end + timedelta(days=1)} if value.end else set())
    return sorted({month_of(day) if day.day == 1 else month_of(day).plus(1) for day in days})
