"""A contribution history: spells checked, the average index and the personal account worked out of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from shebao.fields.dates import Month
from shebao.fields.field import Field
from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import INDEX_SCALE, RATE_SCALE, between, half_up, scaled, unscaled
from shebao.policy.explanation import Step, operand, step
from shebao.policy.fields import children, gather, yes
from shebao.policy.parameters import Law, Value
from shebao.policy.pensions.formulas import account_interest, credit_interest, year_index
from shebao.policy.record import Record

FIELDS = (
    Field("year", "年度", ("年份", "年")),
    Field("from", "起始年月", ("起", "自", "start", "开始")),
    Field("to", "截止年月", ("止", "至", "end", "截止")),
    Field("base", "月缴费基数", ("缴费基数", "月缴费工资", "缴费工资", "wage")),
    Field("average", "月社会平均工资", ("社平工资", "月社平", "average_wage", "社平")),
    Field("transferred", "转入年限", ("transfer", "转移接续")),
)
OPENING = (
    Field("year", "年度", ("年末", "年份")),
    Field("balance", "储存额", ("余额", "account", "amount")),
)


@dataclass(frozen=True, slots=True)
class Spell:
    """Months of one year in which contributions were paid on one base; amounts in fen a month."""

    start: Month
    end: Month
    base: int
    average: int | None
    transferred: bool

    @property
    def months(self) -> int:
        """How many months, both ends counted."""
        return self.end.since(self.start) + 1


def read_history(record: Record, key: str, birth: Month | None, last: Month | None) -> tuple[Spell, ...]:
    """The spells of a case in order; overlaps and months before birth or after `last` are noted as problems."""
    rows = children(record, key, "缴费记录", FIELDS)
    spells = [spell for spell in (_spell(row) for row in rows) if spell is not None]
    gather(record, rows)
    spells.sort(key=lambda spell: spell.start)
    for before, after in pairwise(spells):
        if after.start <= before.end:
            record.note(
                key, f"{before.start}至{before.end}与{after.start}至{after.end}重叠，同一月只能缴费一次，请核对"
            )
    for spell in spells:
        if birth and spell.start < birth:
            record.note(key, f"{spell.start}的缴费早于出生年月{birth}，请核对")
        if last and spell.end > last:
            record.note(key, f"{spell.end}的缴费晚于退休或死亡时间{last}，请核对")
    return tuple(spells)


def read_opening(record: Record, key: str) -> tuple[int, int] | None:
    """The balance in fen at the end of a year from which crediting goes on."""
    rows = children(record, key, "个人账户起点", OPENING)
    found = [(row.integer("year", 1990, 2100, required=True), row.money("balance", required=True)) for row in rows]
    gather(record, rows)
    if not found or found[0][0] is None or found[0][1] is None:
        return None
    return found[0][0], found[0][1]


def contribution_months(spells: Iterable[Spell]) -> int:
    """Months paid."""
    return sum(spell.months for spell in spells)


def years_step(spells: Sequence[Spell], deemed: int) -> Step:
    """Total contribution years (in years to two decimals) from months paid and deemed years in 1/100."""
    months = contribution_months(spells)
    paid = half_up(months * YEARS_SCALE, 12)
    return step(
        "total_years",
        "累计缴费年限",
        unscaled(paid + deemed, YEARS_SCALE),
        "years",
        "实际缴费月数÷12＋视同缴费年限",
        [operand("实际缴费", months, "span"), operand("视同缴费年限", unscaled(deemed, YEARS_SCALE), "years")],
        rounding="年限四舍五入保留两位小数",
        basis="社会保险法第十五条",
    )


def average_index(law: Law, spells: Sequence[Spell], deemed: int, on: Month) -> Step | None:
    """The average contribution index, deemed years (1/100) counted with their index; None where an average is missing.

    Each year's index is kept within floor and ceiling unless it was transferred in.
    """
    if not spells or any(not spell.average for spell in spells):
        return None
    floor, ceiling = law.at("pension.index_floor", on.first_day), law.at("pension.index_ceiling", on.first_day)
    deemed_index = law.at("pension.deemed_index", on.first_day)
    low, high = floor.scaled(INDEX_SCALE), ceiling.scaled(INDEX_SCALE)
    weighted, months, shown = 0, 0, []
    for spell in spells:
        index = year_index(wages=spell.base * spell.months, average_wage=cast(int, spell.average), months=spell.months)
        index = index if spell.transferred else between(index, low, high)
        weighted += index * spell.months
        months += spell.months
        shown.append(operand(f"{spell.start.year}年{spell.months}个月", unscaled(index, INDEX_SCALE), "index"))
    deemed_months = half_up(deemed * 12, YEARS_SCALE)
    if deemed_months:
        weighted += deemed_index.scaled(INDEX_SCALE) * deemed_months
        shown.append(
            operand(f"视同缴费{deemed_months}个月", unscaled(deemed_index.scaled(INDEX_SCALE), INDEX_SCALE), "index")
        )
    value = half_up(weighted, months + deemed_months)
    return step(
        "index",
        "平均缴费工资指数",
        unscaled(value, INDEX_SCALE),
        "index",
        "各年指数（月缴费基数÷月社会平均工资，限上下限内）按月数加权平均",
        shown,
        rounding="各年与平均均四舍五入保留四位小数",
        laws=[floor, ceiling, deemed_index] if deemed_months else [floor, ceiling],
    )


def account_step(law: Law, spells: Sequence[Spell], opening: tuple[int, int] | None, retire: Month) -> Step:
    """The personal account at retirement: yearly crediting up to the year before retirement, then principal only.

    Raises MissingParameter where the history starts before the crediting rate is known.
    """
    first_year = min((spell.start.year for spell in spells), default=retire.year)
    year, balance = opening or (first_year - 1, 0)
    laws: list[Value] = []
    shown = [operand(f"{year}年末", balance, "yuan")] if opening else []
    for current in range(year + 1, retire.year + 1):
        credits, products, rates = _credits(law, spells, current)
        laws += rates
        if current < retire.year:
            rate = law.at("pension.account_interest", Month(current, 12).first_day)
            parts = rate.scaled(RATE_SCALE)
            balance += account_interest(balance, parts) + credit_interest(products, parts)
            laws.append(rate)
        balance += credits
        shown.append(operand(f"{current}年{'末' if current < retire.year else '退休时'}", balance, "yuan"))
    return step(
        "account",
        "个人账户储存额",
        balance,
        "yuan",
        "上年末储存额×（1＋记账利率）＋本年记账额＋月积数×记账利率÷12；退休当年只计本金",
        shown,
        rounding="每年利息四舍五入到分",
        laws=laws,
        basis="劳办发〔1997〕116号（月积数法）",
        confidence="known",
        note="退休当年利率未公布，当年利息未计；以经办机构记账为准",
    )


def _credits(law: Law, spells: Sequence[Spell], year: int) -> tuple[int, int, list[Value]]:
    credits = products = 0
    rates: list[Value] = []
    for spell in spells:
        if spell.start.year != year:
            continue
        rate = law.at("pension.account_credit_rate", spell.start.first_day)
        monthly = half_up(spell.base * scaled(rate.decimal, RATE_SCALE), RATE_SCALE)
        credits += monthly * spell.months
        products += monthly * sum(13 - month for month in range(spell.start.month, spell.end.month + 1))
        rates.append(rate)
    return credits, products, rates[:1]


def _spell(row: Record) -> Spell | None:
    year = row.integer("year", 1950, 2150)
    start = row.month("from") or (Month(year, 1) if year else None)
    end = row.month("to") or (Month(year, 12) if year else None)
    base, average = row.money("base", required=True), row.money("average")
    if start is None or end is None:
        row.note("from", "缺少；应写起始与截止年月，全年缴费可只写年度")
        return None
    if end < start:
        row.note("to", f"{end}早于起始年月{start}")
        return None
    if end.year != start.year:
        row.note("to", f"{start}至{end}跨年，请按年分列")
        return None
    if base is None:
        return None
    if average == 0:
        row.note("average", "应大于 0")
        return None
    return Spell(start, end, base, average, yes(row, "transferred"))
