"""Who pays what to which insurance line (险种), by the category of the insured."""

from __future__ import annotations

from dataclasses import dataclass

PENSION, UNEMPLOYMENT, INJURY, ANNUITY = "pension", "unemployment", "injury", "annuity"
EMPLOYER, EMPLOYEE = "employer", "employee"
STAFF, FLEXIBLE, INSTITUTION, AGENCY = "staff", "flexible", "institution", "agency"
PUBLIC = (INSTITUTION, AGENCY)

LINE_LABELS = {PENSION: "基本养老保险", UNEMPLOYMENT: "失业保险", INJURY: "工伤保险", ANNUITY: "职业年金"}
PAYER_LABELS = {EMPLOYER: "单位", EMPLOYEE: "个人"}
CATEGORY_LABELS = {STAFF: "企业职工", FLEXIBLE: "灵活就业人员", INSTITUTION: "事业单位工作人员", AGENCY: "机关工作人员"}
LINE_BASES = {
    PENSION: "社会保险法第十二条",
    UNEMPLOYMENT: "社会保险法第四十四条",
    INJURY: "社会保险法第三十五条",
    ANNUITY: "国办发〔2015〕18号",
}
RELIEVED = (PENSION, UNEMPLOYMENT, INJURY)


@dataclass(frozen=True, slots=True)
class Share:
    """One payer's part of one line and the parameter with its rate; injury has a rate by industry instead."""

    line: str
    payer: str
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
    STAFF: (
        Share(PENSION, EMPLOYER, "contribution.pension_employer"),
        Share(PENSION, EMPLOYEE, "contribution.pension_employee"),
    ),
    FLEXIBLE: (Share(PENSION, EMPLOYEE, "contribution.pension_flexible"),),
    **dict.fromkeys(
        PUBLIC,
        (
            Share(PENSION, EMPLOYER, "contribution.institution_employer"),
            Share(PENSION, EMPLOYEE, "contribution.institution_employee"),
        ),
    ),
}
_OTHER = {
    UNEMPLOYMENT: (
        Share(UNEMPLOYMENT, EMPLOYER, "contribution.unemployment_employer"),
        Share(UNEMPLOYMENT, EMPLOYEE, "contribution.unemployment_employee"),
    ),
    INJURY: (Share(INJURY, EMPLOYER, "contribution.injury_class_rate"),),
    ANNUITY: (
        Share(ANNUITY, EMPLOYER, "contribution.annuity_employer"),
        Share(ANNUITY, EMPLOYEE, "contribution.annuity_employee"),
    ),
}
LINES = {
    STAFF: (PENSION, UNEMPLOYMENT, INJURY),
    FLEXIBLE: (PENSION,),
    INSTITUTION: (PENSION, ANNUITY, UNEMPLOYMENT, INJURY),
    AGENCY: (PENSION, ANNUITY, INJURY),
}
"""The lines of each category; agencies (机关) are outside unemployment insurance (失业保险条例第二条)."""


def shares(category: str, line: str) -> tuple[Share, ...]:
    """The parts of a line that are paid for a person of the category."""
    return _PENSION[category] if line == PENSION else _OTHER[line]
