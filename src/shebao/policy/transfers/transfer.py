"""The funds that move with a person between places (国办发〔2009〕66号)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shebao.fields.field import Field
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.computed import Computed, conclude, sum_step
from shebao.policy.contributions.formulas import contribution
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Operand, Step, law_operand, operand, step
from shebao.policy.fields import children, gather, yes
from shebao.policy.parameters import Law
from shebao.policy.record import Record

YEAR = (
    Field("year", "年度", ("年",)),
    Field("wages", "缴费工资总额", ("年缴费工资", "缴费工资", "年缴费基数合计")),
)
FUNDS_FIELDS = (
    Field("years", "各年度缴费工资", ("wages", "年度明细", "缴费工资明细")),
    Field("account", "个人账户储存额", ("account_balance", "个人账户", "账户余额")),
    Field("on", "转移日期", ("date", "申请日期", "转移时间")),
    Field("temporary", "临时缴费账户", ("临时账户", "临时基本养老保险缴费账户")),
    Field("employer", "单位缴费本息", ("单位缴费", "单位缴费及利息")),
)
_FIRST_YEAR = 1980


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
    temporary = yes(record, "temporary")
    employer = record.money("employer", required=temporary)
    if not temporary and not parts and not record.problems:
        record.note("years", "缺少，请补上各年度的缴费工资")
    record.check()
    if on is None or account is None:
        raise CaseError(record.problems)
    if temporary:
        return _temporary_funds(record, law, on, account, employer or 0)
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
    return transferred(record, law, "养老保险关系转移资金", given, steps, ("account", "pooled", "total"), remark)


def _temporary_funds(record: Record, law: Law, on: date, account: int, employer: int) -> Computed:
    """All that was paid on a temporary account moves, the employer's contributions too."""
    ages = law.at("transfer.temporary_age", on)
    steps = [
        step("account", "个人账户储存额", account, "yuan", "全部转移", basis=ages.basis),
        step("employer", "单位缴费本息", employer, "yuan", "临时缴费账户的单位和个人缴费本息全部转移", laws=[ages]),
    ]
    steps.append(sum_step("total", "转移资金合计", steps, ages.basis))
    given = (operand("转移日期", on, "date"),)
    remark = "达到领取条件时，临时缴费账户的缴费本息归集到原参保地或者待遇领取地，缴费年限合并计算。"
    return transferred(record, law, "临时缴费账户转移资金", given, steps, ("account", "employer", "total"), remark)


def transferred(
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
