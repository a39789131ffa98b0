"""Benefits suspended for some months (暂停发放): what is not paid, and what is paid back upon resumption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from shebao.fields.dates import Month, month_of
from shebao.fields.field import Field
from shebao.policy.computed import Computed, conclude, sum_step
from shebao.policy.errors import CaseError
from shebao.policy.explanation import Step, operand, step
from shebao.policy.fields import children, gather, yes
from shebao.policy.parameters import Law
from shebao.policy.record import Record

SUSPENSION = (
    Field("reason", "原因", ("暂停原因", "停发原因")),
    Field("from", "起始月", ("start", "自", "停发起始月", "暂停起始月")),
    Field("to", "截止月", ("end", "至", "停发截止月", "暂停截止月")),
    Field("sentenced", "后被判刑", ("判刑", "被判刑")),
    Field("resumed", "已恢复资格", ("恢复", "已恢复", "重新出现")),
)
FIELDS = (
    Field("pension", "月待遇标准", ("benefit", "月养老金", "养老金", "待遇标准")),
    Field("from", "起始月", ("start", "自", "核算起始月")),
    Field("to", "截止月", ("end", "至", "核算截止月")),
    Field("death", "死亡日期", ("died", "death_date")),
    Field("suspensions", "暂停时段", ("events", "暂停", "停发时段")),
)
_REASONS = {
    **dict.fromkeys(("服刑", "服刑收监", "prison"), "prison"),
    **dict.fromkeys(("羁押", "detained"), "detained"),
    **dict.fromkeys(("未按期资格认证", "未认证", "资格认证", "certification"), "certification"),
    **dict.fromkeys(("失踪", "下落不明", "missing"), "missing"),
}
_LABELS = {"prison": "服刑", "detained": "羁押", "certification": "未按期资格认证", "missing": "失踪"}


@dataclass(frozen=True, slots=True)
class Suspension:
    """Months in which nothing is paid, why, and whether they are paid back."""

    reason: str
    first: Month
    last: Month
    repaid: bool


def explain_suspension(record: Record, law: Law) -> Computed:
    """What is paid monthly, withheld, and paid back over a stretch of months. Raises CaseError."""
    pension = record.money("pension", required=True)
    first, last = record.month("from", required=True), record.month("to", required=True)
    death = record.day("death")
    parts = children(record, "suspensions", "暂停时段", SUSPENSION)
    found = [_suspension(part) for part in parts]
    gather(record, parts)
    events = sorted((event for event in found if event is not None), key=lambda event: event.first)
    for earlier, later in pairwise(events):
        if later.first <= earlier.last:
            record.note("suspensions", f"{later.first} 起的暂停与 {earlier.first} 至 {earlier.last} 的重叠")
    if first is not None and last is not None and not 0 <= last.since(first) < 1200:
        record.note("to", f"{last} 应不早于起始月 {first}，且不超过 100 年")
    record.check()
    if pension is None or first is None or last is None:
        raise CaseError(record.problems)
    end = min(last, month_of(death)) if death is not None else last
    steps = [] if death is None else [_death(month_of(death))]
    months = max(0, end.since(first) + 1)
    withheld = {event: _overlap(event, first, end) for event in events}
    rule = law.at("suspension.rules", first.first_day) if events else None
    for number, (event, count) in enumerate(withheld.items(), 1):
        steps.append(
            step(
                f"suspended_{number}",
                f"{_LABELS[event.reason]}暂停（{event.first}至{event.last}）",
                count,
                "months",
                "补发" if event.repaid else "不补发",
                laws=[rule.cell(event.reason)] if rule else [],
                note=rule.cell(event.reason).text if rule else "",
            )
        )
    unpaid = sum(withheld.values())
    repaid = sum(count for event, count in withheld.items() if event.repaid)
    amounts = list(_amounts(pension, months - unpaid, repaid))
    steps += [*amounts, sum_step("total", "合计", amounts, "社会保险法第十六条")]
    return conclude(
        record.identifier,
        law,
        "待遇暂停与恢复核算",
        tuple(steps),
        ("paid", "repaid", "total"),
        given=(operand("月待遇标准", pension, "yuan"), operand("起止", f"{first}至{last}", "text")),
        remarks=("暂停的起止月以经办机构的停发、续发决定为准；期间待遇调整未计入。",),
    )


def _death(month: Month) -> Step:
    return step("stop", "停发", month.plus(1), "month", "自死亡次月起停发", basis="经办规程", confidence="known")


def _amounts(pension: int, months: int, repaid: int) -> Iterator[Step]:
    shown = operand("月待遇标准", pension, "yuan")
    rows = (
        ("paid", "按月发放", "发放", months, "社会保险法第十六条"),
        ("repaid", "恢复后补发", "补发", repaid, "经办规程"),
    )
    for name, label, words, count, basis in rows:
        terms = [shown, operand("月数", count, "months")]
        yield step(name, label, pension * count, "yuan", f"月待遇标准×{words}月数", terms, basis=basis)


def _overlap(event: Suspension, first: Month, last: Month) -> int:
    return max(0, min(event.last, last).since(max(event.first, first)) + 1)


def _suspension(part: Record) -> Suspension | None:
    reason = part.choice("reason", _REASONS, required=True)
    first, last = part.month("from", required=True), part.month("to", required=True)
    sentenced, resumed = yes(part, "sentenced"), yes(part, "resumed")
    if reason is None or first is None or last is None:
        return None
    if last < first:
        part.note("to", f"{last} 早于起始月 {first}")
    repaid = {"prison": False, "detained": not sentenced}.get(reason, resumed)
    return Suspension(reason, first, last, repaid)
