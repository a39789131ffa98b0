"""A pension over time: determinations, annual adjustments and payments as a ledger, and what is still owed.

The standard of a month is replayed from the events, never stored: the last determination in force, then every later
adjustment in order of effect. So it is the same in whatever order the events became known, and a recalculated pension
carries its adjustments with it (the percentage part on the corrected amount).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from shebao.fields.dates import Month
from shebao.policy.adjustments.rule import AdjustmentRule
from shebao.policy.pensions.formulas import Adjustment, annual_adjustment

MAX_MONTHS = 12 * 80


@dataclass(frozen=True, slots=True)
class Fixing:
    """A determination or redetermination: the monthly amount in fen from a month on, decided in a month."""

    effective: Month
    decided: Month
    amount: int
    years: int


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid for each month from `month` to `last` (that month only where None), in fen: regular payments and
    later corrections, negative where recovered."""

    month: Month
    amount: int
    last: Month | None = None

    def within(self, first: Month, last: Month) -> int:
        """What of it was paid for the months from first to last."""
        months = min(self.last or self.month, last).since(max(self.month, first)) + 1
        return self.amount * max(months, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """A month in which the standard changes, why, and the standard from then on."""

    month: Month
    standard: int
    cause: Fixing | AdjustmentRule
    adjustment: Adjustment | None = None


@dataclass(frozen=True, slots=True)
class Arrears:
    """What is owed for a run of months: entitled and paid in all, in fen; `due` is negative where too much was paid."""

    first: Month
    last: Month
    entitled: int
    paid: int

    @property
    def due(self) -> int:
        """Entitled less paid."""
        return self.entitled - self.paid


@dataclass(frozen=True, slots=True)
class PaymentLedger:
    """Everything known of one pension. Operations return a new ledger."""

    retired: Month
    birth: Month | None = None
    fixings: tuple[Fixing, ...] = ()
    rules: tuple[AdjustmentRule, ...] = ()
    payments: tuple[Payment, ...] = ()

    def fixed(self, fixing: Fixing) -> PaymentLedger:
        """With a determination or redetermination."""
        return replace(self, fixings=(*self.fixings, fixing))

    def adjusted(self, rule: AdjustmentRule) -> PaymentLedger:
        """With an annual adjustment; one for who retired earlier than this person changes nothing."""
        return replace(self, rules=(*self.rules, rule))

    def paid(self, payments: Iterable[Payment]) -> PaymentLedger:
        """With payments."""
        return replace(self, payments=(*self.payments, *payments))

    def changes(self) -> tuple[Change, ...]:
        """The standard over time. Of determinations with the same month of effect the one decided last holds."""
        events: list[Fixing | AdjustmentRule] = [*self._standing(), *self._applicable()]
        events.sort(key=lambda event: (event.effective, isinstance(event, AdjustmentRule), repr(event)))
        return tuple(self._replay(events))

    def standard(self, month: Month) -> int:
        """The monthly pension of a month in fen; 0 before it begins."""
        found = [change.standard for change in self.changes() if change.month <= month]
        return found[-1] if found else 0

    def arrears(self, first: Month, last: Month) -> Arrears:
        """What is owed for the months from first to last, all payments for these months counted.

        Raises ValueError for more than `MAX_MONTHS` months.
        """
        if last.since(first) >= MAX_MONTHS:
            raise ValueError(f"{first}至{last}超过 {MAX_MONTHS} 个月")
        changes = self.changes()
        entitled = sum(_standard(changes, first.plus(offset)) for offset in range(last.since(first) + 1))
        paid = sum(payment.within(first, last) for payment in self.payments)
        return Arrears(first, last, entitled, paid)

    def _standing(self) -> list[Fixing]:
        latest: dict[Month, Fixing] = {}
        for fixing in sorted(self.fixings, key=lambda fixing: (fixing.decided, repr(fixing))):
            superseded = [month for month in latest if month >= fixing.effective]
            for month in superseded:
                del latest[month]
            latest[fixing.effective] = fixing
        return list(latest.values())

    def _applicable(self) -> list[AdjustmentRule]:
        return [rule for rule in self.rules if self.retired <= rule.retired_by]

    def _replay(self, events: list[Any]) -> Iterator[Change]:
        amount, years = 0, 0
        for event in events:
            if isinstance(event, Fixing):
                amount, years = event.amount, event.years
                yield Change(event.effective, amount, event)
            elif amount:
                parts = annual_adjustment(
                    pension=amount,
                    whole_years=event.years(years),
                    fixed=event.fixed,
                    per_year=event.per_year,
                    percent=event.percent,
                    tilt=event.tilt_of(self.birth),
                )
                amount += parts.total
                yield Change(event.effective, amount, event, parts)


def _standard(changes: tuple[Change, ...], month: Month) -> int:
    standing = 0
    for change in changes:
        if change.month > month:
            break
        standing = change.standard
    return standing
