"""One month of the city: lists of employers, cases at the counter, deaths reported, particulars changed, corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, groupby

from shebao.operations.city.dying import died
from shebao.operations.city.months import FIRST_TIME, NOBODY, RETIRED, Line, Plan
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect, FactStated, SpellRestated
from shebao.operations.record.needed import Needed
from shebao.operations.record.record import CHINA
from shebao.operations.record.rows import Table
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.doing import Refused, move, offered_to, start
from shebao.server.operations.city.bringing import SERVICE, Sent, bring
from shebao.server.operations.city.people import Agency, Newcomer, service_on
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.owing.doing import with_owed
from shebao.server.operations.records.doing import Order, apply, apply_rows
from shebao.server.operations.records.reading import holdings, standing_at, whole_records

_OWN_LEAVE, _RESIDENT = "SI-CON-006", "SI-REG-007"
_LISTS, _COUNTER, _DEATHS, _PARTICULARS, _CORRECTIONS = 5, 9, 12, 16, 20
_OPENING = time(8, 30)
_EMPLOYERS_AT_A_TIME = 200
_KNOWN = Needed(frozenset({Table.FACT}), frozenset({"identity_number", "name"}))
_MOVED = "141"


@dataclass
class Month:
    """A month as it is lived; `events` counts what happened."""

    agency: Agency
    plan: Plan
    newcomers: Sequence[Newcomer]
    residents: Sequence[Newcomer] = ()
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
        """Each employer's list, as it was uploaded, becomes one act; lines that the rules refuse are told and left out."""
        lines = [line for line in self.plan.lines if not line.singly]
        new: dict[int, list[Newcomer]] = {}
        for newcomer in self.newcomers:
            if newcomer.employer is not None:
                new.setdefault(newcomer.employer, []).append(newcomer)
        employers = sorted({line.employer for line in lines} | set(new))
        by_employer = {key: list(own) for key, own in groupby(lines, lambda line: line.employer)}
        for some in (
            employers[at : at + _EMPLOYERS_AT_A_TIME] for at in range(0, len(employers), _EMPLOYERS_AT_A_TIME)
        ):
            known = _known({line.person for employer in some for line in by_employer.get(employer, ())})
            listed = [self._list(each, by_employer.get(each, ()), new.get(each, ()), known) for each in some]
            for sent, brought in zip(listed, bring(self.agency, listed), strict=True):
                self.events["lists"] += 1
                self.events["refused"] += len(brought.refused)
                for place in brought.written:
                    self._happened(sent.forms[place], new=place >= len(by_employer.get(sent.employer, ())))

    def _list(
        self, employer: int, lines: Sequence[Line], new: Sequence[Newcomer], known: Mapping[int, Mapping[str, str]]
    ) -> Sent:
        """What an employer sends."""
        month = self.plan.month.iso
        first = {"change": "start", "staff": "employee", "month": month, "reason": FIRST_TIME}
        forms = [_change(line, known[line.person]) for line in lines]
        forms += [{"identity_number": each.number, "name": each.name, **first} for each in new]
        return Sent(employer, f"{month}-{employer}", forms, self._at(_LISTS))

    def _happened(self, form: Mapping[str, str], *, new: bool) -> None:
        """Counts what a line of a list came to."""
        if new:
            self.events["newcomers"] += 1
        elif form["change"] == "start":
            self.events["moves" if form["reason"] == _MOVED else "joiners"] += 1
        else:
            self.events["retirees" if form["reason"] == RETIRED else "leavers"] += 1
        usual = self.plan.month if form["change"] == "start" else self.plan.month.plus(-1)
        self.events["backdated"] += form["month"] < usual.iso

    def _counter(self) -> None:
        """The lines that are no list's, and residents who join: a case each, accepted by the clerk, decided by the reviewer."""
        lines = [line for line in self.plan.lines if line.singly]
        known = _known({line.person for line in lines})
        for line in lines:
            form = _change(line, known[line.person])
            done = self._case(*((SERVICE, line.employer, form) if line.employer != NOBODY else _own_leave(form)))
            self.events["retirees"] += done and line.reason == RETIRED
        for each in self.residents:
            category = {"pupil": "no", "category": "011", "start": self.plan.month.iso}
            form = {"identity_number": each.number, "name": each.name, **category}
            self.events["residents"] += self._case(_RESIDENT, None, form)

    def _case(self, code: str, employer: int | None, form: Mapping[str, str]) -> bool:
        """A whole case; whether it was done."""
        at = self._at(_COUNTER)
        with standing_at(at):
            try:
                service = service_on(code, at.date())
                case = start(self.agency.clerk, service, self.agency.office, employer, form, now=at)
                seen = {"seen_state": str(case.state), "seen_version": str(case.version)}
                (review,) = (each for each in offered_to(self.agency.reviewer, case) if each.value == "review")
                move(self.agency.reviewer, case, review, seen, now=at + timedelta(milliseconds=500))
            except Refused:
                self.events["refused"] += 1
                return False
        self.events["cases"] += 1
        return True

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
        first, last = self._at(_LISTS).replace(day=1), self._at(_CORRECTIONS)
        written = StaffList.objects.filter(uploaded_at__range=(first, last), act__isnull=False)
        lists = set(written.values_list("act_id", flat=True))
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


def _known(persons: Collection[int]) -> dict[int, dict[str, str]]:
    """Number and name of persons as they are known."""
    found: dict[int, dict[str, str]] = {person: {} for person in persons}
    for (person, register, _slot), facts in holdings(persons, _KNOWN).facts.items():
        found[person][register] = facts[-1].value
    return found


def _change(line: Line, known: Mapping[str, str]) -> dict[str, str]:
    """The form as it is filled in, from what is known about the person."""
    texts = {
        "change": line.change, "identity_number": known["identity_number"], "name": known["name"],
        "month": line.month.iso, "reason": line.reason,
    }  # fmt: skip
    return texts | ({"staff": line.staff} if line.change == "start" else {})


def _own_leave(form: Mapping[str, str]) -> tuple[str, None, dict[str, str]]:
    """The form of who stops without an employer."""
    names = {"identity_number", "name", "reason"}
    return _OWN_LEAVE, None, {"last": form["month"], **{name: form[name] for name in sorted(names)}}


def _next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
