"""What happens in the city in a month: drawn by seed from who is enrolled where, the same on every machine.

A draw depends on seed, month and person only, so neither order nor an interruption changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from shebao.fields.dates import Month, month_of_ordinal
from shebao.operations.city.proportions import City
from shebao.population.draws import Booleans, Draws, Integers

NOBODY = -1
STAFF = ("employee", "established", "flexible", "resident")
_LEAVING = ("221", "222", "223", "224", "225")
_LEAVING_WEIGHTS = (50, 35, 8, 2, 5)
FIRST_TIME = "111"
RETIRED = "251"
_MOVED_IN, _BACK = "141", "121"
_MOST_MONTHS_BACK = 5
_MONTH_SALT = 7919


@dataclass(frozen=True, slots=True)
class Roster:
    """The people as the agency knew them when the month began, in order of their numbers: the last pension spell of each.

    `employer` is NOBODY where there is none, `staff` a position in STAFF, `ended` the month's ordinal after the last one
    or NOBODY while it is open, `retires` the month of statutory retirement or NOBODY where it is not known.
    """

    person: Integers
    employer: Integers
    staff: Integers
    start: Integers
    ended: Integers
    retires: Integers
    can_return: Booleans
    dead: Booleans


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an employer's staff list: who joins or leaves, from or to which month, why. `singly`: at the counter instead, as
    who has no employer (NOBODY) always is."""

    employer: int
    person: int
    change: str
    staff: str
    month: Month
    reason: str
    singly: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens in a month: lines of lists by employer, who dies on which day of it, who has a new address or telephone,
    joiners whose month will be corrected, the employers of newcomers, and how many residents join for the first time."""

    month: Month
    lines: tuple[Line, ...]
    deaths: tuple[tuple[int, int], ...]
    particulars: tuple[int, ...]
    corrected: frozenset[int]
    newcomers: tuple[int, ...]
    residents: int


class _Drawing:
    """The draws of one month."""

    def __init__(self, roster: Roster, seed: int, month: Month, city: City) -> None:
        self.roster, self.month, self.rates = roster, month, city.permille
        self.draws = Draws(seed ^ (month.ordinal * _MONTH_SALT), roster.person)
        self.insured = (roster.ended == NOBODY) & ~roster.dead & (roster.start < month.ordinal)
        self.working = self.insured & (roster.employer != NOBODY)
        self.spoken_for = np.zeros(len(roster.person), dtype=bool)

    def some(self, event: str, among: Booleans) -> Integers:
        """Positions of those whom an event meets; nobody meets two in a month."""
        chosen = among & ~self.spoken_for & self.draws.chance(event, self.rates[event])
        self.spoken_for |= chosen
        return np.flatnonzero(chosen)

    def employers(self, field: str, places: Integers, staff: Integers) -> Integers:
        """An employer with such staff for each place, large ones more often; NOBODY where there is none."""
        found = np.full(len(places), NOBODY, dtype=np.int64)
        for kind in np.unique(staff):
            known = self.roster.employer[self.working & (self.roster.staff == kind)]
            of_kind = staff == kind
            if len(known):
                found[of_kind] = known[self.draws.below(field, len(known))[places][of_kind]]
        return found

    def singly(self, places: Integers) -> Booleans:
        """Who comes to the counter instead of standing in a list."""
        return np.asarray(self.draws.chance("singly", self.rates["singly"])[places])


def drawn(roster: Roster, seed: int, month: Month, city: City) -> Plan:
    """The plan of a month."""
    drawing = _Drawing(roster, seed, month, city)
    deaths = drawing.some("deaths", ~roster.dead)
    days = 1 + drawing.draws.below("death day", 28)
    lines = [*_retirees(drawing), *_leavers(drawing), *_movers(drawing), *_returners(drawing)]
    particulars = drawing.some("changed_particulars", ~roster.dead)
    joiners = [line.person for line in lines if line.change == "start" and not line.singly]
    corrected = Draws(seed ^ (month.ordinal * _MONTH_SALT), np.array(joiners, dtype=np.int64))
    wrong = corrected.chance("corrections", city.permille["corrections"])
    return Plan(
        month,
        tuple(sorted(lines, key=lambda line: (line.employer, line.person))),
        tuple((int(roster.person[place]), int(days[place])) for place in deaths),
        tuple(int(roster.person[place]) for place in particulars),
        frozenset(person for person, is_wrong in zip(joiners, wrong.tolist(), strict=True) if is_wrong),
        _newcomers(drawing, len(roster.person) * city.permille["newcomers"] // 1000),
        len(roster.person) * city.permille["residents"] // 1000,
    )


def _retirees(drawing: _Drawing) -> Iterator[Line]:
    """Nobody draws it: whose month of retirement was the one before or earlier stops with it."""
    roster, month = drawing.roster, drawing.month.ordinal
    of_age = (roster.retires != NOBODY) & (roster.retires < month) & (roster.staff != STAFF.index("resident"))
    places: Integers = np.flatnonzero(drawing.insured & of_age & ~drawing.spoken_for)
    drawing.spoken_for[places] = True
    last = np.maximum(roster.retires[places], roster.start[places])
    for place, until, alone in zip(places, last, drawing.singly(places), strict=True):
        employer = int(roster.employer[place])
        yield _line(drawing, place, employer, "stop", int(until), RETIRED, bool(alone) or employer == NOBODY)


def _leavers(drawing: _Drawing) -> Iterator[Line]:
    """The last month is the one before, or some earlier one where the employer was late."""
    roster, places = drawing.roster, drawing.some("leavers", drawing.working)
    reason = drawing.draws.choice("reason", _LEAVING_WEIGHTS)[places]
    last = np.maximum(drawing.month.ordinal - 1 - _back(drawing)[places], roster.start[places])
    for place, why, month, alone in zip(places, reason, last, drawing.singly(places), strict=True):
        yield _line(drawing, place, roster.employer[place], "stop", month, _LEAVING[why], alone)


def _movers(drawing: _Drawing) -> Iterator[Line]:
    """From this month on at another employer with such staff."""
    roster, places = drawing.roster, drawing.some("moves", drawing.working)
    to = drawing.employers("move to", places, roster.staff[places])
    for place, employer, alone in zip(places, to, drawing.singly(places), strict=True):
        if employer not in (NOBODY, roster.employer[place]):
            yield _line(drawing, place, employer, "start", drawing.month.ordinal, _MOVED_IN, alone)


def _returners(drawing: _Drawing) -> Iterator[Line]:
    """Back at work as an employee, from this month on or some earlier one since the last spell ended."""
    roster = drawing.roster
    places = drawing.some("back_at_work", roster.can_return & (roster.ended < drawing.month.ordinal))
    to = drawing.employers("work at", places, np.zeros(len(places), dtype=np.int64))
    start = np.maximum(drawing.month.ordinal - _back(drawing)[places], roster.ended[places])
    for place, employer, month, alone in zip(places, to, start, drawing.singly(places), strict=True):
        if employer != NOBODY:
            yield _line(drawing, place, employer, "start", month, _BACK, alone, "employee")


def _back(drawing: _Drawing) -> Integers:
    """How many months late each would be told."""
    late = drawing.draws.chance("backdated", drawing.rates["backdated"])
    return np.where(late, 1 + drawing.draws.below("months back", _MOST_MONTHS_BACK), 0)


def _line(
    drawing: _Drawing, place: int, employer: int, change: str, month: int, reason: str, alone: bool, staff: str = ""
) -> Line:
    person = int(drawing.roster.person[place])
    kind = staff or STAFF[int(drawing.roster.staff[place])]
    return Line(int(employer), person, change, kind, month_of_ordinal(int(month)), reason, bool(alone))


def _newcomers(drawing: _Drawing, count: int) -> tuple[int, ...]:
    """Where those who are insured for the first time begin to work."""
    known: Sequence[int] = drawing.roster.employer[drawing.working & (drawing.roster.staff == 0)].tolist()
    if not known:
        return ()
    draws = Draws(drawing.draws.seed, np.arange(count, dtype=np.int64))
    return tuple(known[position] for position in draws.below("newcomer", len(known)).tolist())
