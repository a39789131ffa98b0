"""A resident's choice of a tier for a year, or a year paid afterwards (居民养老缴费档次变更与补缴)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.money import FEN_PER_YUAN, yuan_text
from shebao.operations.contributions.facts import value_on
from shebao.operations.contributions.residents.tiers import CATEGORY, LINE, TIER, Tiers, owed_in, tiers_of
from shebao.operations.enrolment.conditions import name_matches
from shebao.operations.handling.outcome import Assessment, Outcome, Result, assessed, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated, LiabilityStated
from shebao.operations.record.rows import Owed
from shebao.operations.record.valid import Valid

_BASIS = "国发〔2014〕8号第四条、第五条"


@effect(
    "contributions.choose_tier",
    "城乡居民选择缴费档次",
    asks={"identity_number": "identity", "name": "text", "year": "whole", "tier": "whole"},
    basis=_BASIS,
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def choose_tier(situation: Situation, form: Form) -> Outcome:
    """What a resident contributes for a year: this year's may be changed until the year is over, an earlier one is paid once and
    without subsidy."""
    year, tier = int(form["year"]), int(form["tier"]) * FEN_PER_YUAN
    rule = tiers_of(situation.place, year)
    every = [
        name_matches(situation, form["name"]),
        _in_scheme(situation, year),
        _year_open(situation, year),
        _is_tier(rule, year, tier),
    ]
    if rule is None or any(each.result is Result.NOT_FULFILLED for each in every):
        return outcome(every, [])
    category = value_on(situation.always.facts, CATEGORY, "", date(year, 12, 31)) or ""
    owed = rule.owed(tier, category, year < situation.day.year)
    effects: list[Effect] = [
        FactStated(situation.person, TIER, str(form["tier"]), Valid(date(year, 1, 1), date(year + 1, 1, 1))),
        LiabilityStated(situation.person, LINE, None, owed_in(year), owed),
    ]
    return outcome(every, effects, _told(rule, owed, year < situation.day.year))


def _in_scheme(situation: Situation, year: int) -> Assessment:
    """Enrolled as a resident on a day of the year; a year before the first enrolment may be made up from 16 years of age on."""
    spells = [spell for spell in situation.always.spells if spell.line == LINE]
    within = Valid(date(year, 1, 1), date(year + 1, 1, 1))
    here = [spell for spell in spells if spell.valid.start < within.stop and within.start < spell.valid.stop]
    told = (
        "这一年参加城乡居民养老保险"
        if here
        else f"{year} 年没有以城乡居民身份参保；请核对年度，没有参保的先办理参保登记"
    )
    return assessed("enrolled", "当年在参保", _BASIS, bool(here), told, "year")


def _year_open(situation: Situation, year: int) -> Assessment:
    current = situation.day.year
    known = value_on(situation.always.facts, TIER, "", date(year, 1, 1))
    holds = year == current or (year < current and known is None)
    if year > current:
        told = f"{year} 年还没有开始；最晚填 {current}"
    elif holds:
        told = "本年度" if year == current else f"补缴 {year} 年"
    else:
        told = f"{year} 年已按 {known} 元档次核定，年度结束后不再变更"
    return assessed("year_open", "年度可以选择或补缴", _BASIS, holds, told, "year")


def _is_tier(rule: Tiers | None, year: int, tier: int) -> Assessment:
    if rule is None:
        return assessed("tier", "当地设有这个档次", _BASIS, False, f"没有录入 {year} 年的缴费档次", "year")
    listed = "、".join(str(each // FEN_PER_YUAN) for each in rule.tiers)
    holds = tier in rule.tiers
    told = f"{yuan_text(tier)} 元档" if holds else f"可选 {listed} 元"
    return assessed("tier", "当地设有这个档次", rule.basis, holds, told, "tier")


def _told(rule: Tiers, owed: Owed, late: bool) -> Iterator[str]:
    yield f"本人缴 {yuan_text(owed.person_share)} 元"
    if late:
        yield "补缴的年度没有政府补贴"
        return
    helped = owed.base - owed.person_share
    if helped:
        yield f"政府代缴 {yuan_text(helped)} 元（{rule.hardship_basis}）"
    yield f"政府补贴 {yuan_text(owed.unit - helped)} 元"
