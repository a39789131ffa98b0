"""What a service is decided on: the records of those it is about, as known at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shebao.operations.record.record import Record, View


@dataclass(frozen=True, slots=True)
class Situation:
    """The person's number (drawn anew where they have no record yet, 0 where it is about nobody) and record, the employer's
    record, the office that handles the case, the place whose rules apply, the day, and the instant up to which things are
    known. `employer_number` is that of the employer, drawn anew where it has no record yet; `staff` counts the persons with
    enrolment at the employer that has not ended by the day; `other` is the second record of who has two."""

    person: int
    record: Record | None
    employer: Record | None
    office: int
    place: str
    day: date
    known: datetime
    employer_number: int = 0
    staff: int = 0
    other: Record | None = None

    @property
    def now(self) -> View:
        """What is known about the person on the day; nothing where there is no record."""
        return self.record.on(self.day, self.known) if self.record else View((), ())

    @property
    def always(self) -> View:
        """What is known about the person on all days."""
        return self.record.known(self.known) if self.record else View((), ())

    @property
    def of_employer(self) -> View:
        """What is known about the employer on the day."""
        return self.employer.on(self.day, self.known) if self.employer else View((), ())

    @property
    def of_employer_always(self) -> View:
        """What is known about the employer on all days."""
        return self.employer.known(self.known) if self.employer else View((), ())

    @property
    def employer_id(self) -> int | None:
        """The employer's number; None where there is no employer with a record."""
        return self.employer.subject if self.employer else None

    @property
    def basis(self) -> tuple[int, ...]:
        """The rows that are current of both records: a case pins them, and is refused where they have changed meanwhile."""
        views = [record.known(self.known) for record in (self.record, self.employer, self.other) if record]
        facts = [fact.id for view in views for fact in view.facts]
        return tuple(sorted([*facts, *(spell.id for view in views for spell in view.spells)]))
