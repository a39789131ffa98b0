"""One case of any pension line: computed, with the row that machines read and the explanation that people read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from shebao.fields.field import Field
from shebao.policy.casefile import RawCase
from shebao.policy.explanation import Explanation
from shebao.policy.insured import SCHEME_SPELLINGS, Scheme
from shebao.policy.pensions.case import read_assessed, read_employee_case
from shebao.policy.pensions.employee import determine
from shebao.policy.pensions.ledger_case import PaymentLedgerResult, ledger_result
from shebao.policy.pensions.public_institution import determine_public
from shebao.policy.pensions.resident import determine_resident
from shebao.policy.record import Record

LINE = Field("line", "险种", ("insurance", "保险类型", "险种类型", "AAE140"))
PART_NAMES = {
    "basic": "基础养老金",
    "personal": "个人账户养老金",
    "transition": "过渡性养老金",
    "total": "合计",
}


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed case: amounts in yuan by key, and how they came about."""

    identifier: str
    row: dict[str, Any]
    explanation: Explanation


def compute(raw: RawCase) -> Computed:
    """The pension of a case by its line (employee unless it says otherwise). Raises CaseError."""
    record = Record(raw, (LINE,))
    scheme = Scheme(record.choice("line", SCHEME_SPELLINGS) or Scheme.EMPLOYEE)
    record.check()
    computed = _BY_SCHEME[scheme](raw)
    return _compared(raw, computed)


def _employee(raw: RawCase) -> Computed:
    case = read_employee_case(raw)
    found = determine(case)
    ledger = ledger_result(raw, case, found.parts.total)
    row = {
        **_amounts(
            basic=found.parts.basic,
            personal=found.parts.personal,
            transition=found.parts.transition,
            total=found.parts.total,
        ),
        "months": found.months,
        **_amounts(base=found.base, indexed_wage=found.parts.indexed_wage),
        "provisional": found.provisional,
        **_ledger_row(ledger),
    }
    explanation = found.explanation
    if ledger is not None:
        names = ("standard", "arrears") if ledger.arrears else ("standard",)
        steps, results = (*explanation.steps, *ledger.steps), (*explanation.results, *names)
        remarks = (*explanation.remarks, *ledger.remarks)
        explanation = replace(explanation, steps=steps, results=results, remarks=remarks)
    return Computed(raw.identifier, {"id": raw.identifier, "line": Scheme.EMPLOYEE, **row}, explanation)


def _ledger_row(ledger: PaymentLedgerResult | None) -> dict[str, Decimal]:
    if ledger is None:
        return {}
    return _amounts(standard=ledger.standard, **({"arrears": ledger.arrears.due} if ledger.arrears else {}))


def _resident(raw: RawCase) -> Computed:
    found = determine_resident(raw)
    amounts = _amounts(basic=found.base, bonus=found.bonus, personal=found.personal, total=found.total)
    row = {"id": raw.identifier, "line": Scheme.RESIDENT, **amounts, "months": found.payout_months}
    return Computed(raw.identifier, row, found.explanation)


def _public(raw: RawCase) -> Computed:
    found = determine_public(raw)
    amounts = _amounts(
        basic=found.basic,
        personal=found.personal,
        transition=found.transition,
        annuity=found.annuity,
        total=found.total,
    )
    row = {"id": raw.identifier, "line": Scheme.PUBLIC, **amounts, "months": found.months}
    return Computed(raw.identifier, row, found.explanation)


_BY_SCHEME: MappingProxyType[Scheme, Callable[[RawCase], Computed]] = MappingProxyType(
    {Scheme.EMPLOYEE: _employee, Scheme.RESIDENT: _resident, Scheme.PUBLIC: _public}
)


def _amounts(**fen: int) -> dict[str, Decimal]:
    return {key: Decimal(amount).scaleb(-2) for key, amount in fen.items()}


def _compared(raw: RawCase, computed: Computed) -> Computed:
    if computed.row["line"] != Scheme.EMPLOYEE:
        return computed
    assessed = {("total" if key == "total_pension" else key): fen for key, fen in read_assessed(raw).items()}
    stated = {key: Decimal(fen).scaleb(-2) for key, fen in assessed.items()}
    if not stated:
        return computed
    differences = {key: computed.row[key] - amount for key, amount in stated.items() if computed.row[key] != amount}
    remarks = [
        f"核定表{PART_NAMES[key]} {stated[key]:,} 元，计算为 {computed.row[key]:,} 元，相差 {difference:+,} 元，请核对。"
        for key, difference in differences.items()
    ]
    if not differences:
        remarks = ["与核定表所列金额一致。"]
    explanation = replace(computed.explanation, remarks=(*computed.explanation.remarks, *remarks))
    row = {**computed.row, "assessed": stated, "differences": differences}
    return Computed(computed.identifier, row, explanation)
