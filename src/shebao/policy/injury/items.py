"""The items of a work-injury result: each a step with its payer, paid once or monthly, and the totals by payer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.policy.computed import fen_of, sum_step, yuan
from shebao.policy.explanation import Step

ONCE, MONTHLY = "once", "monthly"
FREQUENCIES = {ONCE: "一次性", MONTHLY: "每月"}
FUND, EMPLOYER = "工伤保险基金", "用人单位"
_PAYERS = {FUND: ("fund", "社会保险法第三十八条"), EMPLOYER: ("employer", "社会保险法第三十九条、第四十一条")}


@dataclass(frozen=True, slots=True)
class Item:
    """A benefit: its step, who pays it, and whether once or monthly."""

    step: Step
    payer: str
    frequency: str


def totals(items: Sequence[Item]) -> Iterator[Step]:
    """What each payer pays once and monthly, where it pays anything."""
    for frequency, words in FREQUENCIES.items():
        for payer, (name, basis) in _PAYERS.items():
            terms = [item.step for item in items if (item.payer, item.frequency) == (payer, frequency)]
            if terms:
                yield sum_step(f"{name}_{frequency}", f"{payer}{words}支付合计", terms, basis)


def rows(items: Sequence[Item]) -> tuple[Mapping[str, str | Decimal], ...]:
    """The items as rows."""
    return tuple(
        {
            "item": item.step.name,
            "label": item.step.label,
            "payer": item.payer,
            "frequency": item.frequency,
            "amount": yuan(fen_of(item.step)),
        }
        for item in items
    )
