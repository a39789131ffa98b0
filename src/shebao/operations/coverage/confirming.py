"""What it changes that somebody is on the lists of a month or on none any more (困难群体认定与政府代缴)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from shebao.fields.codes import codes_of
from shebao.fields.dates import Month, month_of
from shebao.money import FEN_PER_YUAN, yuan_text
from shebao.operations.contributions.residents.tiers import (
    CATEGORY,
    HARDSHIP,
    LINE,
    TIER,
    Tiers,
    owed_in,
    tiers_of,
)
from shebao.operations.coverage.people import Somebody
from shebao.operations.enrolment.conditions import alive, name_matches
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated, LiabilityStated
from shebao.operations.record.valid import Valid
from shebao.policy.nearest import law_of

ORDINARY = "011"
_BASIS = "人社部发〔2021〕64号；国发〔2014〕8号第四条"


def changes(person: Somebody, month: Month, category: str | None, today: date) -> Iterator[Effect]:
    """The effects of somebody's being listed in a category from a month on, or in none (None): the category from that month on,
    and this year's contribution paid by the government where the place pays it; an earlier year is paid for nobody. What was
    paid for a year stays paid when the category ends."""
    wanted = category or ORDINARY
    if person.value(CATEGORY, month.first_day) != wanted:
        yield FactStated(person.number, CATEGORY, wanted, Valid(month.first_day))
    if category is not None and month.year == today.year:
        yield from _paid(person, month, category)


def paying_rule(person: Somebody, month: Month, category: str) -> Tiers | None:
    """The tiers of the place where the government pays this year for somebody of the category who is enrolled as a resident and not
    yet of the age at which it is drawn; None where it does not, or where the date of birth is not known."""
    spell = person.resident_in(month)
    if spell is None or person.birth is None or month >= drawing_since(person.birth, spell.scheme_place):
        return None
    rule = tiers_of(spell.scheme_place, month.year)
    return rule if rule is not None and rule.hardship_tier and category in rule.hardship else None


def drawing_since(birth: date, place: str) -> Month:
    """The month in which a resident reaches the age at which the pension is drawn (国发〔2014〕8号第八条)."""
    born = month_of(birth)
    age = law_of(place).at("resident.age", date(born.year + 60, born.month, 1)).integer
    return born.plus(age * 12)


def _paid(person: Somebody, month: Month, category: str) -> Iterator[Effect]:
    rule = paying_rule(person, month, category)
    if rule is None:
        return
    year, known = month.year, person.owed_for(month.year)
    chosen = person.value(TIER, date(year, 1, 1))
    tier = int(chosen) * FEN_PER_YUAN if chosen else rule.hardship_tier
    if chosen is None:
        yield FactStated(person.number, TIER, str(tier // FEN_PER_YUAN), Valid(date(year, 1, 1), date(year + 1, 1, 1)))
    owed = rule.owed(tier, category, late=False)
    if known is None or (known.owed != owed and known.owed.policy != HARDSHIP):
        yield LiabilityStated(person.number, LINE, None, owed_in(year), owed)


@effect(
    "coverage.confirm_hardship",
    "困难群体身份认定和政府代缴",
    asks={"identity_number": "identity", "name": "text", "category": "choice:resident_category", "month": "month"},
    basis=_BASIS,
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def confirm_hardship(situation: Situation, form: Form) -> Outcome:
    """One person's category from a month on, as the department that decides on it has written; the ordinary one ends it."""
    month, category = form["month"], form["category"]
    person = Somebody(situation.person, situation.always.facts, situation.always.spells)
    every = [
        alive(situation),
        name_matches(situation, form["name"]),
        _month_known(situation, month),
        _something_new(person, month, category),
    ]
    effects = list(changes(person, month, None if category == ORDINARY else category, situation.day))
    return outcome(every, effects, _told(effects, person, month, category))


def _month_known(situation: Situation, month: Month) -> Assessment:
    this = month_of(situation.day)
    holds = this.plus(-12) <= month <= this
    told = "认定的月份在一年之内" if holds else f"应在 {this.plus(-12)} 至 {this} 之间；更早的按异议核查更正办理"
    return assessed("month", "认定的月份", _BASIS, holds, told, "month")


def _something_new(person: Somebody, month: Month, category: str) -> Assessment:
    known = person.value(CATEGORY, month.first_day) or ORDINARY
    holds = known != category
    name = codes_of([CATEGORY])[known]
    told = f"现为{name}" if holds else f"{month} 已是{name}，不用再认定"
    return assessed("something_new", "身份有变化", _BASIS, holds, told, "category")


def _told(effects: Sequence[Effect], person: Somebody, month: Month, category: str) -> Iterator[str]:
    rule = paying_rule(person, month, category)
    if rule is not None and any(isinstance(each, LiabilityStated) for each in effects):
        yield f"{month.year} 年由政府代缴 {yuan_text(rule.hardship_tier)} 元（{rule.hardship_basis}）"
    elif category != ORDINARY:
        yield "不由政府代缴：没有以城乡居民身份参保、已到领取年龄、当地没有代缴规定或已过年度的，只登记身份"
