"""The late fee (滞纳金) recomputed beside what the tax authority fixed. Tax decides; a difference is a question to ask."""

from __future__ import annotations

from datetime import date, timedelta

from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.contributions.formulas import late_fee
from shebao.policy.contributions.late_fees import periods
from shebao.policy.parameters import Law

_ONE_DAY = timedelta(days=1)


def late_fee_of(law: Law, arrears: int, due_on: date, until: date, deferred_until: date | None = None) -> int:
    """What is due in fen on arrears of fen from the day after the last day of payment to a day included; none while a deferral
    (缓缴) runs (社会保险法第八十六条). Raises MissingParameter."""
    start = max(due_on, deferred_until or due_on) + _ONE_DAY
    return sum(
        late_fee(arrears=arrears, days=(last - first).days + 1, daily_rate=rate.scaled(RATE_SCALE))
        for rate, first, last in periods(law, start, until)
    )
