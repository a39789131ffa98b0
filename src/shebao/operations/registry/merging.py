"""Two numbers of one person become one (多重账户、人员编号合并): what one had is withdrawn there and stated with the other.

The number that is given up stays, says which it was merged into, and keeps its history. What both had and what cannot hold side
by side is asked, row by row. Basis: 社会保险经办条例第十一条 (the agency keeps one record a person, and mends what is wrong)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TypeAlias

from shebao.fields.problem import Place, Problem
from shebao.operations.record.effects import (
    Effect,
    FactEnded,
    FactStated,
    SpellRestated,
    SpellStarted,
    SpellWithdrawn,
)
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.record import Record, View
from shebao.operations.record.rows import Fact, Spell, SubjectKind
from shebao.operations.record.spells import overlapping
from shebao.operations.record.valid import Valid
from shebao.operations.registry.decisions import Decisions, Fate, Merging, Question, Side, register_label

MERGED_INTO = "merged_into"
Key: TypeAlias = tuple[str, str]


def merged_into(view: View) -> int | None:
    """The number that this one was merged into, None where it stands by itself."""
    found = view.value(MERGED_INTO)
    return int(found) if found else None


def merge(kept: Record, other: Record, decisions: Decisions, known: datetime, day: date) -> Merging:
    """The effects that make `other` one with `kept` from a day on, as both are known at an instant; what has to be decided
    first, and what stands against it."""
    one, two = kept.known(known), other.known(known)
    against = tuple(_against(kept, other, one, two))
    if against:
        return Merging(problems=against)
    conflicts = list(_conflicts(one.spells, two.spells))
    questions = [*_spell_questions(conflicts, decisions), *_register_questions(one, two, decisions)]
    problems = list(_spell_problems(one, two, conflicts, decisions))
    if questions or problems:
        return Merging(questions=tuple(questions), problems=tuple(problems))
    effects = [*_fact_effects(kept.subject, other.subject, one, two, decisions)]
    effects += _spell_effects(kept.subject, other.subject, one, two, decisions)
    effects.append(FactStated(other.subject, MERGED_INTO, str(kept.subject), Valid(day)))
    return Merging(tuple(effects))


def by_register(view: View) -> dict[Key, list[Fact]]:
    """The facts of a view by register and slot, in order of the days."""
    found: dict[Key, list[Fact]] = {}
    for fact in view.facts:
        found.setdefault((fact.register, fact.slot), []).append(fact)
    return found


def withdrawn(subject: int, key: Key, facts: Iterable[Fact]) -> FactEnded:
    """A register has no value on any day."""
    return FactEnded(subject, key[0], min(fact.valid.start for fact in facts), key[1])


def stated(subject: int, facts: Iterable[Fact]) -> Iterator[FactStated]:
    """The same values of the same days for a subject."""
    for fact in facts:
        yield FactStated(subject, fact.register, fact.value, fact.valid, fact.slot)


def started(person: int, spell: Spell, valid: Valid | None = None) -> SpellStarted:
    """The same enrolment for a person."""
    return SpellStarted(
        person,
        spell.line,
        spell.kind,
        spell.scheme_place,
        spell.office,
        spell.employer,
        valid or spell.valid,
        spell.reason,
    )


def _against(kept: Record, other: Record, one: View, two: View) -> Iterator[Problem]:
    if kept.subject == other.subject:
        yield Problem("same_number", "两个编号是同一个", "请另写一个个人编号")
    for record, view in ((kept, one), (other, two)):
        place = Place(steps=(f"个人编号 {record.subject}",))
        if record.kind is not SubjectKind.PERSON:
            yield Problem("not_a_person", "不是个人编号", "单位不在这里合并", place)
        into = merged_into(view)
        if into is not None:
            yield Problem("merged_already", f"已合并到 {into}", f"请用 {into} 办理", place)


def _conflicts(mine: Iterable[Spell], theirs: Iterable[Spell]) -> Iterator[tuple[Spell, Spell, str]]:
    """Pairs of spells, one of each number, that cannot stand side by side."""
    own = {spell.id for spell in mine}
    for first, second, reason in overlapping([*mine, *theirs]):
        if (first.id in own) != (second.id in own):
            yield first, second, reason


def _spell_questions(conflicts: list[tuple[Spell, Spell, str]], decisions: Decisions) -> Iterator[Question]:
    asked: dict[int, Question] = {}
    for first, second, reason in conflicts:
        for spell, against in ((first, second), (second, first)):
            if spell.id not in decisions.spells and spell.id not in asked:
                told = f"{of(spell)}与{of(against)}重叠：{reason}"
                asked[spell.id] = Question(told, (*Fate, "起止日期"), row=spell.id)
    yield from asked.values()


def of(spell: Spell) -> str:
    """A spell in words, with its row."""
    employer = f"，单位编号 {spell.employer}" if spell.employer else ""
    return f"时段 {spell.id}（个人编号 {spell.person}，{insurance_lines()[spell.line].short}，{spell.valid}{employer}）"


def _spell_problems(
    one: View, two: View, conflicts: list[tuple[Spell, Spell, str]], decisions: Decisions
) -> Iterator[Problem]:
    spells = {spell.id: spell for spell in (*one.spells, *two.spells)}
    asked = {spell.id for first, second, _ in conflicts for spell in (first, second)}
    for row, fate in decisions.spells.items():
        if row not in asked:
            yield Problem("not_asked", f"时段 {row} 没有与别的时段重叠，不在这里改", "请去掉这一行；要更正时段另行办理")
        elif isinstance(fate, Valid) and not spells[row].valid.covers(fate):
            yield Problem("beyond", f"{of(spells[row])}：{fate}超出原来的起止", "合并只能缩短，不能延长")
    if all(row in decisions.spells for row in asked):
        left = [decided for spell in spells.values() if (decided := _decided(spell, decisions)) is not None]
        for first, second, reason in overlapping(left):
            yield Problem("still_overlaps", f"{of(first)}与{of(second)}仍然重叠：{reason}", "请撤销或缩短其中一段")


def _decided(spell: Spell, decisions: Decisions) -> Spell | None:
    """A spell as it is after the decision; None where it is withdrawn."""
    fate = decisions.spells.get(spell.id, Fate.KEEP)
    if isinstance(fate, Valid):
        return replace(spell, valid=fate)
    return None if fate is Fate.WITHDRAW else spell


def _spell_effects(kept: int, other: int, one: View, two: View, decisions: Decisions) -> Iterator[Effect]:
    for spell in one.spells:
        decided = _decided(spell, decisions)
        if decided is None:
            yield SpellWithdrawn(kept, spell.id)
        elif decided.valid != spell.valid:
            yield SpellRestated(kept, spell.id, decided.valid, spell.reason)
    for spell in two.spells:
        yield SpellWithdrawn(other, spell.id)
        decided = _decided(spell, decisions)
        if decided is not None:
            yield started(kept, spell, decided.valid)


def _register_questions(one: View, two: View, decisions: Decisions) -> Iterator[Question]:
    mine, theirs = by_register(one), by_register(two)
    for key in sorted(mine.keys() & theirs.keys()):
        if _differ(mine[key], theirs[key]) and key not in decisions.registers:
            told = f"{register_label(*key)}：两个编号登记的不同"
            yield Question(told, tuple(Side), register=key[0], slot=key[1])


def _differ(mine: list[Fact], theirs: list[Fact]) -> bool:
    """Whether both say something else about one day."""
    return any(a.value != b.value and a.valid.overlaps(b.valid) for a in mine for b in theirs)


def _fact_effects(kept: int, other: int, one: View, two: View, decisions: Decisions) -> Iterator[Effect]:
    mine, theirs = by_register(one), by_register(two)
    for key, facts in theirs.items():
        yield withdrawn(other, key, facts)
        if key not in mine or not _differ(mine[key], facts):
            yield from stated(kept, facts)
        elif decisions.registers[key] is Side.OTHER:
            yield withdrawn(kept, key, mine[key])
            yield from stated(kept, facts)
