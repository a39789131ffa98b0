"""The contribution base of a month: the bounds of its year and the base within them."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.fields.dates import Month
from shebao.fields.problem import Problem
from shebao.policy.contributions.case import Enrolment, Spell
from shebao.policy.contributions.formulas import bounded_base
from shebao.policy.errors import problem
from shebao.policy.explanation import Operand, law_operand, operand
from shebao.policy.injury.formulas import percent_of
from shebao.policy.lookup import lookup
from shebao.policy.parameters import Law, Value


@dataclass(frozen=True, slots=True)
class Bound:
    """A floor or ceiling: the amount, how it is shown and the parameters that it comes from."""

    amount: int
    operand: Operand
    laws: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Base:
    """The base of a month with its operands, its formula in words and the parameters used."""

    amount: int
    formula: str
    operands: tuple[Operand, ...]
    laws: tuple[Value, ...]


def base_of(enrolment: Enrolment, spell: Spell, month: Month, law: Law) -> Base | Problem:
    """The base of a month, or what is wrong: no standard for that year, or a declared base out of bounds."""
    floor = _bound(enrolment, month, law, "floor", "下限")
    ceiling = _bound(enrolment, month, law, "ceiling", "上限")
    if floor is None or ceiling is None:
        side = "下限" if floor is None else "上限"
        return problem(
            spell.person,
            f"缴费基数{side}",
            f"{law.area.name}没有 {month} 的缴费基数{side}标准，请写明“缴费基数{side}”或“平均工资”",
        )
    laws = (*floor.laws, *ceiling.laws)
    if spell.level is not None:
        return _chosen_level(enrolment, spell, spell.level, month, law, floor, ceiling)
    if spell.base is not None:
        outside = _outside(spell, spell.base, month, floor, ceiling)
        return outside or Base(
            spell.base,
            "申报基数在上下限之内",
            (operand("申报基数", spell.base, "yuan"), floor.operand, ceiling.operand),
            laws,
        )
    wage = spell.wage or 0
    return Base(
        bounded_base(wage=wage, floor=floor.amount, ceiling=ceiling.amount),
        "月工资低于下限的按下限，高于上限的按上限",
        (operand("月工资", wage, "yuan"), floor.operand, ceiling.operand),
        laws,
    )


def _chosen_level(
    enrolment: Enrolment, spell: Spell, level: int, month: Month, law: Law, floor: Bound, ceiling: Bound
) -> Base | Problem:
    average = average_wage(enrolment, month, law)
    if average is None:
        return problem(
            spell.person, "平均工资", f"{law.area.name}没有 {month} 的平均工资，选缴费档次须在案例中写明“平均工资”"
        )
    amount = percent_of(average.amount, level)
    if not 60 <= level <= 300:
        return problem(spell.person, "缴费档次", f"{level}% 应在 60% 至 300% 之间")
    return Base(
        bounded_base(wage=amount, floor=floor.amount, ceiling=ceiling.amount),
        "平均工资×缴费档次，不低于下限、不高于上限",
        (average.operand, operand("缴费档次", level, "percent"), floor.operand, ceiling.operand),
        (*average.laws, *floor.laws, *ceiling.laws),
    )


def _outside(spell: Spell, base: int, month: Month, floor: Bound, ceiling: Bound) -> Problem | None:
    if floor.amount <= base <= ceiling.amount:
        return None
    side, bound = ("低于", floor) if base < floor.amount else ("高于", ceiling)
    basis = "；".join(dict.fromkeys(law.basis for law in bound.laws))
    rule = f"（{basis}）" if basis else ""
    return problem(
        spell.person,
        "缴费基数",
        f"{operand('', base, 'yuan').quantity.text} {side} {month} 的{bound.operand.label} "
        f"{bound.operand.quantity.text}{rule}；应改为上下限之内，或改写“月工资”由系统核定",
    )


def _bound(enrolment: Enrolment, month: Month, law: Law, side: str, word: str) -> Bound | None:
    given = enrolment.floor if side == "floor" else enrolment.ceiling
    if given is not None:
        return Bound(given, operand(f"缴费基数{word}（按所填）", given, "yuan"), ())
    found = None if enrolment.average_wage is not None else lookup(law, f"contribution.base_{side}", month.first_day)
    if found is not None:
        return Bound(found.integer, law_operand(found, f"缴费基数{word}"), (found,))
    average = average_wage(enrolment, month, law)
    share = lookup(law, f"contribution.base_{side}_percent", month.first_day)
    if average is None or share is None:
        return None
    amount = percent_of(average.amount, int(share.decimal))
    label = f"缴费基数{word}（{average.operand.label} {average.operand.quantity.text} 的 {share.decimal}%）"
    return Bound(amount, operand(label, amount, "yuan"), (*average.laws, share))


def average_wage(enrolment: Enrolment, month: Month, law: Law) -> Bound | None:
    """The average monthly wage that the bounds of a month come from, as the case or else the law states it."""
    if enrolment.average_wage is not None:
        return Bound(enrolment.average_wage, operand("平均工资（按所填）", enrolment.average_wage, "yuan"), ())
    found = lookup(law, "contribution.average_wage", month.first_day)
    return None if found is None else Bound(found.integer, law_operand(found, "平均工资"), (found,))
