"""A computed case: its explanation and, where there are months or persons, a row for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shebao.policy.explanation import Explanation, Operand, Step, operand, step
from shebao.policy.parameters import Law


@dataclass(frozen=True, slots=True)
class Computed:
    """The result of one case. Amounts in `rows` are exact yuan."""

    identifier: str
    explanation: Explanation
    rows: tuple[Mapping[str, Any], ...] = ()

    @property
    def row(self) -> dict[str, Any]:
        """The result for machines: `id`, each result by name, and the rows."""
        results = {name: self.explanation.step(name).quantity.plain for name in self.explanation.results}
        return {"id": self.identifier, **results, **({"rows": list(self.rows)} if self.rows else {})}


def conclude(
    person: str,
    law: Law,
    title: str,
    steps: Sequence[Step],
    results: Sequence[str],
    *,
    given: Sequence[Operand] = (),
    remarks: Sequence[str] = (),
    rows: Sequence[Mapping[str, Any]] = (),
    entitlement: date | None = None,
) -> Computed:
    """The result of a case under the law of a place from its steps; `results` names those that are the result."""
    explanation = Explanation(
        title=title,
        subject=person,
        area=law.area.name,
        entitlement=entitlement,
        determination=None,
        given=tuple(given),
        steps=tuple(steps),
        results=tuple(results),
        remarks=tuple(remarks),
    )
    return Computed(person, explanation, tuple(rows))


def yuan(amount: int) -> Decimal:
    """Fen as exact yuan with two decimals."""
    return Decimal(amount).scaleb(-2)


def fen_of(found: Step) -> int:
    """The amount of a step in fen. Raises TypeError where it is none."""
    value = found.quantity.value
    if not isinstance(value, int):
        raise TypeError(f"{found.name} 不是金额")
    return value


def sum_step(name: str, label: str, terms: Sequence[Step], basis: str, formula: str = "各项之和") -> Step:
    """The sum of steps, with each as an operand; not verified as soon as one of them is not."""
    unsure = any(term.mark == "known" for term in terms)
    return step(
        name,
        label,
        sum(fen_of(term) for term in terms),
        "yuan",
        formula,
        [operand(term.label, fen_of(term), "yuan") for term in terms],
        basis=basis,
        confidence="known" if unsure else "verified",
    )


def listed(words: Sequence[str]) -> str:
    """Words in a Chinese enumeration."""
    return "、".join(words)
