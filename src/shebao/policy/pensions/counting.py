"""How a place counts contribution years in the formulas: to two decimals of a year, or in whole months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import half_up, unscaled
from shebao.policy.explanation import Operand, operand
from shebao.policy.parameters import Law, Value
from shebao.policy.pensions.case import EmployeeCase

HUNDREDTHS, MONTHS = "hundredths", "months"
MONTHS_SCALE = 12


@dataclass(frozen=True, slots=True)
class Counting:
    """Total and deemed contribution years in 1/scale of a year, and the rule that says so."""

    scale: int
    total: int
    deemed: int
    laws: tuple[Value, ...]

    @property
    def words(self) -> str:
        """The factor of the basic pension in a formula."""
        return "缴费月数÷12" if self.scale == MONTHS_SCALE else "缴费年限"

    @property
    def deemed_words(self) -> str:
        """The factor of the transitional pension in a formula."""
        return f"视同{self.words}"

    def operand(self, label: str, years: int) -> Operand:
        """Years in 1/scale as an operand: a span of months, or years with two decimals."""
        if self.scale == MONTHS_SCALE:
            return operand(label, years, "span")
        return operand(label, unscaled(years, YEARS_SCALE), "years")


def counting(case: EmployeeCase, rules: Law, on: date) -> Counting:
    """The years of a case as its place counts them; the case may state the way. Raises MissingParameter.

    Where months count, years that the case itself writes as a decimal stay as written, for such a sheet has rounded.
    Years to two decimals stand for one number of months: a hundredth of a year is an eighth of a month.
    """
    total, deemed = case.total_years or 0, case.deemed_years or 0
    value = None if case.counting else rules.at("pension.years_counting", on)
    laws = () if value is None else (value,)
    rounded = case.counting == HUNDREDTHS if value is None else value.text == HUNDREDTHS or case.decimal_years
    if rounded:
        return Counting(YEARS_SCALE, total, deemed, () if value and value.text == MONTHS else laws)
    return Counting(MONTHS_SCALE, months_of(total), months_of(deemed), laws)


def months_of(years: int) -> int:
    """Whole months of years in 1/100."""
    return int(half_up(years * MONTHS_SCALE, YEARS_SCALE))
