"""What an employer of a kind pays and withholds by line on a day, before whatever relief: dated parameters of the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shebao.operations.record.record import View
from shebao.policy.contributions.lines import LINES, shares
from shebao.policy.errors import MissingParameter
from shebao.policy.insured import Insured, Line
from shebao.policy.nearest import law_of
from shebao.policy.parameters import Law

_KINDS = {"agency": Insured.AGENCY, "public_institution": Insured.INSTITUTION}


@dataclass(frozen=True, slots=True)
class Rate:
    """One payer's rate of one line as it is printed in the law; '' where the law of the place has none, or the class of injury is not known."""

    label: str
    text: str
    basis: str


def rates(view: View, day: date) -> list[Rate]:
    """The rates that apply to an employer as it is known on a day; injury by its class (工伤风险类别)."""
    rules = law_of(view.value("district") or "")
    insured = _KINDS.get(view.value("kind") or "", Insured.EMPLOYEE)
    injury_class = view.value("injury_class")
    found = []
    for line in LINES[insured]:
        for share in shares(insured, line):
            cell = injury_class if line is Line.INJURY else None
            found.append(_rate(rules, share.label, share.parameter, day, cell))
    return found


def _rate(rules: Law, label: str, parameter: str, day: date, cell: str | None) -> Rate:
    try:
        value = rules.at(parameter, day)
        share = (value.cell(cell) if cell else value).decimal * 100
    except (MissingParameter, KeyError, TypeError):
        return Rate(label, "", "")
    return Rate(label, f"{share.normalize():f}%", value.basis)
