"""Random acts of enrolment one after another: what the record says is what a naive replay says, then and later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.fields.identifiers import read_identity_number
from shebao.operations.enrolment.joining import join
from shebao.operations.enrolment.leaving import leave, leave_flexible
from shebao.operations.enrolment.own import join_flexible, join_resident
from shebao.operations.enrolment.single import join_injury_only, join_platform
from shebao.operations.enrolment.staff import lines_of
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.outcome import Outcome
from shebao.operations.handling.situation import Situation
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import changes
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.record import CHINA, Record, View, record_of
from shebao.operations.record.rows import Fact, Spell, SubjectKind
from shebao.operations.record.spells import overlapping
from shebao.operations.record.valid import Valid

PLACE, PERSON = "420100", 7
NUMBER = read_identity_number("429906199003070018")
WHO = {"identity_number": NUMBER, "name": "甲"}
FIRST, HORIZON = Month(2024, 1), 60
KINDS = {2: "enterprise", 3: "public_institution", 4: "platform"}
SINCE = datetime(2000, 1, 1, tzinfo=CHINA)


def employer(key: int) -> Record:
    facts = {"kind": KINDS[key], "status": "registered"}
    rows = [
        Fact(place, key, name, "", value, Valid(date(2000, 1, 1)), SINCE, None, 0, None)
        for place, (name, value) in enumerate(facts.items())
    ]
    return record_of(key, SubjectKind.EMPLOYER, rows)


EMPLOYERS = {key: employer(key) for key in KINDS}


@dataclass
class City:
    """One person's rows as acts leave them, and months of (line, employer) as a naive replay counts them."""

    rows: dict[int, Spell | Fact] = field(default_factory=dict)
    holdings: Holdings = field(default_factory=Holdings)
    ids: count[int] = field(default_factory=lambda: count(1))
    months: set[tuple[str, int | None, Month]] = field(default_factory=set)

    @property
    def record(self) -> Record | None:
        return record_of(PERSON, SubjectKind.PERSON, self.rows.values()) if self.rows else None

    def take(self, found: Outcome, number: int, at: datetime) -> None:
        act = Act(number, at, 1, Authority(AuthorityKind.CASE, str(number)))
        for change in changes(self.holdings, act, found.effects, self.ids):
            if isinstance(change.row, Spell | Fact):
                self.rows[change.row.id] = change.row


def held(view: View) -> set[tuple[str, int | None, Month]]:
    """Months in which somebody is in a line with an employer, month by month."""
    months = [FIRST.plus(each) for each in range(HORIZON)]
    return {(s.line, s.employer, m) for s in view.spells for m in months if m.first_day in s.valid}


def since(first: Month) -> list[Month]:
    return [month for each in range(HORIZON) if (month := FIRST.plus(each)) >= first]


MOVES = st.tuples(
    st.sampled_from(["join", "establish", "move", "flexible", "resident", "injury", "platform", "leave", "stop"]),
    st.sampled_from(sorted(KINDS)),
    st.integers(-3, 4),
    st.integers(0, 3),
    st.sampled_from([5, 26]),
)


def outcome(now: Situation, what: str, month: Month) -> Outcome:
    """What an act comes to."""
    start = {**WHO, "start": month}
    if what in ("join", "establish", "move"):
        staff = "established" if what == "establish" else "employee"
        return join(now, {**start, "staff": staff, "reason": "141" if what == "move" else "111"})
    if what == "leave":
        return leave(now, {**WHO, "last": month, "reason": "221"})
    if what == "stop":
        return leave_flexible(now, {**WHO, "last": month, "reason": "229"})
    if what == "resident":
        return join_resident(now, {**start, "pupil": "no", "category": "011"})
    if what == "injury":
        return join_injury_only(now, {**start, "case": "intern"})
    return join_platform(now, start) if what == "platform" else join_flexible(now, start)


LINES = {
    "flexible": ("pension_employee",),
    "resident": ("pension_resident",),
    "platform": ("platform",),
    "injury": ("injury",),
}


def replayed(city: City, what: str, at: int | None, month: Month, before: View) -> set[tuple[str, int | None, Month]]:
    """The months after an act that was taken, without spells: sets of months only."""
    months = set(city.months)
    later = since(month)
    if what in ("leave", "stop"):
        gone = since(month.plus(1))
        wanted = {"flexible"} if what == "stop" else None
        open_now = {
            s.line for s in before.spells
            if s.employer == at and s.valid.end is None and (wanted is None or s.kind in wanted)
        }  # fmt: skip
        return {each for each in months if not (each[0] in open_now and each[1] == at and each[2] in gone)}
    if what == "move":
        open_elsewhere = [s for s in before.spells if s.valid.end is None and s.valid.start < month.first_day]
        lines = lines_of(KINDS[at or 0], "employee", month.first_day).lines
        excluded = {"pension_employee", "pension_institution", "pension_resident", "unemployment"}
        met = [s for s in open_elsewhere if s.line in excluded or (s.line in lines and s.employer == at)]
        left = {(s.employer, s.kind) for s in met if s.employer is not None}
        ended = {(s.line, s.employer) for s in open_elsewhere if s in met or (s.employer, s.kind) in left}
        months = {each for each in months if not ((each[0], each[1]) in ended and each[2] in later)}
    staff = "established" if what == "establish" else "employee"
    lines = LINES.get(what) or lines_of(KINDS[at or 0], staff, month.first_day).lines
    return months | {(line, at, each) for line in lines for each in later}


@settings(max_examples=150, deadline=None)
@given(st.lists(MOVES, min_size=1, max_size=9))
def test_whatever_happens_the_record_says_what_a_naive_replay_says(moves: list[tuple[str, int, int, int, int]]) -> None:
    city, seen, month, today = City(), [], Month(2025, 1), date(2025, 1, 1)
    for number, (what, key, back, later, dated) in enumerate(moves, 1):
        month = month.plus(later)
        day = today = max(today, month.first_day + timedelta(days=dated - 1))
        at = datetime(day.year, day.month, day.day, 9, tzinfo=CHINA) + timedelta(seconds=number)
        own = what in ("flexible", "resident", "stop")
        known = None if own else EMPLOYERS[key]
        now = Situation(PERSON, city.record, known, 1, PLACE, day, at, 0 if own else key)
        asked = month.plus(-back)
        before = now.always
        found = outcome(now, what, asked)
        if not found.against:
            counts = window(PLACE, day).month(day)
            city.months = replayed(city, what, None if own else key, asked, before)
            city.take(found, number, at)
            changed = {(line, m) for line, _, m in held(before) ^ city.months if m < counts}
            told = {(one.line, m) for one in found.consequences for m in since(one.first) if m <= one.last}
            assert changed <= told
        view = city.record.known(at) if city.record else View((), ())
        assert not list(overlapping(view.spells))
        assert held(view) == city.months
        seen.append((at, view))
    for at, view in seen:
        assert _same(city, at, view)


def _same(city: City, at: datetime, view: View) -> bool:
    """The same months and values: rows that were superseded later differ in nothing but until when they were known."""
    now = city.record.known(at) if city.record else View((), ())
    told = {(f.register, f.value, f.valid) for f in now.facts} == {(f.register, f.value, f.valid) for f in view.facts}
    return told and held(now) == held(view)
