"""One month of the city: lists of employers, cases at the counter, deaths reported, particulars changed, corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, groupby
from typing import TYPE_CHECKING

from shebao.operations.city.dying import died
from shebao.operations.city.months import FIRST_TIME, Line, Plan
from shebao.operations.handling.registry import effects as services
from shebao.operations.handling.situation import Situation
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect, FactStated, SpellRestated, subject_of
from shebao.operations.record.record import CHINA, Record
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.doing import Refused, move, offered_to, start
from shebao.server.operations.owing.doing import with_owed
from shebao.server.operations.records.doing import Order, apply, apply_rows
from shebao.server.operations.records.models import Act
from shebao.server.operations.records.reading import numbers, standing_at, whole_records
from shebao.services.forms import read_form
from shebao.services.listing import catalogue
from shebao.services.model import Service

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_JOIN, _CHANGE = "SI-REG-005", "SI-CON-001"
_LISTS, _COUNTER, _DEATHS, _PARTICULARS, _CORRECTIONS = 5, 9, 12, 16, 20
_OPENING = time(8, 30)
_EMPLOYERS_AT_A_TIME = 200


@dataclass(frozen=True)
class Agency:
    """Who works there: the office, a clerk and a reviewer at its counter, the place whose rules apply."""

    office: Organisation
    clerk: User
    reviewer: User
    place: str


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is insured for the first time."""

    number: str
    name: str
    employer: int


@dataclass
class Month:
    """A month as it is lived; `events` counts what happened."""

    agency: Agency
    plan: Plan
    newcomers: Sequence[Newcomer]
    events: Counter[str] = field(default_factory=Counter)
    _seconds: Iterator[int] = field(default_factory=count)

    def live(self) -> Counter[str]:
        """Everything that happens, in the order of the days. In a transaction: a month happens whole or not at all."""
        self._lists()
        self._counter()
        self._deaths()
        self._particulars()
        self._corrections()
        return self.events

    def _at(self, day: int) -> datetime:
        """The next instant of a working day, a second after the one before."""
        first = self.plan.month.first_day
        opening = datetime.combine(date(first.year, first.month, day), _OPENING, CHINA)
        return opening + timedelta(seconds=next(self._seconds))

    def _lists(self) -> None:
        """Each employer's list is one act, as it was uploaded; lines that the rules refuse are told and left out."""
        lines = [line for line in self.plan.lines if not line.singly]
        new: dict[int, list[Newcomer]] = {}
        for newcomer in self.newcomers:
            new.setdefault(newcomer.employer, []).append(newcomer)
        employers = sorted({line.employer for line in lines} | set(new))
        by_employer = {key: list(own) for key, own in groupby(lines, lambda line: line.employer)}
        for some in (
            employers[at : at + _EMPLOYERS_AT_A_TIME] for at in range(0, len(employers), _EMPLOYERS_AT_A_TIME)
        ):
            wanted = set(some) | {line.person for employer in some for line in by_employer.get(employer, ())}
            records = whole_records(wanted)
            for employer in some:
                self._list(employer, by_employer.get(employer, ()), new.get(employer, ()), records)

    def _list(
        self, employer: int, lines: Sequence[Line], new: Sequence[Newcomer], records: Mapping[int, Record]
    ) -> None:
        at = self._at(_LISTS)
        effects: list[Effect] = []
        for line in lines:
            texts = _change(line, records[line.person])
            effects += self._assessed(line.change, texts, line.person, records[line.person], records[employer], at)
        for newcomer, key in zip(new, sorted(numbers("subject", len(new))), strict=True):
            texts = {
                "change": "start", "identity_number": newcomer.number, "name": newcomer.name, "staff": "employee",
                "month": self.plan.month.iso, "reason": FIRST_TIME,
            }  # fmt: skip
            effects += self._assessed("newcomer", texts, key, None, records[employer], at)
        if effects:
            authority = Authority(AuthorityKind.RUN, f"list-{self.plan.month.iso}-{employer}")
            order = Order(authority, by=self.agency.clerk, checked_by=self.agency.reviewer, eyes=2, service=_CHANGE,
                          service_version=_service(_CHANGE, at.date()).version, office=self.agency.office)  # fmt: skip
            apply(order, sorted(with_owed(effects), key=subject_of), at)
            self.events["lists"] += 1

    def _assessed(
        self, what: str, texts: Mapping[str, str], key: int, record: Record | None, employer: Record, at: datetime
    ) -> Sequence[Effect]:
        """What a line of a list comes to by the same rules as a form at the counter; nothing where it is refused."""
        service = _service(_CHANGE, at.date())
        values, problems = read_form(service, texts)
        on = Situation(
            key,
            record,
            employer,
            self.agency.office.pk,
            self.agency.place,
            at.date(),
            at,
            employer_number=employer.subject,
        )
        outcome = services()[service.effect].function(on, values) if not problems else None
        if outcome is None or outcome.against:
            self.events["refused"] += 1
            return ()
        moved = texts["reason"] == "141"
        self.events[{"start": "moves" if moved else "joiners", "stop": "leavers"}.get(what, "newcomers")] += 1
        usual = self.plan.month if texts["change"] == "start" else self.plan.month.plus(-1)
        if texts["month"] < usual.iso:
            self.events["backdated"] += 1
        return outcome.effects

    def _counter(self) -> None:
        """The lines that are no list's: a case each, accepted by the clerk and decided by the reviewer."""
        lines = [line for line in self.plan.lines if line.singly]
        records = whole_records({line.person for line in lines})
        for line in lines:
            at, texts = self._at(_COUNTER), _change(line, records[line.person])
            service = _service(_CHANGE, at.date())
            with standing_at(at):
                try:
                    case = start(self.agency.clerk, service, self.agency.office, line.employer, texts, now=at)
                    seen = {"seen_state": str(case.state), "seen_version": str(case.version)}
                    (review,) = (each for each in offered_to(self.agency.reviewer, case) if each.value == "review")
                    move(self.agency.reviewer, case, review, seen, now=at + timedelta(milliseconds=500))
                    self.events["cases"] += 1
                except Refused:
                    self.events["refused"] += 1

    def _deaths(self) -> None:
        """A message of another authority each; the days of the month before, since lists come after the month."""
        before = self.plan.month.plus(-1)
        records = whole_records({person for person, _day in self.plan.deaths})
        for person, day in self.plan.deaths:
            at = self._at(_DEATHS)
            effects = list(died(person, records[person].known(at), date(before.year, before.month, day)))
            if effects:
                authority = Authority(AuthorityKind.MESSAGE, f"death-{self.plan.month.iso}-{person}")
                apply(Order(authority, office=self.agency.office), with_owed(effects), at)
                self.events["deaths"] += 1

    def _particulars(self) -> None:
        """Addresses and telephones that people changed themselves, taken over in one run. The area has no such numbers."""
        people = self.plan.particulars
        since = Valid(self.plan.month.first_day)

        def effects() -> Iterator[Effect]:
            for person in people:
                house = (person + self.plan.month.ordinal) % 9999 + 1
                yield FactStated(person, "address", f"合成路 {house} 号", since)
                yield FactStated(person, "telephone", f"027-0{person % 10_000_000:07}", since)

        if people:
            authority = Authority(AuthorityKind.RUN, f"particulars-{self.plan.month.iso}")
            apply_rows(Order(authority, office=self.agency.office), effects, self._at(_PARTICULARS))
            self.events["particulars"] += len(people)

    def _corrections(self) -> None:
        """A joiner had come a month later than the list said: each by an act that names the list's."""
        month = self.plan.month
        records = whole_records(self.plan.corrected)
        lists = dict(Act.objects.filter(authority_id__startswith=f"list-{month.iso}-").values_list("id", "at"))
        for person in sorted(self.plan.corrected):
            spells = [
                s
                for s in records[person].known(self._at(_CORRECTIONS)).spells
                if s.act in lists and s.valid.end is None
            ]
            if spells:
                authority = Authority(AuthorityKind.CORRECTION, f"correct-{month.iso}-{person}")
                order = Order(authority, by=self.agency.clerk, corrects=spells[0].act, office=self.agency.office)
                effects = [SpellRestated(person, s.id, Valid(_next(s.valid.start)), s.reason) for s in spells]
                apply(order, with_owed(effects), self._at(_CORRECTIONS))
                self.events["corrections"] += 1


def _change(line: Line, record: Record) -> dict[str, str]:
    """The form as it is filled in, from what is known about the person."""
    known = {fact.register: fact.value for fact in record.facts if fact.known_to is None}
    texts = {
        "change": line.change, "identity_number": known["identity_number"], "name": known["name"],
        "month": line.month.iso, "reason": line.reason,
    }  # fmt: skip
    return texts | ({"staff": line.staff} if line.change == "start" else {})


def _service(code: str, day: date) -> Service:
    found = catalogue().version(code, day)
    assert found is not None, f"{code} is in the catalogue"
    return found


def _next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
