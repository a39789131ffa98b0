"""Who pays what to which insurance line (险种), by the category of the insured."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.policy.insured import LINE_LABELS, PAYER_LABELS, Insured, Line, Payer

PUBLIC = (Insured.INSTITUTION, Insured.AGENCY)
LINE_BASES = {
    Line.PENSION: "社会保险法第十二条",
    Line.UNEMPLOYMENT: "社会保险法第四十四条",
    Line.INJURY: "社会保险法第三十五条",
    Line.ANNUITY: "国办发〔2015〕18号",
}
RELIEVED = (Line.PENSION, Line.UNEMPLOYMENT, Line.INJURY)


@dataclass(frozen=True, slots=True)
class Share:
    """One payer's part of one line and the parameter with its rate; injury has a rate by industry instead."""

    line: Line
    payer: Payer
    parameter: str

    @property
    def name(self) -> str:
        """The step name: pension_employer."""
        return f"{self.line}_{self.payer}"

    @property
    def label(self) -> str:
        """What people call it: 基本养老保险单位缴费."""
        return f"{LINE_LABELS[self.line]}{PAYER_LABELS[self.payer]}缴费"


_PENSION = {
    Insured.EMPLOYEE: (
        Share(Line.PENSION, Payer.EMPLOYER, "contribution.pension_employer"),
        Share(Line.PENSION, Payer.EMPLOYEE, "contribution.pension_employee"),
    ),
    Insured.FLEXIBLE: (Share(Line.PENSION, Payer.EMPLOYEE, "contribution.pension_flexible"),),
    **dict.fromkeys(
        PUBLIC,
        (
            Share(Line.PENSION, Payer.EMPLOYER, "contribution.institution_employer"),
            Share(Line.PENSION, Payer.EMPLOYEE, "contribution.institution_employee"),
        ),
    ),
}
_OTHER = {
    Line.UNEMPLOYMENT: (
        Share(Line.UNEMPLOYMENT, Payer.EMPLOYER, "contribution.unemployment_employer"),
        Share(Line.UNEMPLOYMENT, Payer.EMPLOYEE, "contribution.unemployment_employee"),
    ),
    Line.INJURY: (Share(Line.INJURY, Payer.EMPLOYER, "contribution.injury_class_rate"),),
    Line.ANNUITY: (
        Share(Line.ANNUITY, Payer.EMPLOYER, "contribution.annuity_employer"),
        Share(Line.ANNUITY, Payer.EMPLOYEE, "contribution.annuity_employee"),
    ),
}
LINES: dict[Insured, tuple[Line, ...]] = {
    Insured.EMPLOYEE: (Line.PENSION, Line.UNEMPLOYMENT, Line.INJURY),
    Insured.FLEXIBLE: (Line.PENSION,),
    Insured.INSTITUTION: (Line.PENSION, Line.ANNUITY, Line.UNEMPLOYMENT, Line.INJURY),
    Insured.AGENCY: (Line.PENSION, Line.ANNUITY, Line.INJURY),
}
"""The lines of each kind that pays monthly; agencies are outside unemployment insurance (失业保险条例第二条)."""


def shares(category: Insured, line: Line) -> tuple[Share, ...]:
    """The parts of a line that are paid for a person of the category."""
    return _PENSION[category] if line == Line.PENSION else _OTHER[line]
