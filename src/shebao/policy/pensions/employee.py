"""An employee's pension determined and explained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from shebao.fields.dates import Month
from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import INDEX_SCALE, scaled, unscaled
from shebao.policy.errors import CaseError, MissingParameter, PolicyError, blamed_on, problem
from shebao.policy.explanation import ROUND_TO_FEN, Explanation, Operand, Step, law_operand, operand, step
from shebao.policy.lookup import lookup
from shebao.policy.parameters import Law, Value
from shebao.policy.pensions.case import EmployeeCase
from shebao.policy.pensions.counting import Counting, counting
from shebao.policy.pensions.formulas import ACCRUAL_SCALE, EmployeePension, employee_pension
from shebao.policy.pensions.payout import Payout, payout_months, shown_months, stated_payout
from shebao.policy.places import Placed, placed
from shebao.policy.retirement.choice import retirement_remarks

DEFAULT_PLACE = "hubei"
TODAY_RULES = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Determination:
    """A determined pension: its parts in fen, the operands used, and how it came about."""

    parts: EmployeePension
    base: int
    months: Decimal
    provisional: bool
    explanation: Explanation


def calculation_base(case: EmployeeCase) -> int:
    """The calculation base of a case in fen, its own or that of its place. Raises CaseError where there is none."""
    with blamed_on(case.identifier):
        on = case.retire.first_day if case.retire else TODAY_RULES
        return _base(case, placed(case.place, DEFAULT_PLACE, "参保地"), on)[0].quantity_fen


def determine(case: EmployeeCase) -> Determination:
    """The pension of a case. Raises CaseError where a parameter for its place or date is missing."""
    with blamed_on(case.identifier):
        return _determine(case)


def amounts(case: EmployeeCase) -> tuple[EmployeePension, Decimal]:
    """The parts and the payout months of a case as `determine` finds them, without saying how. Raises CaseError."""
    with blamed_on(case.identifier):
        found = _reckon(case)
    return found.parts, Decimal(shown_months(found.payout.tenths))


def _determine(case: EmployeeCase) -> Determination:
    found = _reckon(case)
    case, rules, base = found.case, found.place.law, found.base
    steps = (
        *case.steps,
        *base.steps,
        found.payout.step,
        *_steps(found),
    )
    explanation = Explanation(
        title="企业职工基本养老金计算说明",
        subject=case.identifier,
        area=rules.area.name,
        entitlement=case.retire.first_day if case.retire else None,
        determination=case.determination.first_day if case.determination else None,
        given=_given(case, base),
        steps=steps,
        results=("basic", "personal", "transition", "total"),
        remarks=(
            *case.remarks,
            *filter(None, [found.place.remark]),
            *found.remarks,
            *retirement_remarks(rules, case.sex, case.group, case.birth, case.retire, case.total_years or 0),
        ),
    )
    months = Decimal(shown_months(found.payout.tenths))
    return Determination(found.parts, base.quantity_fen, months, found.provisional, explanation)


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """The amounts of a case with everything that they come from; `case` with what was found for it."""

    case: EmployeeCase
    place: Placed
    base: _Base
    provisional: bool
    payout: Payout
    accrual: Value
    rate: _Rate
    count: Counting
    parts: EmployeePension
    remarks: tuple[str, ...]


def _reckon(case: EmployeeCase) -> _Reckoned:
    place = placed(case.place, DEFAULT_PLACE, "参保地")
    rules = place.law
    on = case.retire.first_day if case.retire else TODAY_RULES
    base, provisional, remarks = _base(case, place, on)
    case, deemed_remarks = _deemed(case, rules, on)
    payout, payout_remarks = _payout(case, rules, on)
    accrual, rate = rules.at("pension.accrual_rate", on), _transition_rate(case, place, on)
    count = counting(case, rules, on)
    parts = employee_pension(
        base=base.quantity_fen,
        index=case.index or 0,
        years=count.total,
        deemed_years=count.deemed,
        account=case.account or 0,
        payout_months=payout.tenths,
        accrual=accrual.scaled(ACCRUAL_SCALE),
        transition_rate=rate.scaled,
        years_scale=count.scale,
    )
    told = (*remarks, *deemed_remarks, *payout_remarks)
    return _Reckoned(case, place, base, provisional, payout, accrual, rate, count, parts, told)


@dataclass(frozen=True, slots=True)
class _Base:
    quantity_fen: int
    operand: Operand
    steps: tuple[Step, ...]


def _base(case: EmployeeCase, place: Placed, on: date) -> tuple[_Base, bool, list[str]]:
    rules = place.law
    if case.base is not None:
        return _Base(case.base, operand("计发基数", case.base, "yuan"), ()), False, []
    known = _end_of(case.determination or Month(on.year, on.month))
    try:
        value = rules.at("pension.calculation_base", on, known)
    except MissingParameter as error:
        where = f"没有“{place.unknown}”的参数，按全国规定计算，而计发基数由地方公布" if place.unknown else str(error)
        message = f"缺少，也查不到：{where}。请按核定表写明计发基数，或写明参保的市州"
        raise CaseError([problem(case.identifier, "计发基数", message)]) from None
    provisional = value.start.year < on.year
    remarks = []
    if value.start.year < on.year - 1:
        remarks.append(
            f"{on.year}年计发基数尚无，按最近的{value.start.year}年基数 {value.integer // 100} 元测算，"
            "实际以退休时公布的基数为准。"
        )
    elif provisional:
        remarks.append(
            f"核定时{on.year}年计发基数未公布，按{value.start.year}年基数 {value.integer // 100} 元预发，公布后重算补差。"
        )
    elif value.published is None and known.year == value.start.year:
        remarks.append(f"{value.start.year}年计发基数的公布日期不详；核定时如未公布，应按上年度基数预发。")
    found = step(
        "base",
        "计发基数",
        value.integer,
        "yuan",
        f"{rules.area.name}退休当年基数；核定时未公布的按上年度基数",
        laws=[value],
        note=value.note,
    )
    return _Base(value.integer, law_operand(value, "计发基数"), (found,)), provisional, remarks


def _deemed(case: EmployeeCase, rules: Law, on: date) -> tuple[EmployeeCase, list[str]]:
    if case.deemed_years is not None:
        return case, []
    if case.work is None:
        return replace(case, deemed_years=0), ["未给出视同缴费年限和参加工作时间，视同缴费年限按 0 计算。"]
    law_start = lookup(rules, "pension.account_start", on)
    start = case.account_start or (law_start.month if law_start else None)
    if start is None:
        message = f"缺少；{rules.area.name}没有统一的建立个人账户时间，请写明视同缴费年限，或写明建立个人账户时间"
        raise CaseError([problem(case.identifier, "视同缴费年限", message)])
    months = max(start.since(case.work), 0)
    deemed = min((months * YEARS_SCALE * 2 + 12) // 24, case.total_years or 0)
    remarks = []
    if deemed:
        remarks.append(
            f"未给出视同缴费年限，按参加工作{case.work}至建立个人账户{start}之前共 {months} 个月推算为 "
            f"{unscaled(deemed, YEARS_SCALE)} 年，应以档案审核为准。"
        )
    return replace(case, deemed_years=deemed), remarks


@dataclass(frozen=True, slots=True)
class _Rate:
    """The rate of the transitional pension in 1/1000: of the law, of the case, or none where nothing is deemed."""

    scaled: int
    words: str
    operands: tuple[Operand, ...]
    laws: tuple[Value, ...]


def _transition_rate(case: EmployeeCase, place: Placed, on: date) -> _Rate:
    rules = place.law
    if case.transition_rate is not None:
        share = operand("计发系数（按所填）", case.transition_rate, "ratio")
        return _Rate(scaled(case.transition_rate, ACCRUAL_SCALE), share.quantity.text, (share,), ())
    value = lookup(rules, "pension.transition_rate", on)
    if value is not None:
        found = law_operand(value, "计发系数")
        return _Rate(value.scaled(ACCRUAL_SCALE), found.quantity.text, (found,), (value,))
    if case.deemed_years:
        where = f"没有“{place.unknown}”的参数" if place.unknown else f"{rules.area.name}在 {on} 没有收录"
        message = f"缺少；有视同缴费年限的，过渡性养老金的系数由省规定，{where}，请写明（如 1.2%）"
        raise CaseError([problem(case.identifier, "过渡性养老金计发系数", message)])
    return _Rate(0, "", (), ())


def _payout(case: EmployeeCase, rules: Law, on: date) -> tuple[Payout, list[str]]:
    age = case.retire.since(case.birth) if case.birth and case.retire else case.age
    if case.months is None:
        if age is None:
            raise PolicyError("没有计发月数，也没有退休年龄")
        return payout_months(rules, age, on), []
    try:
        computed = payout_months(rules, age, on) if age is not None else None
    except PolicyError:
        computed = None
    if computed is None or computed.tenths == case.months:
        return computed or stated_payout(case.months), []
    remark = (
        f"核定表计发月数 {shown_months(case.months)} 与按退休年龄查得的 {shown_months(computed.tenths)} 不同，"
        "按核定表计算，请核对。"
    )
    return stated_payout(case.months), [remark]


def _steps(found: _Reckoned) -> tuple[Step, ...]:
    index = operand("平均缴费工资指数", unscaled(found.case.index or 0, INDEX_SCALE), "index")
    return (
        _indexed_wage(found, index),
        _basic(found),
        _personal(found),
        _transition(found, index),
        _total(found.parts),
    )


def _indexed_wage(found: _Reckoned, index: Operand) -> Step:
    retire = found.case.retire
    rounding = lookup(found.place.law, "pension.wage_rounding", retire.first_day if retire else TODAY_RULES)
    return step(
        "indexed_wage",
        "指数化月平均缴费工资",
        found.parts.indexed_wage,
        "yuan",
        "计发基数×平均缴费工资指数",
        [found.base.operand, index],
        rounding=ROUND_TO_FEN,
        laws=[rounding] if rounding else [],
        basis="国发〔2005〕38号第六部分",
    )


def _basic(found: _Reckoned) -> Step:
    count = found.count
    wage = operand("指数化月平均缴费工资", found.parts.indexed_wage, "yuan")
    years = count.operand("缴费年限", count.total)
    return step(
        "basic",
        "基础养老金",
        found.parts.basic,
        "yuan",
        f"（计发基数＋指数化月平均缴费工资）÷2×{count.words}×1%",
        [found.base.operand, wage, years, law_operand(found.accrual, "每满1年")],
        rounding=ROUND_TO_FEN,
        laws=[found.accrual, *count.laws],
    )


def _personal(found: _Reckoned) -> Step:
    account = operand("个人账户储存额", found.case.account or 0, "yuan")
    return step(
        "personal",
        "个人账户养老金",
        found.parts.personal,
        "yuan",
        "个人账户储存额÷计发月数",
        [account, Operand("计发月数", found.payout.step.quantity)],
        rounding=ROUND_TO_FEN,
        basis="国发〔2005〕38号第六部分",
    )


def _transition(found: _Reckoned, index: Operand) -> Step:
    count, rate = found.count, found.rate
    deemed = count.operand("视同缴费年限", count.deemed)
    formula = f"计发基数×平均缴费工资指数×{count.deemed_words}×{rate.words}"
    return step(
        "transition",
        "过渡性养老金",
        found.parts.transition,
        "yuan",
        formula if rate.words else "没有视同缴费年限，不计发",
        [found.base.operand, index, deemed, *rate.operands] if rate.words else [deemed],
        rounding=ROUND_TO_FEN if rate.words else "",
        laws=rate.laws,
        basis="" if rate.laws else "国发〔2005〕38号第六部分（过渡性养老金由省规定）",
    )


def _total(parts: EmployeePension) -> Step:
    return step(
        "total",
        "基本养老金合计（每月）",
        parts.total,
        "yuan",
        "基础养老金＋个人账户养老金＋过渡性养老金",
        [
            operand("基础养老金", parts.basic, "yuan"),
            operand("个人账户养老金", parts.personal, "yuan"),
            operand("过渡性养老金", parts.transition, "yuan"),
        ],
        basis="社会保险法第十五条",
    )


def _given(case: EmployeeCase, base: _Base) -> tuple[Operand, ...]:
    sexes = {"male": "男", "female": "女"}
    facts = (
        ("性别", sexes.get(case.sex or ""), "text"),
        ("出生年月", case.birth, "month"),
        ("参加工作时间", case.work, "month"),
        ("退休时间", case.retire, "month"),
        ("计发基数", base.quantity_fen, "yuan"),
        ("平均缴费工资指数", unscaled(case.index or 0, INDEX_SCALE), "index"),
        ("累计缴费年限", unscaled(case.total_years or 0, YEARS_SCALE), "years"),
        ("视同缴费年限", unscaled(case.deemed_years or 0, YEARS_SCALE), "years"),
        ("个人账户储存额", case.account, "yuan"),
    )
    return tuple(operand(label, value, unit) for label, value, unit in facts if value is not None)


def _end_of(month: Month) -> date:
    return date.fromordinal(month.plus(1).first_day.toordinal() - 1)
