"""When a person may retire, explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shebao.fields.dates import Month, add_months, age_text, month_of, span_text
from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import unscaled
from shebao.policy.errors import blamed_on
from shebao.policy.explanation import Explanation, Operand, Step, law_operand, operand, step
from shebao.policy.parameters import NATIONAL, Law, Value
from shebao.policy.places import placed
from shebao.policy.retirement.case import RetirementCase
from shebao.policy.retirement.schedule import (
    DELAY_START,
    GROUP_NAMES,
    Statutory,
    Window,
    minimum_contribution_months,
    statutory,
    window,
)

_DATE_BASIS = "《国务院关于渐进式延迟法定退休年龄的办法》"


@dataclass(frozen=True, slots=True)
class Retirement:
    """A determined retirement: the statutory one, the flexible window, the least contribution months."""

    statutory: Statutory
    window: Window | None
    minimum_months: int | None
    early_day: date | None
    explanation: Explanation
    early_minimum_months: int | None = None


def determine_retirement(case: RetirementCase) -> Retirement:
    """When the person of a case may retire. Raises CaseError where a parameter is missing."""
    with blamed_on(case.identifier):
        return _determine(case)


def row(found: Retirement) -> dict[str, str | int | None]:
    """The result for machines: ages in months and in words, ISO dates."""
    plan, flexible = found.statutory, found.window
    return {
        "group": plan.group,
        "original_age_months": plan.original_age,
        "delay_months": plan.delay,
        "statutory_age_months": plan.age,
        "statutory_age": age_text(plan.age),
        "statutory_date": plan.day.isoformat(),
        "statutory_month": plan.month.iso,
        "earliest": flexible.earliest.isoformat() if flexible else None,
        "latest": flexible.latest.isoformat() if flexible else None,
        "minimum_contribution_months": found.minimum_months,
        "earliest_minimum_contribution_months": found.early_minimum_months,
        "early_date": found.early_day.isoformat() if found.early_day else None,
    }


def _determine(case: RetirementCase) -> Retirement:
    rules = placed(case.place, NATIONAL, "参保地").law
    found = statutory(rules, case.group, case.birth)
    flexible = window(rules, found)
    minimum = minimum_contribution_months(rules, found.day) if found.day >= date(1998, 1, 1) else None
    early, early_steps, early_remarks = _early(case, rules)
    steps = [*_statutory_steps(case, found)]
    if minimum is not None:
        steps.append(
            step(
                "minimum",
                "最低缴费年限",
                minimum.integer,
                "span",
                f"按法定退休年龄对应的{found.day.year}年确定",
                laws=[minimum],
            )
        )
    early_minimum = _early_minimum(rules, found, flexible)
    if flexible is not None:
        steps += _window_steps(case, found, flexible)
    if early_minimum is not None:
        steps.append(_early_minimum_step(early_minimum, flexible))
    steps += early_steps
    results = [each.name for each in steps if each.name in _RESULTS]
    explanation = Explanation(
        title="法定退休时间计算说明",
        subject=case.identifier,
        area=rules.area.name,
        entitlement=found.day,
        determination=None,
        given=_given(case),
        steps=tuple(steps),
        results=tuple(results),
        remarks=(
            *_remarks(case, rules, found, flexible, minimum.integer if minimum else None),
            *_early_remarks(case, rules, found, flexible),
            *early_remarks,
        ),
    )
    least = None if early_minimum is None else early_minimum.integer
    return Retirement(found, flexible, minimum.integer if minimum else None, early, explanation, least)


_RESULTS = ("statutory_age", "statutory_date", "minimum", "earliest", "early_minimum", "latest", "early_date")


def _statutory_steps(case: RetirementCase, found: Statutory) -> Iterator[Step]:
    original, *delay_laws = found.laws
    yield step(
        "original_age",
        "原法定退休年龄",
        found.original_age,
        "full_age",
        GROUP_NAMES[found.group],
        laws=[original],
    )
    if delay_laws:
        first, pace, cap = delay_laws
        yield step(
            "delay",
            "延迟月数",
            found.delay,
            "months",
            f"自{first.month}出生者起，每{pace.integer}个出生月延迟1个月，最多{cap.integer}个月",
            [operand("出生年月", month_of(case.birth), "month"), operand("首个受影响出生月", first.month, "month")],
            rounding="不足一档的按一档",
            laws=delay_laws,
        )
    yield step(
        "statutory_age",
        "法定退休年龄",
        found.age,
        "full_age",
        "原法定退休年龄＋延迟月数" if delay_laws else "不受延迟影响，按原法定退休年龄",
        [operand("原法定退休年龄", found.original_age, "full_age"), operand("延迟月数", found.delay, "months")],
        basis=f"{_DATE_BASIS}第一条" if delay_laws else original.basis,
    )
    yield _date_step("statutory_date", "法定退休时间", found.day, case, "出生日期＋法定退休年龄", [])


def _window_steps(case: RetirementCase, found: Statutory, flexible: Window) -> Iterator[Step]:
    early, late = flexible.laws
    yield _date_step(
        "earliest",
        "弹性提前最早可选时间",
        flexible.earliest,
        case,
        f"法定退休时间前至多{early.integer}个月，且不早于原法定退休年龄（{found.original_age // 12}岁）",
        [law_operand(early)],
        [early],
    )
    yield _date_step(
        "latest",
        "弹性延迟最晚可选时间",
        flexible.latest,
        case,
        f"法定退休时间后至多{late.integer}个月，须与单位协商一致",
        [law_operand(late)],
        [late],
    )


def _early_minimum(rules: Law, found: Statutory, flexible: Window | None) -> Value | None:
    """The least contribution months of the earliest month that may be chosen, where it can be chosen at all."""
    if flexible is None or flexible.earliest >= found.day:
        return None
    return minimum_contribution_months(rules, flexible.earliest)


def _early_minimum_step(minimum: Value, flexible: Window | None) -> Step:
    year = flexible.earliest.year if flexible else minimum.start.year
    return step(
        "early_minimum",
        "最早提前退休时的最低缴费年限",
        minimum.integer,
        "span",
        f"弹性提前的按所选退休时间的{year}年确定",
        laws=[minimum],
        basis=f"{_DATE_BASIS}第二条、第三条；人社部发〔2024〕94号",
    )


def _early_remarks(case: RetirementCase, rules: Law, found: Statutory, flexible: Window | None) -> Iterator[str]:
    """From when on the years suffice to retire early; months not yet paid are taken as paid without a gap."""
    if flexible is None or case.total_years is None or flexible.earliest >= found.day:
        return
    first = month_of(flexible.earliest)
    for offset in range(found.month.since(first)):
        month = first.plus(offset)
        months, minimum = _months_at(case, month), minimum_contribution_months(rules, month.first_day).integer
        if months >= minimum:
            yield (
                f"弹性提前退休的最低缴费年限按所选退休时间的年份确定：最早可在{month}退休，当时"
                f"{_counted(case, month)}{span_text(months)}，达到{month.year}年的{span_text(minimum)}。"
            )
            return
    yield "到法定退休时间以前的各月，缴费年限都不满当年的最低缴费年限，不能弹性提前退休。"


def _months_at(case: RetirementCase, month: Month) -> int:
    """Contribution months in a month, going on without a gap from the month up to which they are stated."""
    months = ((case.total_years or 0) * 12 * 2 + YEARS_SCALE) // (2 * YEARS_SCALE)
    return months + (max(month.since(case.as_of), 0) if case.as_of is not None else 0)


def _counted(case: RetirementCase, month: Month) -> str:
    return "如连续缴费为" if case.as_of is not None and case.as_of < month else "累计缴费"


def _date_step(
    name: str,
    label: str,
    day: date,
    case: RetirementCase,
    formula: str,
    operands: list[Operand],
    laws: Sequence[Value] = (),
) -> Step:
    shown = (
        operand("出生日期", case.birth, "date") if case.by_day else operand("出生年月", month_of(case.birth), "month")
    )
    value, unit = (day, "date") if case.by_day else (month_of(day), "month")
    basis = "" if laws else f"{_DATE_BASIS}及附件（退休当月与出生同日；当月无此日的为月末）"
    return step(name, label, value, unit, formula, [shown, *operands], laws=laws, basis=basis)


def _early(case: RetirementCase, rules: Law) -> tuple[date | None, list[Step], list[str]]:
    if case.early_kind is None:
        return None, [], []
    kind, label = ("special_work", "特殊工种") if case.early_kind == "special_work" else ("disability", "病退")
    age_at = rules.find(f"retirement.{kind}_age", DELAY_START)
    former = rules.at(f"retirement.{kind}_age", date(2024, 12, 31))
    cell = former.cell(case.sex)
    day = add_months(case.birth, cell.integer * 12)
    if age_at is None and day >= DELAY_START:
        return None, [], [f"{former.note}。"]
    service = rules.at(f"retirement.{kind}_service_months", date(2024, 12, 31))
    found = _date_step(
        "early_date", f"{label}可退休时间", day, case, f"出生日期＋{cell.integer}岁", [], [cell, service]
    )
    remarks = [f"{label}须连续工龄满{span_text(service.integer)}并经审批（{service.basis}，未经核对）。"]
    if case.service_years is not None and case.service_years * 12 < service.integer * YEARS_SCALE:
        return None, [], [*remarks, f"所给年限{unscaled(case.service_years, YEARS_SCALE)}年不满，不符合{label}条件。"]
    return day, [found], remarks


def _remarks(
    case: RetirementCase, rules: Law, found: Statutory, flexible: Window | None, minimum: int | None
) -> Iterator[str]:
    yield from case.remarks
    if not case.by_day:
        yield "未给出生日，时间算到月。"
    if case.total_years is not None and minimum is not None:
        yield _contribution_remark(case, found, minimum)
    if flexible is not None:
        notice = rules.at("retirement.early_notice_months", DELAY_START)
        agreement = rules.at("retirement.late_agreement_months", DELAY_START)
        yield (
            f"弹性提前须达到最低缴费年限，至少提前{notice.integer}个月书面告知单位；弹性延迟须在法定退休时间前"
            f"{agreement.integer}个月与单位书面约定（人社部发〔2024〕94号，未经核对）。"
        )


def _contribution_remark(case: RetirementCase, found: Statutory, minimum: int) -> str:
    counted = f"累计缴费{span_text(_months_at(replace(case, as_of=None), found.month))}"
    months = _months_at(case, found.month)
    if case.as_of is not None and case.as_of < found.month:
        counted = f"截至{case.as_of}{counted}，如连续缴费到法定退休时间为{span_text(months)}"
    if months >= minimum:
        return f"{counted}，达到最低缴费年限{span_text(minimum)}。"
    lacking = minimum - months
    reached = found.month.plus(lacking)
    return (
        f"{counted}，比最低缴费年限{span_text(minimum)}差{span_text(lacking)}：可延长缴费（连续缴费约到{reached}）"
        "或按规定一次性缴费后按月领取（延迟退休办法第二条）。"
    )


def _given(case: RetirementCase) -> tuple[Operand, ...]:
    birth = (
        operand("出生日期", case.birth, "date") if case.by_day else operand("出生年月", month_of(case.birth), "month")
    )
    facts = [operand("性别", "男" if case.sex == "male" else "女", "text"), birth]
    facts.append(operand("人员类别", GROUP_NAMES[case.group], "text"))
    if case.total_years is not None:
        facts.append(operand("累计缴费年限", unscaled(case.total_years, YEARS_SCALE), "years"))
    return tuple(facts)
