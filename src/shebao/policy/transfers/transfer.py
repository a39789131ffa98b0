"""What moves with a person between places, and where the pension is drawn (国办发〔2009〕66号)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shebao.fields.dates import Month, month_of
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.computed import Computed, conclude, sum_step
from shebao.policy.contributions.formulas import contribution
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Operand, Step, law_operand, operand, step
from shebao.policy.fields import children, gather
from shebao.policy.parameters import Law
from shebao.policy.record import Field, Record

YEAR = (
    Field("year", "年度", ("年",)),
    Field("wages", "缴费工资总额", ("年缴费工资", "缴费工资", "年缴费基数合计")),
)
FUNDS_FIELDS = (
    Field("years", "各年度缴费工资", ("wages", "年度明细", "缴费工资明细")),
    Field("account", "个人账户储存额", ("account_balance", "个人账户", "账户余额")),
    Field("on", "转移日期", ("date", "申请日期", "转移时间")),
)
STAY = (
    Field("place", "参保地", ("area", "地区")),
    Field("from", "起始月", ("start", "自", "开始")),
    Field("to", "截止月", ("end", "至", "结束")),
)
PLACE_FIELDS = (
    Field("stays", "参保经历", ("spells", "缴费时段", "history", "时段")),
    Field("household", "户籍地", ("hukou", "户籍所在地")),
    Field("on", "达到领取条件日期", ("date", "退休日期", "达到条件时间")),
)
_FIRST_YEAR = 1980


@dataclass(frozen=True, slots=True)
class Stay:
    """Months insured at one place."""

    place: str
    first: Month
    last: Month

    @property
    def months(self) -> int:
        """How many."""
        return self.last.since(self.first) + 1


def explain_funds(record: Record, law: Law) -> Computed:
    """The funds that move: the account and 12 % of the wages contributed on since 1998. Raises CaseError."""
    parts = children(record, "years", "年度", YEAR)
    on, account = record.day("on", required=True), record.money("account", required=True)
    years = [_year(part) for part in parts]
    gather(record, parts)
    known = [item for item in years if item is not None]
    if len({year for year, _ in known}) < len(known):
        record.note("years", "同一年度写了两次，请合并")
    if on is not None and any(year > on.year for year, _ in known):
        record.note("years", f"有晚于转移日期 {on} 的年度")
    if not parts and not record.problems:
        record.note("years", "缺少，请补上各年度的缴费工资")
    record.check()
    if on is None or account is None:
        raise CaseError(record.problems)
    return _funds(record, law, on, account, known)


def _year(part: Record) -> tuple[int, int] | None:
    year = part.integer("year", _FIRST_YEAR, 2100, required=True, strip="年")
    wages = part.money("wages", required=True)
    return None if year is None or wages is None else (year, wages)


def _funds(record: Record, law: Law, on: date, account: int, years: Sequence[tuple[int, int]]) -> Computed:
    ratio, since = law.at("transfer.pooled_ratio", on), law.at("transfer.pooled_from", on)
    counted = [(year, wages) for year, wages in sorted(years) if year >= since.month.year]
    total = sum(wages for _, wages in counted)
    steps: list[Step] = [
        step("account", "个人账户储存额", account, "yuan", "全部转移", basis=ratio.basis),
        step(
            "wages",
            f"{since.month.year}年起各年度缴费工资总和",
            total,
            "yuan",
            "各年度实际缴费工资之和",
            [operand(f"{year}年", wages, "yuan") for year, wages in counted],
            laws=[since],
        ),
        step(
            "pooled",
            "转移统筹基金",
            contribution(total, ratio.scaled(RATE_SCALE)),
            "yuan",
            "缴费工资总和×比例",
            [operand("缴费工资总和", total, "yuan"), law_operand(ratio, "比例")],
            rounding=ROUND_TO_FEN,
            laws=[ratio],
        ),
    ]
    steps.append(sum_step("total", "转移资金合计", [steps[0], steps[-1]], ratio.basis))
    remark = "工伤保险在新就业地参加，不转移；失业保险关系随同转移（社会保险经办条例第十四、十五条）。"
    given = (operand("转移日期", on, "date"),)
    return _result(record, law, "养老保险关系转移资金", given, steps, ("account", "pooled", "total"), remark)


def explain_place(record: Record, law: Law) -> Computed:
    """Where the pension is drawn, by months of contribution at each place. Raises CaseError."""
    parts = children(record, "stays", "参保经历", STAY)
    stays = [_stay(part) for part in parts]
    gather(record, parts)
    household, on = record.text("household", required=True), record.day("on", required=True)
    known = sorted((stay for stay in stays if stay is not None), key=lambda stay: stay.first)
    for earlier, later in pairwise(known):
        if later.first <= earlier.last:
            record.note("stays", f"{later.place} {later.first} 起的经历与 {earlier.place} 的重叠")
    if not parts and not record.problems:
        record.note("stays", "缺少，请补上各地的参保经历")
    if on is not None and known and known[-1].last > month_of(on):
        record.note("stays", f"截止月 {known[-1].last} 晚于达到领取条件日期 {on}")
    record.check()
    if household is None or on is None:
        raise CaseError(record.problems)
    limit = law.at("transfer.place_months", on)
    place, why = place_of_benefit(known, household, limit.integer)
    months = _months_by_place(known)
    found = step(
        "place",
        "待遇领取地",
        place,
        "text",
        why,
        [*(operand(name, count, "span") for name, count in months.items()), operand("户籍地", household, "text")],
        laws=[limit],
    )
    return _result(record, law, "待遇领取地确定", (operand("达到领取条件日期", on, "date"),), [found], ("place",))


def place_of_benefit(stays: Sequence[Stay], household: str, least: int) -> tuple[str, str]:
    """The place where the pension is drawn and the rule that says so; stays are in order of time."""
    months = _months_by_place(stays)
    current = stays[-1].place
    if current == household:
        return household, "关系在户籍所在地的，在户籍地领取"
    if months[current] >= least:
        return current, "关系不在户籍地、在当地缴费满10年的，在当地领取"
    for stay in reversed(stays):
        if months[stay.place] >= least:
            return stay.place, "当地缴费不满10年的，转回上一个缴费满10年的参保地领取"
    return household, "各地缴费都不满10年的，归集到户籍地领取"


def _months_by_place(stays: Sequence[Stay]) -> dict[str, int]:
    months: dict[str, int] = {}
    for stay in stays:
        months[stay.place] = months.get(stay.place, 0) + stay.months
    return months


def _stay(part: Record) -> Stay | None:
    place = part.text("place", required=True)
    first, last = part.month("from", required=True), part.month("to", required=True)
    if place is None or first is None or last is None:
        return None
    if last < first:
        part.note("to", f"{last} 早于起始月 {first}")
        return None
    return Stay(place, first, last)


def _result(
    record: Record,
    law: Law,
    title: str,
    given: tuple[Operand, ...],
    steps: Sequence[Step],
    results: tuple[str, ...],
    *remarks: str,
) -> Computed:
    return conclude(
        record.identifier,
        law,
        title,
        tuple(steps),
        results,
        given=given,
        remarks=remarks,
    )
