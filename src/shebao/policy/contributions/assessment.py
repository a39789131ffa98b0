"""The monthly assessment (缴费核定): each month's base, each payer's part of each line, and the totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shebao.fields.dates import Month
from shebao.fields.problem import Problem
from shebao.policy.arithmetic import RATE_SCALE, scaled
from shebao.policy.contributions.bases import Base, base_of
from shebao.policy.contributions.case import Enrolment
from shebao.policy.contributions.formulas import contribution, injury_rate, relieved
from shebao.policy.contributions.lines import PUBLIC, RELIEVED, Share
from shebao.policy.errors import CaseError, problem
from shebao.policy.explanation import Operand, law_operand, operand
from shebao.policy.insured import Line, Payer
from shebao.policy.lookup import lookup
from shebao.policy.parameters import Law, Value


@dataclass(frozen=True, slots=True)
class Part:
    """One payer's contribution to one line for one month: its rate in millionths, relief in %, how it came about."""

    share: Share
    amount: int
    rate: int
    relief: int
    formula: str
    operands: tuple[Operand, ...]
    laws: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class MonthAssessed:
    """One month: its base and its parts."""

    month: Month
    base: Base
    parts: tuple[Part, ...]

    def paid_by(self, payer: str) -> int:
        """What one payer owes for the month in fen."""
        return sum(part.amount for part in self.parts if part.share.payer == payer)


@dataclass(frozen=True, slots=True)
class _Rate:
    millionths: int
    operands: tuple[Operand, ...]
    laws: tuple[Value, ...]
    words: str


def assess(enrolment: Enrolment, law: Law) -> tuple[MonthAssessed, ...]:
    """Every month of the case in order. Raises CaseError where a standard is missing or a base is out of bounds."""
    problems: list[Problem] = []
    months: list[MonthAssessed] = []
    for spell in enrolment.spells:
        for month in spell.months:
            found = base_of(enrolment, spell, month, law)
            parts = _parts(enrolment, found, month, law) if isinstance(found, Base) else (found,)
            wrong = [part for part in parts if isinstance(part, Problem)]
            if wrong:
                problems.extend(wrong)
            elif isinstance(found, Base):
                months.append(MonthAssessed(month, found, tuple(part for part in parts if isinstance(part, Part))))
        if problems:
            raise CaseError(problems[:5])
    return tuple(months)


def _parts(enrolment: Enrolment, base: Base, month: Month, law: Law) -> tuple[Part | Problem, ...]:
    return tuple(_part(enrolment, share, base.amount, month, law) for share in enrolment.shares)


def _part(enrolment: Enrolment, share: Share, base: int, month: Month, law: Law) -> Part | Problem:
    rate = _rate(enrolment, share, month, law)
    if isinstance(rate, Problem):
        return rate
    relief = _relief(enrolment, share, month, law)
    if isinstance(relief, Problem):
        return relief
    amount = contribution(base, rate.millionths)
    operands = (operand("缴费基数", base, "yuan"), *rate.operands)
    words = f"缴费基数×{rate.words}"
    if relief is None:
        return Part(share, amount, rate.millionths, 0, words, operands, rate.laws)
    percent = int(relief.decimal)
    return Part(
        share,
        relieved(amount, percent),
        rate.millionths,
        percent,
        f"{words}，减免 {percent}%",
        (*operands, law_operand(relief, "减免比例")),
        (*rate.laws, relief),
    )


def _rate(enrolment: Enrolment, share: Share, month: Month, law: Law) -> _Rate | Problem:
    given = enrolment.rates.get(share.name)
    if given is not None:
        return _Rate(scaled(given, RATE_SCALE), (operand("比例（按所填）", given, "ratio"),), (), "比例")
    if share.line == Line.INJURY:
        return _injury_rate(enrolment, month, law)
    value = lookup(law, share.parameter, month.first_day)
    if value is None:
        return problem(
            enrolment.person,
            f"{share.label}比例",
            f"{law.area.name}没有 {month} 的{share.label}比例，请写明“{share.label}比例”",
        )
    return _Rate(value.scaled(RATE_SCALE), (law_operand(value, "比例"),), (value,), "比例")


def _injury_rate(enrolment: Enrolment, month: Month, law: Law) -> _Rate | Problem:
    rates = lookup(law, "contribution.injury_class_rate", month.first_day)
    if rates is None:
        return problem(
            enrolment.person,
            "工伤风险类别",
            f"{month} 没有八类行业基准费率（2015年10月起施行），请写明“工伤保险单位缴费比例”",
        )
    number = enrolment.injury_class or _class_of_industry(enrolment, month, law)
    if isinstance(number, Problem):
        return number
    floating = _floating(enrolment, number, month, law)
    reduction = _reduction(enrolment, month, law)
    for found in (floating, reduction):
        if isinstance(found, Problem):
            return found
    benchmark = rates.cell(number)
    laws = [rates, *(used for used in (floating, reduction) if isinstance(used, Value))]
    if enrolment.injury_class is None:
        laws.append(law.at("contribution.injury_industry_class", month.first_day))
    rate = injury_rate(
        benchmark=benchmark.scaled(RATE_SCALE),
        floating_percent=enrolment.floating,
        reduction_percent=enrolment.reduction,
    )
    operands = [law_operand(benchmark, f"{number}类行业基准费率"), operand("浮动档次", enrolment.floating, "percent")]
    words = "基准费率×浮动档次"
    if enrolment.reduction:
        operands.append(operand("阶段性下调", enrolment.reduction, "percent"))
        words += "×（1－阶段性下调幅度）"
    return _Rate(rate, tuple(operands), tuple(laws), words)


def _class_of_industry(enrolment: Enrolment, month: Month, law: Law) -> str | Problem:
    table = law.at("contribution.injury_industry_class", month.first_day).table
    industry = enrolment.industry or ""
    if industry in table:
        return str(table[industry])
    near = _named_like(industry, tuple(table))
    hint = f"，是否指 {'、'.join(near[:4])}" if near else "；请写国民经济行业的大类，如 零售业、餐饮业"
    return problem(
        enrolment.person, "行业", f"“{industry[:30]}”不在行业风险分类中{hint}；也可直接写工伤风险类别 1 至 8"
    )


def _named_like(industry: str, names: Sequence[str]) -> list[str]:
    """The industries of the classification that somebody may mean, 业 or not: 软件业 is in 软件和信息技术服务业."""
    written = industry.removesuffix("行业").removesuffix("业")
    sought = written if len(written) > 1 else industry
    return [name for name in names if sought and (sought in name or name in industry)]


def _floating(enrolment: Enrolment, number: str, month: Month, law: Law) -> Value | Problem:
    name = "contribution.injury_floating_first_class" if number == "1" else "contribution.injury_floating"
    steps = law.at(name, month.first_day)
    allowed = [str(step) for step in steps.table.values()]
    if str(enrolment.floating) in allowed:
        return steps
    return problem(
        enrolment.person,
        "工伤浮动费率档次",
        f"{number}类行业的浮动档次只有 {'%、'.join(allowed)}%，写的是 {enrolment.floating}%（{steps.basis}）",
    )


def _reduction(enrolment: Enrolment, month: Month, law: Law) -> Value | Problem | None:
    if not enrolment.reduction:
        return None
    steps = lookup(law, "contribution.injury_reduction", month.first_day)
    if steps is None:
        return problem(
            enrolment.person, "工伤费率下调幅度", f"{month} 没有阶段性下调政策（现有依据为2018年5月至2025年12月）"
        )
    allowed = [str(step) for step in steps.table.values()]
    if str(enrolment.reduction) in allowed:
        return steps
    return problem(
        enrolment.person,
        "工伤费率下调幅度",
        f"只有 {'%、'.join(allowed)}% 两档，写的是 {enrolment.reduction}%（{steps.basis}）",
    )


def _relief(enrolment: Enrolment, share: Share, month: Month, law: Law) -> Value | Problem | None:
    if share.payer != Payer.EMPLOYER or share.line not in RELIEVED or enrolment.category in PUBLIC:
        return None
    by_size = {size: lookup(law, f"contribution.relief_{size}", month.first_day) for size in ("large", "small")}
    if enrolment.size is not None:
        return by_size[enrolment.size]
    large, small = by_size["large"], by_size["small"]
    if (large.decimal if large else 0) == (small.decimal if small else 0):
        return small
    return problem(enrolment.person, "单位规模", f"{month} 单位缴费的减免因单位规模而异，请写明大型或中小微")
