"""The ledger section of a pension case: adjustments and payments since, the standard now, arrears; explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.fields.dates import Month
from shebao.fields.field import Field
from shebao.policy.adjustments.notices import adjustment, overall
from shebao.policy.adjustments.reading import FIELDS as ADJUSTMENT
from shebao.policy.adjustments.reading import read_rule
from shebao.policy.adjustments.rule import AdjustmentRule
from shebao.policy.arithmetic import RATE_SCALE, unscaled
from shebao.policy.casefile import RawCase
from shebao.policy.errors import CaseError, problem
from shebao.policy.explanation import KNOWN_MARK, ROUND_TO_FEN, Operand, Step, operand, step
from shebao.policy.fields import children, gather, yes
from shebao.policy.insured import Scheme
from shebao.policy.parameters import Law
from shebao.policy.pensions.case import EmployeeCase
from shebao.policy.pensions.ledger import MAX_MONTHS, Arrears, Change, Fixing, Payment, PaymentLedger
from shebao.policy.places import placed
from shebao.policy.record import Record

FIELDS = (
    Field("adjustments", "年度调整", ("调整", "待遇调整")),
    Field("payments", "已发放", ("paid", "发放记录", "已发")),
    Field("start", "待遇起始年月", ("起发年月", "开始发放", "AAE210")),
    Field("through", "计算至", ("至", "截至", "补发至")),
)
PAYMENT = (
    Field("from", "起始年月", ("起", "自", "month", "年月", "所属月")),
    Field("to", "截止年月", ("止", "至")),
    Field("monthly", "月发放额", ("amount", "金额", "每月")),
    Field("recovered", "已退回", ("退回", "recovery")),
)


@dataclass(frozen=True, slots=True)
class PaymentLedgerResult:
    """The standard at the end in fen, what is owed where payments are stated, and the steps."""

    standard: int
    arrears: Arrears | None
    steps: tuple[Step, ...]
    remarks: tuple[str, ...] = ()


def ledger_result(raw: RawCase, case: EmployeeCase, amount: int) -> PaymentLedgerResult | None:
    """What became of a pension determined at `amount` fen, or None where the case has no ledger.

    Raises CaseError with every problem found.
    """
    record = Record(raw, FIELDS)
    if not record.has("adjustments") and not record.has("payments"):
        return None
    if case.retire is None:
        raise CaseError([problem(raw.identifier, "退休时间", "缺少；有年度调整或发放记录时须写退休时间")])
    start = record.month("start") or case.retire.plus(1)
    through = record.month("through", required=True)
    stated = _rules(record)
    payments = _payments(record, start)
    if through and not start <= through < start.plus(MAX_MONTHS):
        record.note("through", f"{through}应不早于待遇起始{start}，且不超过 {MAX_MONTHS} 个月")
    record.check()
    if through is None:
        raise CaseError(record.problems)
    fixing = Fixing(start, case.determination or case.retire, amount, case.total_years or 0)
    rules = placed(case.place, "hubei", "参保地").law
    applied = (*stated, *_of_law(rules, stated, case.retire, through))
    ledger = PaymentLedger(case.retire, case.birth, (fixing,), applied, payments)
    arrears = ledger.arrears(start, through) if record.has("payments") else None
    steps = [
        _change(change, rules, change.cause in stated)
        for change in ledger.changes()
        if change.adjustment and change.month <= through
    ]
    steps.append(_standard(ledger, through))
    if arrears:
        steps.append(_arrears(arrears, ledger))
    remarks = tuple(_unknown(rules, applied, case.retire, through))
    return PaymentLedgerResult(ledger.standard(through), arrears, tuple(steps), remarks)


def _rules(record: Record) -> tuple[AdjustmentRule, ...]:
    rows = children(record, "adjustments", "年度调整", ADJUSTMENT)
    read = [read_rule(row) for row in rows]
    found = [rule for rule in read if rule is not None]
    gather(record, rows)
    months = [rule.effective for rule in found]
    if len(set(months)) < len(months):
        record.note("adjustments", "同一执行年月有两次调整，请合并或核对")
    return tuple(found)


def _of_law(rules: Law, stated: Sequence[AdjustmentRule], retired: Month, through: Month) -> Iterator[AdjustmentRule]:
    """What the law of the place holds for the years that the case does not state."""
    known = {rule.effective.year for rule in stated}
    for year in range(retired.year + 1, through.year + 1):
        rule = None if year in known else adjustment(rules, year, Scheme.EMPLOYEE)
        if rule is not None and rule.effective <= through:
            yield rule


def _unknown(rules: Law, applied: Sequence[AdjustmentRule], retired: Month, through: Month) -> Iterator[str]:
    """A remark for each year whose adjustment was announced, but whose amounts nobody stated."""
    known = {rule.effective.year for rule in applied}
    for year in range(retired.year + 1, through.year + 1):
        notice = None if year in known else overall(rules, year)
        if notice is not None and notice.effective <= through:
            yield (
                f"{year}年全国总体调整比例{notice.overall_percent}%（{notice.basis}）{_mark(notice.confidence)}，"
                f"{rules.area.name}的调整数额没有收录，案例也没有写，没有计入；请写入“年度调整”。"
            )


def _payments(record: Record, start: Month) -> tuple[Payment, ...]:
    rows = children(record, "payments", "发放记录", PAYMENT)
    found: list[Payment] = []
    for row in rows:
        first = row.month("from", required=True)
        last = row.month("to") or first
        amount = row.money("monthly", required=True)
        sign = -1 if yes(row, "recovered") else 1
        if first is None or last is None or amount is None:
            continue
        if last < first or last.since(first) >= MAX_MONTHS:
            row.note("to", f"{last}应不早于{first}，且不超过 {MAX_MONTHS} 个月")
        elif first < start:
            row.note("from", f"{first}早于待遇起始{start}，请核对")
        else:
            found.append(Payment(first, sign * amount, last))
    gather(record, rows)
    return tuple(found)


def _change(change: Change, rules: Law, stated: bool) -> Step:
    rule, parts = change.cause, change.adjustment
    if not isinstance(rule, AdjustmentRule) or parts is None:
        raise TypeError("不是年度调整")
    before = change.standard - parts.total
    operands = [
        operand("调整前", before, "yuan"),
        operand("定额", parts.fixed, "yuan"),
        operand("年限挂钩", parts.by_years, "yuan"),
        operand("水平挂钩比例", unscaled(rule.percent, RATE_SCALE), "ratio"),
        operand("水平挂钩", parts.by_level, "yuan"),
    ]
    if parts.tilt:
        operands.append(operand("倾斜", parts.tilt, "yuan"))
    return step(
        f"adjustment_{change.month.iso}",
        f"{change.month}起月养老金",
        change.standard,
        "yuan",
        "调整前＋定额＋每满1年×年限＋调整前养老金×比例＋倾斜",
        operands,
        rounding=f"水平挂钩部分{ROUND_TO_FEN}",
        basis=f"社会保险法第十八条；{rule.basis}",
        confidence="verified" if stated else rule.confidence,
        note=_note(rule, rules, stated),
    )


def _note(rule: AdjustmentRule, rules: Law, stated: bool) -> str:
    notice = overall(rules, rule.effective.year)
    told = ["调整标准由案例给出"] if stated else []
    if notice is not None:
        told.append(f"当年全国总体调整比例{notice.overall_percent}%（{notice.basis}）{_mark(notice.confidence)}")
    return "；".join(told)


def _mark(confidence: str) -> str:
    return KNOWN_MARK if confidence == "known" else ""


def _standard(ledger: PaymentLedger, through: Month) -> Step:
    return step(
        "standard",
        f"{through}的月养老金标准",
        ledger.standard(through),
        "yuan",
        "核定金额加历次调整",
        basis="社会保险法第十八条",
    )


def _arrears(found: Arrears, ledger: PaymentLedger) -> Step:
    owed = found.due
    operands: list[Operand] = list(_segments(ledger, found))
    operands += [operand("应发合计", found.entitled, "yuan"), operand("已发合计", found.paid, "yuan")]
    return step(
        "arrears",
        "应补发" if owed >= 0 else "多发应退",
        abs(owed),
        "yuan",
        "各月应发标准之和－各月已发（含以前更正）之和",
        operands,
        basis="核定结果重核后多退少补（湖北省养老保险待遇计算表预发说明）；社会保险经办条例第四十六条",
    )


def _segments(ledger: PaymentLedger, found: Arrears) -> Iterator[Operand]:
    changes = [change for change in ledger.changes() if change.month <= found.last]
    for number, change in enumerate(changes):
        last = changes[number + 1].month.plus(-1) if number + 1 < len(changes) else found.last
        if last >= change.month:
            months = last.since(change.month) + 1
            yield operand(f"{change.month}至{last}共{months}个月，每月", change.standard, "yuan")
