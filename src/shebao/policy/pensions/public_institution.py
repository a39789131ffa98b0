"""机关事业单位养老金 as far as national rules allow: current method, occupational annuity, ten-year transition.

The transitional pension's provincial coefficient was not found, so its amount (or coefficient) is part of the case; the
same goes for the former method's amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shebao.fields.field import Field
from shebao.policy.arithmetic import PAYOUT_SCALE
from shebao.policy.casefile import RawCase
from shebao.policy.errors import CaseError, blamed_on, problem
from shebao.policy.explanation import KNOWN_MARK, ROUND_TO_FEN, Explanation, Operand, Step, operand, step
from shebao.policy.pensions.case import EmployeeCase, read_employee_case
from shebao.policy.pensions.employee import Determination, determine
from shebao.policy.pensions.formulas import personal_pension, transition_blend
from shebao.policy.places import placed
from shebao.policy.record import Record

FIELDS = (
    Field("transition", "过渡性养老金", ("transitional_pension", "transition_pension")),
    Field("annuity_account", "职业年金账户储存额", ("annuity", "职业年金", "职业年金余额")),
    Field("former", "老办法待遇", ("old_method", "原办法待遇", "老办法")),
)
REFORM = date(2014, 10, 1)


@dataclass(frozen=True, slots=True)
class PublicPension:
    """A public institution pensioner's monthly amounts in fen."""

    basic: int
    personal: int
    transition: int
    annuity: int
    total: int
    months: Decimal
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class _Extra:
    transition: int | None
    annuity_account: int
    former: int | None


def determine_public(raw: RawCase) -> PublicPension:
    """A public institution pension. Raises CaseError with every problem found."""
    case = read_employee_case(raw, FIELDS)
    extra = _read(raw, case)
    with blamed_on(case.identifier):
        return _determine(case, determine(case), extra)


def _read(raw: RawCase, case: EmployeeCase) -> _Extra:
    record = Record(raw, FIELDS)
    transition, annuity, former = (record.money(field.key) for field in FIELDS)
    if case.deemed_years and transition is None and not record.problems:
        record.note("transition", "有视同缴费年限（中人）时应写明核定的过渡性养老金；省定系数未收录，不能推算")
    record.check()
    return _Extra(transition, annuity or 0, former)


def _determine(case: EmployeeCase, common: Determination, extra: _Extra) -> PublicPension:
    on = case.retire.first_day if case.retire else None
    tenths = int(common.months * PAYOUT_SCALE)
    annuity = personal_pension(extra.annuity_account, tenths)
    transition = extra.transition or 0
    remarks = _group_remarks(case)
    basic, personal = common.parts.basic, common.parts.personal
    current = basic + personal + transition + annuity
    kept = [found for found in common.explanation.steps if found.name not in ("transition", "total")]
    steps = [*kept, *_parts(common, extra, transition, annuity, current)]
    total = current
    remarks += common.explanation.remarks
    blend = _blend(case, extra, on, current) if on else None
    if blend is not None:
        steps.append(blend)
        total = blend.quantity.value if isinstance(blend.quantity.value, int) else total
    elif on and on <= _transition_end(case):
        remarks.append("退休在十年过渡期内，未给出老办法待遇，未作新老办法比较。")
    elif extra.former is not None:
        remarks.append(_left_out(case, extra.former, on))
    source = common.explanation
    explanation = Explanation(
        title="机关事业单位养老金计算说明",
        subject=source.subject,
        area=source.area,
        entitlement=source.entitlement,
        determination=source.determination,
        given=source.given,
        steps=tuple(steps),
        results=("basic", "personal", "transition", "annuity", steps[-1].name),
        remarks=tuple(remarks),
    )
    return PublicPension(basic, personal, transition, annuity, total, common.months, explanation)


def _group_remarks(case: EmployeeCase) -> list[str]:
    start = placed(case.place, "hubei", "参保地").law.at("public.reform_start", REFORM)
    if case.retire and case.retire.first_day < start.day:
        message = f"{case.retire}早于改革起始日 {start.day}（老人），按原办法计发，不用本公式（{start.basis}）"
        raise CaseError([problem(case.identifier, "退休时间", message)])
    if case.work is None:
        return []
    group = "中人" if case.work.first_day < start.day else "新人"
    return [f"{case.work}参加工作，按改革起始日 {start.day} 划分为{group}（{start.basis}）{KNOWN_MARK}。"]


def _parts(common: Determination, extra: _Extra, transition: int, annuity: int, current: int) -> list[Step]:
    months = Operand("计发月数", common.explanation.step("months").quantity)
    amounts = [
        operand("基础养老金", common.parts.basic, "yuan"),
        operand("个人账户养老金", common.parts.personal, "yuan"),
        operand("过渡性养老金", transition, "yuan"),
        operand("职业年金", annuity, "yuan"),
    ]
    return [
        step(
            "transition",
            "过渡性养老金",
            transition,
            "yuan",
            "按核定结果" if transition else "无视同缴费年限",
            basis="国发〔2015〕2号",
            confidence="known",
        ),
        step(
            "annuity",
            "职业年金（每月）",
            annuity,
            "yuan",
            "职业年金账户储存额÷计发月数",
            [operand("职业年金账户储存额", extra.annuity_account, "yuan"), months],
            rounding=ROUND_TO_FEN,
            basis="国办发〔2015〕18号",
            confidence="known",
        ),
        step(
            "current",
            "新办法待遇合计（每月）",
            current,
            "yuan",
            "基础养老金＋个人账户养老金＋过渡性养老金＋职业年金",
            amounts,
            basis="国发〔2015〕2号",
            confidence="known",
        ),
    ]


def _blend(case: EmployeeCase, extra: _Extra, on: date, current: int) -> Step | None:
    if extra.former is None or on > _transition_end(case):
        return None
    percent = placed(case.place, "hubei", "参保地").law.at("public.transition_excess_percent", on)
    amount = transition_blend(former=extra.former, current=current, percent=percent.integer)
    return step(
        "total",
        "过渡期发给待遇（每月）",
        amount,
        "yuan",
        "新办法低于老办法的按老办法；高于的，老办法＋超过部分×当年比例",
        [
            operand("老办法待遇", extra.former, "yuan"),
            operand("新办法待遇", current, "yuan"),
            operand("当年比例", Decimal(percent.integer) / 100, "ratio"),
        ],
        rounding=ROUND_TO_FEN,
        laws=[percent],
    )


def _left_out(case: EmployeeCase, former: int, on: date | None) -> str:
    """Why the former method's amount that a case states does not count."""
    amount, end = operand("", former, "yuan").quantity.text, _transition_end(case)
    if on is None:
        return f"没有写退休时间，不能确定是否在十年过渡期内，所给老办法待遇 {amount}没有计入。"
    return (
        f"退休在十年过渡期（至{end.year}年{end.month}月{end.day}日）之后，不再作新老办法比较，"
        f"所给老办法待遇 {amount}没有计入（人社部发〔2015〕28号，未经核对）。"
    )


def _transition_end(case: EmployeeCase) -> date:
    rules = placed(case.place, "hubei", "参保地").law
    return rules.at("public.transition_end", REFORM).day
