"""The kinds of contribution cases."""

from __future__ import annotations

from shebao.policy.casework import Kind
from shebao.policy.computed import Computed
from shebao.policy.contributions.case import FIELDS, read_enrolment
from shebao.policy.contributions.explain import explain_assessment
from shebao.policy.contributions.late_fees import FIELDS as LATE_FEE_FIELDS
from shebao.policy.contributions.late_fees import explain_late_fees
from shebao.policy.contributions.refunds import (
    CORRECTION_FIELDS,
    DUPLICATE_FIELDS,
    UNREPORTED_FIELDS,
    explain_correction,
    explain_duplicate,
    explain_unreported,
)
from shebao.policy.contributions.unit import UNIT_FIELDS, explain_unit
from shebao.policy.parameters import Law
from shebao.policy.record import Record


def _assessment(record: Record, law: Law) -> Computed:
    return explain_assessment(read_enrolment(record), law)


CONTRIBUTION_KINDS = (
    Kind("assessment", ("缴费核定", "核定", "月度核定"), FIELDS, _assessment),
    Kind("unit", ("单位核定", "单位缴费核定", "单位"), UNIT_FIELDS, explain_unit),
    Kind("late_fee", ("滞纳金", "欠费"), LATE_FEE_FIELDS, explain_late_fees),
    Kind("correction", ("基数更正", "补差", "更正"), CORRECTION_FIELDS, explain_correction),
    Kind("duplicate", ("重复缴费退费", "重复缴费", "退费", "refund"), DUPLICATE_FIELDS, explain_duplicate),
    Kind("unreported", ("未申报核定", "未申报"), UNREPORTED_FIELDS, explain_unreported),
)
