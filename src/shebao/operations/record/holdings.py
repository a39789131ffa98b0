"""The rows that are known now of the subjects that an act is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from shebao.operations.record.effects import LiabilityLifted, LiabilityStated
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import AnyRow, Fact, Liability, Spell, SubjectKind


@dataclass
class Holdings:
    """The rows that are known now of the subjects that effects are about."""

    subjects: dict[int, SubjectKind] = field(default_factory=dict)
    facts: dict[tuple[int, str, str], list[Fact]] = field(default_factory=dict)
    spells: dict[int, dict[int, Spell]] = field(default_factory=dict)
    liabilities: dict[tuple[int, str, int], list[Liability]] = field(default_factory=dict)

    def hold(self, row: AnyRow) -> None:
        """Take in one more current row."""
        if isinstance(row, Fact):
            self.facts.setdefault((row.subject, row.register, row.slot), []).append(row)
        elif isinstance(row, Liability):
            self.liabilities.setdefault(lane_of(row), []).append(row)
        else:
            self.spells.setdefault(row.person, {})[row.id] = row

    def drop(self, row: AnyRow) -> None:
        """Take out a row that is current no more."""
        if isinstance(row, Fact):
            self.facts[row.subject, row.register, row.slot].remove(row)
        elif isinstance(row, Liability):
            self.liabilities[lane_of(row)].remove(row)
        else:
            del self.spells[row.person][row.id]


def lane_of(owed: Liability | LiabilityStated | LiabilityLifted) -> tuple[int, str, int]:
    """Person, line and lane, of which each month is owed once."""
    return owed.person, owed.line, insurance_lines()[owed.line].lane(owed.employer)
