"""What the pages of the counter show of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from shebao.money import yuan_text
from shebao.operations.enrolment.reasons import reasons
from shebao.operations.enrolment.staff import STAFF_LABELS
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.record import Record, View
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import AnyRow, Fact, Liability, Spell, SubjectKind
from shebao.server.operations.records.reading import whole_record
from shebao.server.platform.access import masks

MASKS: Mapping[str, Callable[[str], str]] = {
    "identity_number": masks.identity_number,
    "agent_number": masks.identity_number,
    "telephone": masks.telephone,
    "agent_telephone": masks.telephone,
    "bank_account": masks.account,
    "card": masks.account,
    "address": masks.address,
}
_HELD_ELSEWHERE = frozenset({"name", "identity_number"})


@dataclass(frozen=True, slots=True)
class ShownSpell:
    """A spell for a page."""

    spell: Spell
    today: date
    employer_name: str = ""
    followed: bool = False

    @property
    def line(self) -> str:
        """The line's short name."""
        return insurance_lines()[self.spell.line].short

    @property
    def kind(self) -> str:
        """The kind of staff."""
        return STAFF_LABELS.get(self.spell.kind, self.spell.kind)

    @property
    def reason(self) -> str:
        """The reason of the last change."""
        found = reasons().get(self.spell.reason)
        return found.label if found else self.spell.reason

    @property
    def state(self) -> tuple[str, str]:
        """Whether it runs on the day: (words, tone)."""
        if self.today < self.spell.valid.start:
            return "尚未开始", "info"
        if self.today in self.spell.valid:
            return "正常参保", "good"
        if self.followed:
            return "此后续保", "neutral"
        after = reasons()[self.spell.reason].after if self.spell.reason in reasons() else ""
        return ("终止参保", "neutral") if after == "ended" else ("暂停参保", "attention")

    @property
    def told(self) -> str:
        """The spell in one sentence."""
        until = f"至 {self.spell.valid.end} 前" if self.spell.valid.end else "至今"
        where = f"，{self.employer_name or self.spell.employer}" if self.spell.employer else ""
        return f"{self.line}：{self.spell.valid.start} {until}，{self.state[0]}{where}"


@dataclass(frozen=True, slots=True)
class ShownOwed:
    """What is owed each month of a stretch, for a page."""

    owed: Liability
    employer_name: str = ""

    @property
    def line(self) -> str:
        """The line's short name."""
        return insurance_lines()[self.owed.line].short

    @property
    def kind(self) -> str:
        """What is paid each month."""
        owed = self.owed.owed
        return f"每月单位 {yuan_text(owed.unit)} 元、个人 {yuan_text(owed.person_share)} 元"

    @property
    def reason(self) -> str:
        """What it is reckoned from."""
        owed = self.owed.owed
        return f"基数 {yuan_text(owed.base)} 元" + ("，适用阶段性政策" if owed.policy else "")

    @property
    def told(self) -> str:
        """The stretch in one sentence."""
        until = f"至 {self.owed.valid.end} 前" if self.owed.valid.end else "至今"
        return f"{self.line}应缴：{self.owed.valid.start} {until}，{self.kind}，{self.reason}"


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact for a page, its value masked where the register is secret."""

    fact: Fact
    kind: SubjectKind
    offices: Mapping[str, str]

    @property
    def label(self) -> str:
        """The register, with the slot where it has several values."""
        register = registers(self.kind)[self.fact.register]
        return f"{register.label}（{self.fact.slot}）" if self.fact.slot else register.label

    @property
    def value(self) -> str:
        """The value as everybody with the permission may see it."""
        register = registers(self.kind)[self.fact.register]
        if register.secret:
            return MASKS.get(self.fact.register, masks.account)(self.fact.value)
        if self.fact.register == "office":
            return self.offices.get(self.fact.value, self.fact.value)
        return register.shown(self.fact.value)


def shown_spells(spells: Iterable[Spell], today: date, names: Mapping[int, str]) -> list[ShownSpell]:
    """Spells for a page, those that run first, then the latest; one that another of its line followed says so."""
    listed = list(spells)
    last = {line: max(s.valid.start for s in listed if s.line == line) for line in {s.line for s in listed}}
    found = [ShownSpell(s, today, names.get(s.employer or 0, ""), s.valid.start < last[s.line]) for s in listed]
    return sorted(
        found, key=lambda one: (today not in one.spell.valid, -one.spell.valid.start.toordinal(), one.spell.id)
    )


def current_facts(view: View, kind: SubjectKind, day: date, offices: Mapping[str, str]) -> list[ShownFact]:
    """What holds on a day, in the order of the registers; name and number stand above."""
    order = list(registers(kind))
    found = [fact for fact in view.facts if day in fact.valid and fact.register not in _HELD_ELSEWHERE]
    in_order = sorted(found, key=lambda fact: (order.index(fact.register), fact.slot))
    return [ShownFact(fact, kind, offices) for fact in in_order]


def shown(
    row: AnyRow, kind: SubjectKind, day: date, names: Mapping[int, str], offices: Mapping[str, str]
) -> ShownFact | ShownSpell | ShownOwed:
    """A row for a page; `names` of employers by number, `offices` by the value of the fact."""
    if isinstance(row, Fact):
        return ShownFact(row, kind, offices)
    if isinstance(row, Liability):
        return ShownOwed(row, names.get(row.employer or 0, ""))
    return ShownSpell(row, day, names.get(row.employer or 0, ""))


def of_kind(number: int, kind: SubjectKind) -> Record:
    """The record of this number. Raises Http404 where there is none of this kind."""
    found = whole_record(number) if number < 2**62 else None
    if found is None or found.kind is not kind:
        raise Http404("没有这个编号")
    return found
