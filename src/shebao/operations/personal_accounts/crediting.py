"""A person's account year by year from the months that were paid, by the same formulas as a city's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shebao.fields.dates import Month
from shebao.operations.personal_accounts.formulas import MONTHS, closing_balance, credit_of_base, year_interest
from shebao.operations.personal_accounts.schemes import Credited, Scheme


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """A month that was paid: its base and shares in fen."""

    month: Month
    base: int
    unit: int
    person: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What else came to an account or left it in a month, in fen: transfers, payment, corrections (signed, without interest)."""

    month: Month
    transfer_in: int = 0
    transfer_out: int = 0
    paid_out: int = 0
    adjusted: int = 0


@dataclass(frozen=True, slots=True)
class Flows:
    """What a year brought and took, with the products that bear interest."""

    credited: int = 0
    products: int = 0
    transfer_in: int = 0
    transfer_out: int = 0
    paid_out: int = 0
    left: int = 0
    adjusted: int = 0


@dataclass(frozen=True, slots=True)
class AccountYear:
    """A year of an account in fen; `rate` in millionths is None while none is published, then there is no interest yet."""

    year: int
    opening: int
    credited: int
    interest: int
    rate: int | None
    transfer_in: int
    transfer_out: int
    paid_out: int
    adjusted: int
    closing: int


def flows(
    scheme: Scheme, credit_rate: int, paid: Iterable[PaidMonth], moved: Iterable[Moved], until: int = MONTHS
) -> Flows:
    """A year's flows from the months paid for and movements within it."""
    credited = products = transfer_in = transfer_out = paid_out = left = adjusted = 0
    for month in paid:
        amount = credited_for(scheme, credit_rate, month)
        credited += amount
        products += amount * scheme.weight(month.month.month, until)
    for each in moved:
        months = max(until - each.month.month + 1, 0)
        products += each.transfer_in * scheme.weight(each.month.month, until)
        left += (each.transfer_out + each.paid_out) * months
        transfer_in, transfer_out = transfer_in + each.transfer_in, transfer_out + each.transfer_out
        paid_out, adjusted = paid_out + each.paid_out, adjusted + each.adjusted
    return Flows(credited, products, transfer_in, transfer_out, paid_out, left, adjusted)


def credited_for(scheme: Scheme, credit_rate: int, month: PaidMonth) -> int:
    """What a paid month puts on the account."""
    if scheme.credited is Credited.SHARES:
        return month.unit + month.person
    amount: int = credit_of_base(base=month.base, rate=credit_rate)
    return amount


def account_year(year: int, opening: int, own: Flows, rate: int | None, until: int = MONTHS) -> AccountYear:
    """A year closed with its rate, or without interest while there is none."""
    interest: int = (
        0
        if rate is None
        else year_interest(opening=opening, products=own.products, left=own.left, rate=rate, until=until)
    )
    closing = closing_balance(
        opening=opening, credited=own.credited, interest=interest, transfer_in=own.transfer_in,
        transfer_out=own.transfer_out, paid_out=own.paid_out, adjusted=own.adjusted,
    )  # fmt: skip
    return AccountYear(
        year,
        opening,
        own.credited,
        interest,
        rate,
        own.transfer_in,
        own.transfer_out,
        own.paid_out,
        own.adjusted,
        closing,
    )


@dataclass(frozen=True, slots=True)
class Years:
    """What an account is worked out by: the rates and credit rates of its years, and the month of retirement where there is one."""

    rates: Mapping[int, int | None]
    credits: Mapping[int, int]
    retired: Month | None = None

    def until(self, year: int) -> int:
        """Up to which month of a year there is interest: in the year of retirement its month."""
        return self.retired.month if self.retired and self.retired.year == year else MONTHS


def account(
    scheme: Scheme, by: Years, opening: tuple[int, int], paid: Sequence[PaidMonth], moved: Sequence[Moved], last: int
) -> list[AccountYear]:
    """An account from the balance (fen) at the end of a year to another year, each year on the closing of the one before."""
    year, balance = opening
    found = []
    for current in range(year + 1, last + 1):
        until = by.until(current)
        own = flows(
            scheme,
            by.credits.get(current, 0),
            (month for month in paid if month.month.year == current),
            (each for each in moved if each.month.year == current),
            until,
        )
        found.append(account_year(current, balance, own, by.rates.get(current), until))
        balance = found[-1].closing
    return found
