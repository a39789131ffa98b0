"""What the pages of the counter show of a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from shebao.operations.enrolment.reasons import reasons
from shebao.operations.enrolment.staff import STAFF_LABELS
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.record import Record, View
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Spell, SubjectKind
from shebao.server.operations.records.reading import whole_record


@dataclass(frozen=True)
class ShownSpell:
    """A spell for a page."""

    spell: Spell

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
        """Whether it runs: (words, tone)."""
        end = self.spell.valid.end
        if end is None:
            return "正常参保", "good"
        after = reasons()[self.spell.reason].after if self.spell.reason in reasons() else ""
        return ("终止参保", "neutral") if after == "ended" else ("暂停参保", "attention")


def facts(view: View, kind: SubjectKind) -> list[tuple[str, str, date, int]]:
    """What is known that is not secret: (register, value, since, act)."""
    known = registers(kind)
    return [
        (known[fact.register].label, known[fact.register].shown(fact.value), fact.valid.start, fact.act)
        for fact in view.facts
        if not known[fact.register].secret
    ]


def of_kind(number: int, kind: SubjectKind) -> Record:
    """The record of this number. Raises Http404 where there is none of this kind."""
    found = whole_record(number) if number < 2**62 else None
    if found is None or found.kind is not kind:
        raise Http404("没有这个编号")
    return found
