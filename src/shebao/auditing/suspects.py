"""Which figure of a violated relation is the wrong one, by what the report prints of the same things elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shebao.auditing.amounts import Fit, fit
from shebao.auditing.assertions import Assertions
from shebao.money import Interval
from shebao.report.provenance import Figure
from shebao.report.statements import Fact


def misprinted(
    assertions: Assertions, facts: Sequence[Fact], rate: Figure, true: Callable[..., Interval | None]
) -> Figure | None:
    """The figure of the one fact that, as printed elsewhere in the report, makes `rate` right; None where there is none.

    `true` gives the true rate in percent from the facts' intervals in yuan, in their order.
    """
    intervals = [assertions.known(fact).interval for fact in facts]
    for position, fact in enumerate(facts):
        for other in assertions.values(fact.measure, fact.aspect, fact.item) if fact.measure else ():
            if other.interval.meets(intervals[position]):
                continue
            value = true(*intervals[:position], other.interval, *intervals[position + 1 :])
            if value is not None and fit(rate, value) is Fit.EXACT:
                return fact.figure
    return None
