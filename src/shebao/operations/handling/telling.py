"""Effects in words: what a case shows before it is decided, and what a receipt says afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from shebao.money import yuan_text
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import (
    Effect,
    FactEnded,
    FactStated,
    LiabilityLifted,
    LiabilityStated,
    SpellChanged,
    SpellRestated,
    SpellStarted,
    SpellWithdrawn,
    SubjectRegistered,
)
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Owed, Spell, SubjectKind

_KINDS = {SubjectKind.PERSON: "个人", SubjectKind.EMPLOYER: "单位"}
_HIDDEN = "（已填）"


def told(effects: Iterable[Effect], kinds: Mapping[int, SubjectKind], spells: Mapping[int, Spell]) -> list[str]:
    """A line an effect. `kinds` are those of the subjects, `spells` the current ones by id; secret values are not shown."""
    listed = list(effects)
    known = dict(kinds) | {effect.subject: effect.kind for effect in listed if isinstance(effect, SubjectRegistered)}
    begun = {effect.subject for effect in listed if isinstance(effect, SubjectRegistered)}
    return [_line(effect, known, spells, begun) for effect in listed]


def told_in(effects: Iterable[Effect], situation: Situation) -> list[str]:
    """The same for effects on the records of a situation."""
    records = [record for record in (situation.record, situation.employer, situation.other) if record]
    spells = {spell.id: spell for record in records for spell in record.known(situation.known).spells}
    return told(effects, {record.subject: record.kind for record in records}, spells)


def _line(effect: Effect, kinds: Mapping[int, SubjectKind], spells: Mapping[int, Spell], begun: Set[int]) -> str:
    match effect:
        case SubjectRegistered():
            number = str(effect.subject) if effect.subject else "受理时给定"
            return f"新建{_KINDS[effect.kind]}记录，{_KINDS[effect.kind]}编号 {number}"
        case FactStated():
            register = registers(kinds[effect.subject])[effect.register]
            span = "" if effect.subject in begun and effect.valid.end is None else f"（{effect.valid}）"
            return f"{register.label}{_slot(effect.slot)}：{_HIDDEN if register.secret else register.shown(effect.value)}{span}"
        case FactEnded():
            return f"{registers(kinds[effect.subject])[effect.register].label}：自 {effect.end} 起没有"
        case SpellStarted():
            employer = f"，单位编号 {effect.employer}" if effect.employer else ""
            return f"参加{insurance_lines()[effect.line].label}，自 {effect.valid.start} 起{employer}"
        case SpellRestated():
            line = _of(effect.spell, spells)
            return f"{line}：{effect.valid}"
        case SpellChanged():
            return f"{_of(effect.spell, spells)}：自 {effect.since} 起变更"
        case SpellWithdrawn():
            return f"{_of(effect.spell, spells)}：误登，撤销"
        case LiabilityStated():
            return f"应缴{insurance_lines()[effect.line].label}：{effect.valid}，{_owed(effect.owed)}"
        case LiabilityLifted():
            return f"应缴{insurance_lines()[effect.line].label}：{effect.valid}不缴"


def _slot(slot: str) -> str:
    """The line of insurance that a fact is about; other slots say nothing to people."""
    return f"（{insurance_lines()[slot].short}）" if slot in insurance_lines() else ""


def _owed(owed: Owed) -> str:
    if owed.kind == "resident":
        return f"全年 {yuan_text(owed.base)} 元，政府 {yuan_text(owed.unit)}，个人 {yuan_text(owed.person_share)}"
    unit = f"，单位 {yuan_text(owed.unit)}" if owed.unit_rate else ""
    return f"每月基数 {yuan_text(owed.base)} 元{unit}，个人 {yuan_text(owed.person_share)}"


def _of(spell: int, spells: Mapping[int, Spell]) -> str:
    found = spells.get(spell)
    return f"{insurance_lines()[found.line].label}（原 {found.valid}）" if found else f"参保时段 {spell}"
