"""Second registrations: of the same person with something written otherwise, and of people who only resemble."""

from __future__ import annotations

import re
from datetime import date, timedelta

from shebao.fields.identifiers.identity import check_character
from shebao.population.agency.changes import Changes, Person
from shebao.population.agency.faults import Follow, Planted, fault
from shebao.population.agency.likenesses import LIKENESSES, Dice, Likeness, Row

FIRST_NUMBER = 900_000_001
"""Personal numbers of second registrations, above all others."""
EXACT, PROBABLE = "P13", "P32"
_SOUND = re.compile("[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]")
_NAME = re.compile("[一-龥㐀-䶵·]{2,30}")


def _register(likeness: Likeness) -> None:
    @fault(likeness.name, "worker")
    def plant(changes: Changes, person: Person, planted: Planted) -> Follow | None:
        made = likeness.make(person.own, Dice(planted.seed, person.number))
        if made is None:
            return None
        own, second = made
        if own:
            person.change_self(**own)
        row = _settled(second, planted)
        planted.registered.append(row)
        planted.likenesses.append((person.number, row["AAC001"], likeness.same, likeness.name))
        return _follow(likeness, person.own, row)


def _settled(second: Row, planted: Planted) -> Row:
    """A row with a number of its own, that began to work elsewhere and later than the person it resembles."""
    first_work = (second["AAC006"] or date(1980, 1, 1)) + timedelta(days=24 * 366)
    return second | {
        "AAC001": FIRST_NUMBER + len(planted.registered),
        "AAC007": first_work,
        "AAC049": first_work.year * 100 + first_work.month,
        "AAB301": "420199",
    }


def _follow(likeness: Likeness, own: Row, second: Row) -> Follow:
    """What a clerk would expect: the pair, and what is wrong with the second row by itself."""
    follow = [(check, str(second["AAC001"])) for check in _wrong(second)]
    if likeness.same and second["AAC002"] and _seventeen(own["AAC002"]) == _seventeen(second["AAC002"]):
        follow.append((EXACT, str(own["AAC001"])))
    elif likeness.same:
        follow.append((PROBABLE, f"{own['AAC001']}|{second['AAC001']}"))
    return follow


def _seventeen(number: str) -> str:
    return number[:6] + "19" + number[6:] if len(number) == 15 else number[:17] if len(number) == 18 else number


def _wrong(row: Row) -> list[str]:
    """The checks of a single row that it breaks."""
    number = row["AAC002"]
    found = [] if _NAME.fullmatch(row["AAC003"]) else ["P27"]
    if number is None:
        return [*found, "P02"]
    if not _SOUND.fullmatch(number):
        return [*found, "P07"]
    if check_character(number[:17]) != number[17]:
        found.append("P08")
    if not _exists(number[6:14]):
        found.append("P09")
    if f"{row['AAC006']:%Y%m%d}" != number[6:14]:
        found.append("P11")
    if int(number[16]) % 2 != int(row["AAC004"]) % 2:
        found.append("P12")
    return found


def _exists(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


for _each in LIKENESSES:
    _register(_each)
