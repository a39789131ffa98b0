"""A death reported (死亡报告): the day of it, and every enrolment ends with its month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.fields.dates import month_of
from shebao.operations.handling.known import person_known, text_of
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated, SpellRestated, SpellWithdrawn
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import not_after

_BASIS = "社会保险经办条例第二十五条；社会保险法第十七条"
_DEATH = "211"


@effect(
    "upkeep.report_death",
    "死亡报告",
    asks={"identity_number": "identity", "death": "day"},
    basis=_BASIS,
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def report_death(situation: Situation, form: Form) -> Outcome:
    """The day of death; spells that run end with its month, those that begin later were never."""
    death: date = form["death"]
    every = [
        person_known(situation),
        not_after(death, situation.day, "death", "死亡日期"),
        _not_reported(situation),
        _after_birth(situation, death),
    ]
    return outcome(every, _effects(situation, death), _notices(situation, death))


def _not_reported(situation: Situation) -> Assessment:
    known = situation.always.value("death")
    told = f"已登记死亡日期 {known}；要改的办理关键信息更正" if known else "没有死亡登记"
    return assessed("not_reported", "还没有登记死亡", _BASIS, known is None, told, "death")


def _after_birth(situation: Situation, death: date) -> Assessment:
    birth = situation.always.value("birth")
    holds = birth is None or date.fromisoformat(birth) <= death
    told = "先后相符" if holds else f"早于出生日期 {birth}"
    return assessed("after_birth", "不早于出生日期", _BASIS, holds, told, "death")


def _effects(situation: Situation, death: date) -> Iterator[Effect]:
    yield FactStated(situation.person, "death", text_of(death), Valid(death))
    for spell in _running(situation, death):
        end = _end(death)
        if spell.valid.start >= end:
            yield SpellWithdrawn(spell.person, spell.id)
        else:
            yield SpellRestated(spell.person, spell.id, Valid(spell.valid.start, end), _DEATH)


def _end(death: date) -> date:
    return month_of(death).plus(1).first_day


def _running(situation: Situation, death: date) -> list[Spell]:
    return [spell for spell in situation.always.spells if spell.valid.stop > _end(death)]


def _notices(situation: Situation, death: date) -> list[str]:
    found = _running(situation, death)
    names = "、".join(dict.fromkeys(insurance_lines()[spell.line].short for spell in found))
    told = [f"{names}到 {month_of(death)} 为止，以后月份已缴的费款另行退费核定"] if found else []
    return [*told, "本机构还没有发放待遇；待遇由发放的机构停发，遗属待遇另行申领"]
