"""The late fee (滞纳金) recomputed beside what the tax authority fixed. Tax decides; a difference is a question to ask."""

from __future__ import annotations

from datetime import date, timedelta

from shebao.operations.collection.amounts import Amounts
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.contributions.formulas import late_fee
from shebao.policy.contributions.late_fees import periods
from shebao.policy.parameters import Law

_ONE_DAY = timedelta(days=1)


def arrears_fee(law: Law, left: Amounts, due_on: date, until: date, deferred_until: date | None) -> int:
    """What is due in fen on what is left of a month: a deferral spares the unit's share only."""
    if deferred_until is None:
        return late_fee_of(law, left.total, due_on, until)
    return late_fee_of(law, left.unit, due_on, until, deferred_until) + late_fee_of(law, left.person, due_on, until)


def late_fee_of(law: Law, arrears: int, due_on: date, until: date, deferred_until: date | None = None) -> int:
    """What is due in fen on arrears of fen from the day after the last day of payment to a day included; none while a deferral
    (缓缴) runs (社会保险法第八十六条). Raises MissingParameter."""
    start = max(due_on, deferred_until or due_on) + _ONE_DAY
    return sum(
        late_fee(arrears=arrears, days=(last - first).days + 1, daily_rate=rate.scaled(RATE_SCALE))
        for rate, first, last in periods(law, start, until)
    )
