"""The assessment of a unit (单位缴费核定): every employee on the unit's injury class and size, and the unit's totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.fields.field import Field, normalise
from shebao.fields.problem import Problem
from shebao.policy.casefile import RawCase
from shebao.policy.computed import Computed, conclude, sum_step, yuan
from shebao.policy.contributions.assessment import MonthAssessed, assess
from shebao.policy.contributions.case import FIELDS, SPELL, Enrolment, read_enrolment
from shebao.policy.contributions.lines import Share
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Step, operand, step
from shebao.policy.insured import PAYER_LABELS, Payer
from shebao.policy.parameters import Law, Value
from shebao.policy.record import Record

NAMES = ("姓名", "name", "编号", "id", "个人编号")
STAFF = (Field("name", "姓名", NAMES[1:]), *SPELL)
UNIT_FIELDS = (*FIELDS, Field("staff", "职工名单", ("employees", "职工", "人员", "persons", "名单")))
MOST_STAFF = 2_000
_DUTY = "社会保险法第六十条"


@dataclass(frozen=True, slots=True)
class Member:
    """An employee with the months assessed."""

    name: str
    enrolment: Enrolment
    months: tuple[MonthAssessed, ...]

    def owed(self, payer: str) -> int:
        """What a payer owes for the member in fen."""
        return sum(month.paid_by(payer) for month in self.months)


def explain_unit(record: Record, law: Law) -> Computed:
    """The unit's contributions by line and payer, with a row for each employee. Raises CaseError with all problems."""
    written = record.raw("staff")
    if not isinstance(written, list) or not written or not all(isinstance(row, dict) for row in written):
        record.note("staff", "应是职工的列表，每项是“字段: 值”的映射")
    elif len(written) > MOST_STAFF:
        record.note("staff", f"{len(written)} 人过多，最多 {MOST_STAFF} 人；更多请用 shebao batch assess")
    record.check()
    members: list[Member] = []
    problems: list[Problem] = []
    for number, row in enumerate(written, 1):
        try:
            members.append(_member(record, row, number, law))
        except CaseError as error:
            problems.extend(error.problems)
    if problems:
        raise CaseError(problems)
    return _computed(record, law, members)


def _member(record: Record, row: Mapping[str, object], number: int, law: Law) -> Member:
    fields = {normalise(key): value for key, value in row.items() if value is not None}
    name = next((str(fields[key]) for key in NAMES if isinstance(fields.get(key), str)), f"第{number}人")
    raw = RawCase(f"{record.identifier}：{name}", fields, {normalise(key): key for key in row})
    part = Record(raw, FIELDS)
    part.inherit(record)
    enrolment = read_enrolment(part)
    return Member(name, enrolment, assess(enrolment, law))


def _computed(record: Record, law: Law, members: Sequence[Member]) -> Computed:
    shares = {share.name: share for member in members for share in member.enrolment.shares}
    lines = [_line(share, members) for share in shares.values()]
    sums = [
        sum_step(
            payer, f"{PAYER_LABELS[payer]}应缴合计", [item for item in lines if shares[item.name].payer == payer], _DUTY
        )
        for payer in (Payer.EMPLOYER, Payer.EMPLOYEE)
    ]
    total = sum_step("total", "应缴总额", sums, _DUTY)
    steps = (*lines, *sums, total)
    months = sorted({month.month for member in members for month in member.months})
    return conclude(
        record.identifier,
        law,
        "单位社会保险缴费核定",
        steps,
        tuple(item.name for item in steps),
        given=(operand("费款所属期", f"{months[0]}至{months[-1]}", "text"), operand("职工", len(members), "人")),
        remarks=("个人应缴部分由用人单位代扣代缴。", f"每人每月每个险种的单位、个人部分分别{ROUND_TO_FEN}。"),
        rows=tuple(_row(member) for member in members),
    )


def _line(share: Share, members: Sequence[Member]) -> Step:
    found = [
        (month.base.amount, part)
        for member in members
        for month in member.months
        for part in month.parts
        if part.share == share
    ]
    laws: dict[object, Value] = {(law.name, law.area, law.start): law for _, part in found for law in part.laws}
    return step(
        share.name,
        share.label,
        sum(part.amount for _, part in found),
        "yuan",
        f"每人每月{found[0][1].formula}，相加",
        [
            operand("缴费人月", len(found), "count"),
            operand("缴费基数合计", sum(base for base, _ in found), "yuan"),
            *dict.fromkeys(shown for _, part in found for shown in part.operands[1:]),
        ],
        rounding=f"每人每月{ROUND_TO_FEN}",
        laws=list(laws.values()),
        basis=_DUTY,
    )


def _row(member: Member) -> Mapping[str, str | int | Decimal]:
    employer, employee = member.owed(Payer.EMPLOYER), member.owed(Payer.EMPLOYEE)
    return {
        "person": member.name,
        "months": len(member.months),
        "base": yuan(sum(month.base.amount for month in member.months)),
        "employer": yuan(employer),
        "employee": yuan(employee),
        "total": yuan(employer + employee),
    }
