"""The assessment of a case as an explanation and a row for each month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from shebao.policy.arithmetic import INDEX_SCALE, RATE_SCALE, unscaled
from shebao.policy.computed import Computed, conclude, sum_step, yuan
from shebao.policy.contributions.assessment import MonthAssessed, Part, assess
from shebao.policy.contributions.bases import average_wage
from shebao.policy.contributions.case import Enrolment
from shebao.policy.contributions.formulas import contribution
from shebao.policy.contributions.lines import LINE_BASES
from shebao.policy.explanation import ROUND_TO_FEN, Operand, Step, law_operand, operand, step
from shebao.policy.insured import INSURED_LABELS, PAYER_LABELS, Line, Payer
from shebao.policy.parameters import Law, Value
from shebao.policy.pensions.formulas import year_index
from shebao.policy.runs import Run, runs

_BASE, _DUTY = "社会保险法第十二条", "社会保险法第六十条"


def explain_assessment(enrolment: Enrolment, law: Law) -> Computed:
    """The assessment explained: steps by run of like months, then totals by line and payer. Raises CaseError."""
    months = assess(enrolment, law)
    steps = [*_bases(months), *_shares(enrolment, months)]
    if any(share.line == Line.PENSION for share in enrolment.shares):
        steps += [_account(months, law), *_indexes(enrolment, months, law)]
    steps += _totals(enrolment, steps)
    return conclude(
        enrolment.person,
        law,
        "社会保险缴费核定",
        tuple(steps),
        tuple(item.name for item in steps if not item.name.startswith("base_")),
        given=tuple(_given(enrolment)),
        remarks=("每个险种的单位、个人部分逐月四舍五入到分，合计是各部分之和。",),
        rows=tuple(_row(month) for month in months),
    )


def _given(enrolment: Enrolment) -> Iterator[Operand]:
    yield operand("参保身份", INSURED_LABELS[enrolment.category], "text")
    for spell in enrolment.spells:
        label = f"{spell.first} 至 {spell.last}"
        if spell.level is not None:
            yield operand(f"{label} 缴费档次", spell.level, "percent")
        elif spell.base is not None:
            yield operand(f"{label} 申报基数", spell.base, "yuan")
        else:
            yield operand(f"{label} 月工资", spell.wage or 0, "yuan")
    if enrolment.industry:
        yield operand("行业", enrolment.industry, "text")


def _bases(months: Sequence[MonthAssessed]) -> Iterator[Step]:
    for number, run in enumerate(runs((month.month, month.base) for month in months), 1):
        base = run.shared
        label = f"{run.text}缴费基数"
        yield step(
            f"base_{number}", label, base.amount, "yuan", base.formula, base.operands, laws=base.laws, basis=_BASE
        )


def _shares(enrolment: Enrolment, months: Sequence[MonthAssessed]) -> Iterator[Step]:
    for share in enrolment.shares:
        found = [(month.month, part) for month in months for part in month.parts if part.share == share]
        spans = tuple(runs(found))
        yield step(
            share.name,
            share.label,
            sum(run.shared.amount * run.months for run in spans),
            "yuan",
            f"（{spans[-1].shared.formula}）×月数" + ("，各段相加" if len(spans) > 1 else ""),
            [item for run in spans for item in _span_operands(run)],
            rounding=f"每月{ROUND_TO_FEN}",
            basis=LINE_BASES[share.line],
            laws=_once(law for run in spans for law in run.shared.laws),
        )


def _span_operands(run: Run[Part]) -> tuple[Operand, ...]:
    return (*run.shared.operands, operand(f"{run.text}每月", run.shared.amount, "yuan"))


def _once(laws: Iterable[Value]) -> list[Value]:
    return list({(law.name, law.area, law.start): law for law in laws}.values())


def _account(months: Sequence[MonthAssessed], law: Law) -> Step:
    laws = [law.at("pension.account_credit_rate", month.month.first_day) for month in months]
    credits = (
        contribution(month.base.amount, rate.scaled(RATE_SCALE)) for month, rate in zip(months, laws, strict=True)
    )
    return step(
        "account_credit",
        "记入个人账户（不含利息）",
        sum(credits),
        "yuan",
        "每月缴费基数×记入比例之和",
        [operand("缴费月数", len(months), "months"), law_operand(laws[-1])],
        rounding=f"每月{ROUND_TO_FEN}",
        laws=_once(laws),
    )


def _indexes(enrolment: Enrolment, months: Sequence[MonthAssessed], law: Law) -> Iterator[Step]:
    """The contribution index of each year whose average wage is known."""
    for year, group in groupby(months, key=lambda month: month.month.year):
        paid = list(group)
        average = average_wage(enrolment, paid[0].month, law)
        if average is None or average.amount == 0:
            continue
        bases = sum(month.base.amount for month in paid)
        yield step(
            f"index_{year}",
            f"{year}年缴费工资指数",
            unscaled(year_index(wages=bases, average_wage=average.amount, months=len(paid)), INDEX_SCALE),
            "index",
            "当年缴费基数之和÷（上年月平均工资×月数）",
            [operand("缴费基数之和", bases, "yuan"), average.operand, operand("月数", len(paid), "months")],
            rounding="四舍五入到四位小数",
            laws=average.laws,
            basis="鄂劳社文〔2006〕169号",
            confidence="known",
            note="以缴费基数月标准为上年月平均工资，核定时以退休地市州的上年度平均工资为准",
        )


def _totals(enrolment: Enrolment, steps: Sequence[Step]) -> Iterator[Step]:
    payers = {share.name: share.payer for share in enrolment.shares}
    sums = [
        sum_step(
            payer,
            f"{PAYER_LABELS[payer]}应缴合计",
            [item for item in steps if payers.get(item.name) == payer],
            _DUTY,
        )
        for payer in (Payer.EMPLOYER, Payer.EMPLOYEE)
    ]
    yield from sums
    yield sum_step("total", "应缴总额", sums, _DUTY)


def _row(month: MonthAssessed) -> Mapping[str, str | Decimal]:
    return {
        "month": month.month.iso,
        "base": yuan(month.base.amount),
        **{part.share.name: yuan(part.amount) for part in month.parts},
        "employer": yuan(month.paid_by(Payer.EMPLOYER)),
        "employee": yuan(month.paid_by(Payer.EMPLOYEE)),
    }
