"""A leaver (减员、停保): every open spell at the employer, or of who has none, ends with a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from shebao.fields.dates import Month, month_of
from shebao.operations.enrolment.reasons import ENDED, reasons
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.ages import retiring
from shebao.operations.handling.outcome import Assessment, Consequence, Outcome, Result, assessed, judged, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, SpellRestated, SpellWithdrawn
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell
from shebao.operations.record.valid import Valid

_BASIS = "社会保险法第五十七条；社会保险经办条例第十条"
_DEATH, _RETIRED = "211", "251"


@effect(
    "enrolment.leave_flexible",
    "灵活就业人员停保",
    asks={"identity_number": "identity", "name": "text", "last": "month", "reason": "choice:reason.stop"},
    basis="社会保险法第十条",
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def leave_flexible(situation: Situation, form: Form) -> Outcome:
    """Ends what somebody has of their own: flexible workers."""
    return _left(situation, form, [spell for spell in _open(situation) if spell.kind == "flexible"])


def leave(situation: Situation, form: Form) -> Outcome:
    """Ends the spells at the employer, or of who has none; `last` is the last month of them."""
    return _left(situation, form, _open(situation))


def _left(situation: Situation, form: Form, found: list[Spell]) -> Outcome:
    last: Month = form["last"]
    every = [_enrolled(found, situation), _month(situation, last), *_by_reason(situation, form["reason"], last)]
    effects = [_ended(spell, last, form["reason"]) for spell in found]
    return outcome(every, effects, _notices(situation, form, found), _past(situation, last, found))


def _open(situation: Situation) -> list[Spell]:
    return [s for s in situation.always.spells if s.employer == situation.employer_id and s.valid.end is None]


def _ended(spell: Spell, last: Month, reason: str) -> Effect:
    end = last.plus(1).first_day
    if end <= spell.valid.start:
        return SpellWithdrawn(spell.person, spell.id)
    return SpellRestated(spell.person, spell.id, Valid(spell.valid.start, end), reason)


def _enrolled(found: list[Spell], situation: Situation) -> Assessment:
    where = "在本单位" if situation.employer else "以个人身份"
    told = f"{where}有 {len(found)} 段参保" if found else f"{where}没有正在参保的险种；请核对单位和身份号码"
    return assessed(
        "enrolled_here", "正在参保", _BASIS, bool(found), told, "identity_number", 个人编号=situation.person
    )


def _month(situation: Situation, last: Month) -> Assessment:
    """The last month is this one at the latest: nobody leaves in advance."""
    current = month_of(situation.day)
    holds = last <= current
    told = f"缴费至 {last}" if holds else f"{last} 还没有到；最多填 {current}"
    return assessed("month_reached", "最后缴费月已到", _BASIS, holds, told, "last", 最后缴费月=last.iso)


def _by_reason(situation: Situation, reason: str, last: Month) -> Iterator[Assessment]:
    """What the reason asks for: a death is in its month, retirement at its age."""
    view = situation.always
    death = view.value("death")
    if reason == _DEATH and death is not None:
        month = month_of(date.fromisoformat(death))
        told = f"登记的死亡日期是 {death}" + ("" if last == month else f"；最后缴费月应是 {month}")
        yield assessed(
            "death_month", "最后缴费月是死亡当月", "社会保险法第十七条", last == month, told, "last", 死亡日期=death
        )
    birth = view.value("birth")
    if reason == _RETIRED and birth is not None:
        found = retiring(date.fromisoformat(birth), view.value("sex"), view.value("retirement_category"))
        result = Result.FULFILLED if last >= found.earliest else Result.EXCEPTION
        told = f"法定退休月 {found.earliest}" + (
            "" if last >= found.earliest else "，还没有到；弹性提前或特殊工种退休的，请由复核人看过核准材料"
        )
        yield judged(
            "retirement_reached",
            "达到法定退休年龄",
            "渐进式延迟法定退休年龄的办法",
            result,
            told,
            "last",
            出生日期=birth,
        )


def _notices(situation: Situation, form: Form, found: list[Spell]) -> list[str]:
    told = [window(situation.place, situation.day).told(situation.day)]
    last: Month = form["last"]
    never = [spell for spell in found if last.plus(1).first_day <= spell.valid.start]
    if never:
        told.append(f"其中 {len(never)} 段的起始月晚于 {last}，将作为误登撤销")
    if reasons()[form["reason"]].after == ENDED:
        told.append("办理后为终止参保；其他险种或待遇另行办理")
    return told


def _past(situation: Situation, last: Month, found: Iterable[Spell]) -> Iterator[Consequence]:
    """Months that have passed and counted as enrolled until now."""
    before = window(situation.place, situation.day).month(situation.day).plus(-1)
    for spell in found:
        first = max(last.plus(1), month_of(spell.valid.start))
        if first > before:
            continue
        short = insurance_lines()[spell.line].short
        told = f"{first} 至 {before} 共 {before.since(first) + 1} 个月不再参加{short}，已缴的费款另行退费核定"
        yield Consequence(spell.line, first, before, told)
