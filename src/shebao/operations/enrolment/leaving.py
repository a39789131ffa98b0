"""A leaver (减员、停保): every open spell at the employer ends with a month."""

from __future__ import annotations

from shebao.fields.dates import Month, month_of
from shebao.operations.enrolment.reasons import ENDED, reasons
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.outcome import Assessment, Outcome, Result, outcome
from shebao.operations.handling.registry import Form
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, SpellRestated, SpellWithdrawn
from shebao.operations.record.rows import Spell
from shebao.operations.record.valid import Valid

_BASIS = "社会保险法第五十七条；社会保险经办条例第十条"


def leave(situation: Situation, form: Form) -> Outcome:
    """Ends the spells at an employer; `last` is the last month of them."""
    last: Month = form["last"]
    found = _open(situation)
    assessed = [_enrolled(found, situation), _month(situation, last)]
    return outcome(assessed, [_ended(spell, last, form["reason"]) for spell in found], _notices(situation, form, found))


def _open(situation: Situation) -> list[Spell]:
    employer = situation.employer.subject if situation.employer else None
    return [s for s in situation.always.spells if s.employer == employer and s.valid.end is None]


def _ended(spell: Spell, last: Month, reason: str) -> Effect:
    end = last.plus(1).first_day
    if end <= spell.valid.start:
        return SpellWithdrawn(spell.person, spell.id)
    return SpellRestated(spell.person, spell.id, Valid(spell.valid.start, end), reason)


def _enrolled(found: list[Spell], situation: Situation) -> Assessment:
    told = f"在本单位有 {len(found)} 段参保" if found else "在本单位没有正在参保的险种；请核对单位和身份号码"
    return Assessment(
        "enrolled_here", "在本单位参保", _BASIS, Result.FULFILLED if found else Result.NOT_FULFILLED, told,
        (("个人编号", str(situation.person)),), "identity_number",
    )  # fmt: skip


def _month(situation: Situation, last: Month) -> Assessment:
    """The last month is this one at the latest: nobody leaves in advance."""
    current = month_of(situation.day)
    holds = last <= current
    told = f"缴费至 {last}" if holds else f"{last} 还没有到；最多填 {current}"
    return Assessment(
        "month_reached", "最后缴费月已到", _BASIS, Result.FULFILLED if holds else Result.NOT_FULFILLED, told,
        (("最后缴费月", last.iso),), "last",
    )  # fmt: skip


def _notices(situation: Situation, form: Form, found: list[Spell]) -> list[str]:
    told = [window(situation.place, situation.day).told(situation.day)]
    last: Month = form["last"]
    never = [spell for spell in found if last.plus(1).first_day <= spell.valid.start]
    if never:
        told.append(f"其中 {len(never)} 段的起始月晚于 {last}，将作为误登撤销")
    if reasons()[form["reason"]].after == ENDED:
        told.append("办理后为终止参保；其他险种或待遇另行办理")
    return told
