"""A merge is undone (撤销合并): both numbers have again what they had, and what came meanwhile goes to whom it belongs.

Whose a later spell is follows from the spell that it continued, then from the employer, where only one of the two ever worked
there; everything else is asked. What cannot be told apart is refused with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shebao.fields.problem import Place, Problem
from shebao.operations.record.effects import Effect, SpellWithdrawn
from shebao.operations.record.record import Record, View
from shebao.operations.record.rows import Fact, Spell
from shebao.operations.record.spells import overlapping
from shebao.operations.registry.decisions import Decisions, Merging, Question, Side, register_label
from shebao.operations.registry.merging import (
    MERGED_INTO,
    Key,
    by_register,
    merged_into,
    of,
    started,
    stated,
    withdrawn,
)

_TICK = timedelta(microseconds=1)


def unmerge(
    kept: Record, other: Record, merged_at: datetime, decisions: Decisions, known: datetime, day: date
) -> Merging:
    """The effects that undo a merge which was known from `merged_at` on; what has to be decided first, what stands against it."""
    against = tuple(_against(kept, other, merged_at, known))
    if against:
        return Merging(problems=against)
    undoing = _Undoing(kept, other, merged_at, decisions, known)
    undoing.attribute_spells()
    undoing.attribute_facts()
    undoing.refuse_overlaps()
    if undoing.questions or undoing.problems:
        return Merging(questions=tuple(undoing.questions), problems=tuple(undoing.problems))
    return Merging(tuple(undoing.effects()))


def _against(kept: Record, other: Record, merged_at: datetime, known: datetime) -> Iterator[Problem]:
    place = Place(steps=(f"个人编号 {other.subject}",))
    now = other.known(known)
    if merged_into(now) != kept.subject:
        yield Problem("not_merged", f"没有合并到 {kept.subject}", "请核对两个编号", place)
        return
    if merged_into(other.known(merged_at - _TICK)) is not None or merged_into(other.known(merged_at)) is None:
        yield Problem("another_act", "合并不是在这个时刻办理的", "请从合并的那次办理发起", place)
    into = merged_into(kept.known(known))
    if into is not None:
        yield Problem("merged_on", f"个人编号 {kept.subject} 后来又合并到 {into}", "请先撤销后一次合并", place)
    if now.spells or any(fact.register != MERGED_INTO for fact in now.facts):
        yield Problem("changed_alone", "合并以后这个编号自己又有变更", "请先更正这些变更", place)


@dataclass
class _Targets:
    """What a number has once the merge is undone."""

    before: View
    spells: list[Spell] = field(default_factory=list)
    facts: dict[Key, list[Fact]] = field(default_factory=dict)


class _Undoing:
    """Both numbers before the merge, right after it and now; what each gets back."""

    def __init__(self, kept: Record, other: Record, merged_at: datetime, decisions: Decisions, known: datetime) -> None:
        self.kept, self.other, self.decisions, self.merged_at = kept, other, decisions, merged_at
        self.after, self.now, self.now_other = kept.known(merged_at), kept.known(known), other.known(known)
        before = merged_at - _TICK
        self.targets = {Side.KEPT: _Targets(kept.known(before)), Side.OTHER: _Targets(other.known(before))}
        self.questions: list[Question] = []
        self.problems: list[Problem] = []
        self._rows = {spell.id: spell for spell in kept.spells}
        self._after = {spell.id for spell in self.after.spells}

    def attribute_spells(self) -> None:
        """What was before, where its image is as the merge left it; else what it became, by whose it is."""
        current = {spell.id for spell in self.now.spells}
        images = {spell.id: self._origin(spell) for spell in self.after.spells}
        touched = {origin.id for row, origin in images.items() if row not in current}
        for side, target in self.targets.items():
            target.spells += [spell for spell in target.before.spells if spell.id not in touched]
            self._refuse_cut(side, touched, images)
        for spell in self.now.spells:
            if spell.id not in self._after:
                whose = self._side(spell, images)
                if whose is not None:
                    self.targets[whose].spells.append(spell)

    def _origin(self, image: Spell) -> Spell:
        """The spell before the merge that a spell right after it stands for."""
        for spell in self.targets[Side.KEPT].before.spells:
            if spell.id in (image.id, image.supersedes):
                return spell
        return next(
            spell
            for spell in self.targets[Side.OTHER].before.spells
            if spell.valid.covers(image.valid) and _content(spell)[1:] == _content(image)[1:]
        )

    def _refuse_cut(self, side: Side, touched: set[int], images: dict[int, Spell]) -> None:
        """What the merge had cut short and what was changed since cannot be put together again."""
        bounds = {origin.id: self._rows[row].valid for row, origin in images.items()}
        for spell in self.targets[side].before.spells:
            if spell.id in touched and bounds[spell.id] != spell.valid:
                reason = f"{of(spell)}合并时缩短，以后又有变更，不能还原"
                self.problems.append(Problem("cut_and_changed", reason, "请先更正合并以后的变更"))

    def _side(self, spell: Spell, images: dict[int, Spell]) -> Side | None:
        """Whose a spell is that came after the merge; None where it has to be decided."""
        root = spell
        while root.id not in self._after and root.supersedes is not None:
            root = self._rows[root.supersedes]
        if root.id in images:
            mine = {each.id for each in self.targets[Side.KEPT].before.spells}
            return Side.KEPT if images[root.id].id in mine else Side.OTHER
        if spell.id in self.decisions.rows:
            return self.decisions.rows[spell.id]
        worked = {side: {each.employer for each in target.before.spells} for side, target in self.targets.items()}
        sides = [side for side in Side if spell.employer is not None and spell.employer in worked[side]]
        if len(sides) == 1:
            return sides[0]
        self.questions.append(Question(f"{of(spell)}是合并以后参加的，属于谁", tuple(Side), row=spell.id))
        return None

    def attribute_facts(self) -> None:
        """What was before; a register that was changed since goes with the change to whom it belongs."""
        after, now = by_register(self.after), by_register(self.now)
        for target in self.targets.values():
            target.facts = by_register(target.before)
            target.facts.pop((MERGED_INTO, ""), None)
        for key in sorted(after.keys() | now.keys()):
            if _values(after.get(key, ())) != _values(now.get(key, ())):
                self._attribute(key, now.get(key, []))

    def _attribute(self, key: Key, facts: list[Fact]) -> None:
        side = self.decisions.registers.get(key)
        if side is None:
            told = f"{register_label(*key)}在合并以后有变更，属于谁"
            self.questions.append(Question(told, tuple(Side), register=key[0], slot=key[1]))
        elif facts:
            self.targets[side].facts[key] = facts
        else:
            self.targets[side].facts.pop(key, None)

    def refuse_overlaps(self) -> None:
        """What each number gets must be able to stand side by side."""
        for side, target in self.targets.items():
            for first, second, reason in overlapping(target.spells):
                told = f"还给{side}后，{of(first)}与{of(second)}重叠：{reason}"
                self.problems.append(Problem("overlap", told, "请先更正合并以后的变更"))

    def effects(self) -> Iterator[Effect]:
        """The smallest change from what both have now to what each gets back; what is taken away comes first."""
        kept, other = self.targets[Side.KEPT], self.targets[Side.OTHER]
        yield from _facts_back(self.kept.subject, by_register(self.now), kept.facts)
        yield from _facts_back(self.other.subject, by_register(self.now_other), other.facts)
        yield from _spells_back(self.kept.subject, self.now.spells, kept.spells)
        yield from _spells_back(self.other.subject, (), other.spells)


def _facts_back(subject: int, now: dict[Key, list[Fact]], target: dict[Key, list[Fact]]) -> Iterator[Effect]:
    changed = [
        key for key in sorted(now.keys() | target.keys()) if _values(now.get(key, ())) != _values(target.get(key, ()))
    ]
    for key in changed:
        if key in now:
            yield withdrawn(subject, key, now[key])
    for key in changed:
        yield from stated(subject, target.get(key, ()))


def _spells_back(subject: int, now: Iterable[Spell], target: Iterable[Spell]) -> Iterator[Effect]:
    have, want = list(now), Counter(_content(spell) for spell in target)
    for spell in have:
        if want[_content(spell)]:
            want[_content(spell)] -= 1
        else:
            yield SpellWithdrawn(subject, spell.id)
    for spell in target:
        if want[_content(spell)]:
            want[_content(spell)] -= 1
            yield started(subject, spell)


def _content(spell: Spell) -> tuple[Any, ...]:
    return spell.valid, spell.line, spell.kind, spell.scheme_place, spell.office, spell.employer, spell.reason


def _values(facts: Iterable[Fact]) -> list[tuple[Any, ...]]:
    return sorted((fact.valid.start, fact.valid.stop, fact.value) for fact in facts)
