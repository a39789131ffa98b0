"""Late fees (滞纳金) by period of the law, with deferrals (缓缴) that stop them until the day of repayment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shebao.fields.dates import Month, month_of
from shebao.fields.field import Field
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.computed import Computed, conclude, fen_of, sum_step
from shebao.policy.contributions.formulas import late_fee
from shebao.policy.explanation import ROUND_TO_FEN, Step, law_operand, operand, step
from shebao.policy.fields import children, gather, yes
from shebao.policy.insured import LINE_LABELS, LINE_SPELLINGS, Line
from shebao.policy.lookup import lookup
from shebao.policy.parameters import Law, Value
from shebao.policy.record import Record

DEBT = (
    Field("amount", "欠缴金额", ("arrears", "欠费", "欠费金额", "应缴未缴")),
    Field("due", "应缴日", ("due_date", "缴费截止日", "应缴日期", "到期日")),
    Field("paid", "缴清日", ("paid_on", "paid_date", "缴纳日期", "补缴日期", "实缴日期")),
    Field("month", "费款所属期", ("period", "所属月", "缴费月份")),
    Field("line", "险种", ("insurance",)),
    Field("deferred", "经批准缓缴", ("deferral", "缓缴")),
)
FIELDS = (*DEBT, Field("debts", "欠缴明细", ("arrears_list", "明细", "欠费明细")))
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Debt:
    """An amount in fen that was due on a day and paid on another; `month` and `line` where it was deferred."""

    amount: int
    due: date
    paid: date
    month: Month
    line: Line | None
    deferred: bool


def explain_late_fees(record: Record, law: Law) -> Computed:
    """The late fees of a case explained. Raises CaseError."""
    listed = record.has("debts")
    parts = children(record, "debts", "欠缴明细", DEBT) if listed else (record,)
    debts = [_debt(part) for part in parts]
    if listed:
        gather(record, parts)
        if not parts:
            record.note("debts", "没有任何欠缴")
    record.check()
    steps: list[Step] = []
    for number, debt in enumerate((debt for debt in debts if debt is not None), 1):
        steps += _steps(debt, number, law, record)
    record.check()
    owed = sum(debt.amount for debt in debts if debt is not None)
    fees = [item for item in steps if item.name.startswith("fee_")]
    steps.append(sum_step("late_fee", "滞纳金合计", fees, "社会保险法第八十六条", "各笔、各段滞纳金之和"))
    total = owed + fen_of(steps[-1])
    terms = [operand("欠缴金额", owed, "yuan"), operand("滞纳金", fen_of(steps[-1]), "yuan")]
    steps.append(
        step("total", "欠缴与滞纳金合计", total, "yuan", "欠缴金额＋滞纳金", terms, basis="社会保险法第八十六条")
    )
    remarks = (
        "滞纳金自应缴日的次日算到缴清日当日。",
        "逾期仍不缴纳的，另可处欠缴数额一倍以上三倍以下罚款（社会保险法第八十六条）。",
    )
    return conclude(
        record.identifier,
        law,
        "社会保险费滞纳金",
        tuple(steps),
        ("late_fee", "total"),
        remarks=remarks,
    )


def _debt(part: Record) -> Debt | None:
    amount = part.money("amount", required=True)
    due, paid = part.day("due", required=True), part.day("paid", required=True)
    month, deferred = part.month("month"), yes(part, "deferred")
    line = _line(part)
    if deferred and line is None and not part.problems:
        part.note("line", "缓缴期限因险种而异，请写明险种")
    if amount is None or due is None or paid is None:
        return None
    if month is not None and month.first_day > due:
        part.note("due", f"{due} 早于费款所属期 {month}")
    return Debt(amount, due, paid, month or month_of(due), line, deferred)


def _line(part: Record) -> Line | None:
    written = part.choice("line", LINE_SPELLINGS)
    return None if written is None else Line(written)


def _steps(debt: Debt, number: int, law: Law, record: Record) -> Iterator[Step]:
    start = debt.due + _ONE_DAY
    if debt.deferred and debt.line is not None:
        deferral = lookup(law, f"contribution.deferral_{debt.line}", debt.month.first_day)
        if deferral is None:
            record.note("deferred", f"{LINE_LABELS[debt.line]} {debt.month} 的费款不在阶段性缓缴范围内（2022年4月起）")
            return
        start = max(start, deferral.day + _ONE_DAY)
        yield step(
            f"deferred_{number}",
            f"第{number}笔缓缴至",
            deferral.day,
            "date",
            f"{LINE_LABELS[debt.line]} {debt.month} 的单位缴费经批准缓缴，期限内免收滞纳金",
            laws=[deferral],
        )
    for place, (rate, first, last) in enumerate(periods(law, start, debt.paid), 1):
        days = (last - first).days + 1
        yield step(
            f"fee_{number}_{place}",
            f"第{number}笔滞纳金（{first} 至 {last}）",
            late_fee(arrears=debt.amount, days=days, daily_rate=rate.scaled(RATE_SCALE)),
            "yuan",
            "欠缴金额×天数×日比例",
            [operand("欠缴金额", debt.amount, "yuan"), operand("天数", days, "days"), law_operand(rate, "日比例")],
            rounding=ROUND_TO_FEN,
            laws=[rate],
        )


def periods(law: Law, start: date, paid: date) -> Iterator[tuple[Value, date, date]]:
    """The days from the first to the day of payment, both included, cut where the daily rate changes. Raises MissingParameter."""
    first = start
    while first <= paid:
        rate = law.at("contribution.late_fee_daily", first)
        last = min(paid, rate.end or paid)
        yield rate, first, last
        first = last + _ONE_DAY
