"""An act changes what is owed at once, in the months that the agency has assessed; its undoing takes that back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.utils import Error as DatabaseError

from server.operations.conftest import registered
from shebao.fields.dates import Month
from shebao.operations.contributions.assessing import Horizon, assess
from shebao.operations.contributions.differing import differences
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect, FactStated, SpellRestated, SpellStarted, SpellWithdrawn
from shebao.operations.record.record import CHINA
from shebao.operations.record.rows import Liability, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.owing.doing import assessed_singly, month_assessed, with_owed, with_owed_by_subject
from shebao.server.operations.owing.models import AssessedMonth
from shebao.server.operations.owing.reading import employers_of, held, horizon, persons_in, touched
from shebao.server.operations.records.doing import Order, apply, apply_rows
from shebao.server.operations.records.reading import holdings, known_up_to, liabilities_of

pytestmark = pytest.mark.django_db

PLACE = "420100"
JANUARY, JUNE = Month(2025, 1), Month(2025, 6)
HALF = Horizon(JANUARY, JUNE)
LINES = ("pension_employee", "unemployment", "injury")
_numbered = count(1)


def order() -> Order:
    return Order(Authority(AuthorityKind.RUN, f"owed-{next(_numbered)}"))


def do(*effects: Effect) -> None:
    apply(order(), with_owed(effects))


def assessed(*months: Month) -> None:
    for month in months:
        month_assessed(PLACE, month, datetime(2025, 7, 1, tzinfo=CHINA), apply(order(), ()).act)


def employer(**facts: str) -> int:
    return registered({"kind": "enterprise", "injury_class": "2", **facts}, SubjectKind.EMPLOYER)


def joined(person: int, at: int, since: Month, lines: Iterable[str] = LINES) -> list[Effect]:
    return [SpellStarted(person, line, "employee", PLACE, 1, at, Valid(since.first_day), "111") for line in lines]


def wage(person: int, at: int, yuan: str, since: Month = JANUARY) -> Effect:
    return FactStated(person, "declared_wage", yuan, Valid(since.first_day, date(2026, 1, 1)), str(at))


def owed(person: int) -> list[Liability]:
    return [row for row in liabilities_of([person])[person] if row.known_to is None]


def bases(person: int, line: str = "pension_employee") -> list[tuple[int, date, date | None]]:
    return [(row.owed.base, row.valid.start, row.valid.end) for row in owed(person) if row.line == line]


def as_from_scratch(person: int) -> bool:
    """Whether the record says what the assessment says that knows nothing of what was owed."""
    found = held([person])
    (known,) = persons_in(found, employers_of(found))
    return differences(person, assess(known, HALF), known.owed, HALF) == ()


def test_before_the_first_run_nothing_is_owed() -> None:
    person, at = registered({"name": "甲"}), employer()
    do(*joined(person, at, JANUARY), wage(person, at, "8000.00"))
    assert (horizon(), owed(person)) == (None, [])


def test_joiner_late_wage_leaver_and_withdrawal_assess_at_once_in_the_same_act() -> None:
    assessed(JANUARY, JUNE)
    person, at = registered({"name": "甲"}), employer()
    do(*joined(person, at, Month(2025, 3)))
    assert bases(person) == [(449_800, date(2025, 3, 1), None)]
    do(wage(person, at, "8000.00", Month(2025, 3)))
    assert bases(person) == [(800_000, date(2025, 3, 1), None)]
    assert len({row.act for row in owed(person)}) == 1, "one act says the wage and what it changes"
    spells = holdings([person]).spells[person].values()
    do(*(SpellRestated(person, spell.id, Valid(date(2025, 3, 1), date(2025, 5, 1)), "221") for spell in spells))
    assert bases(person) == [(800_000, date(2025, 3, 1), date(2025, 5, 1))]
    assert as_from_scratch(person)
    do(*(SpellWithdrawn(person, spell) for spell in holdings([person]).spells[person]))
    assert owed(person) == []


def test_an_employers_class_changes_what_is_owed_for_its_staff_from_that_month() -> None:
    assessed(JANUARY, JUNE)
    at = employer()
    staff = sorted(registered({"name": name}) for name in "甲乙")
    for person in staff:
        do(*joined(person, at, JANUARY), wage(person, at, "10000.00"))
    before = bases(staff[0])
    do(FactStated(at, "injury_class", "5", Valid(date(2025, 4, 1))))
    for person in staff:
        injury = [(row.owed.unit, row.valid.start) for row in owed(person) if row.line == "injury"]
        assert injury == [(3_200, date(2025, 1, 1)), (8_800, date(2025, 4, 1))]
        assert as_from_scratch(person)
    assert bases(staff[0]) == before


def test_a_run_of_joiners_ends_as_their_single_acts() -> None:
    assessed(JANUARY, JUNE)
    at = employer()
    people = sorted(registered({"name": f"甲{number}"}) for number in range(5))
    effects = [effect for person in people for effect in (*joined(person, at, JANUARY), wage(person, at, "7000.00"))]
    apply_rows(order(), lambda: with_owed_by_subject(effects))
    for person in people:
        assert bases(person) == [(700_000, date(2025, 1, 1), None)]
        assert as_from_scratch(person)


def test_who_was_touched_since_an_instant_is_found_by_enrolment_wage_or_employer() -> None:
    at, elsewhere = employer(), employer()
    first, second, third = sorted(registered({"name": name}) for name in "甲乙丙")
    do(*joined(first, at, JANUARY), *joined(second, elsewhere, JANUARY))
    since = known_up_to()
    do(FactStated(third, "name", "丁", Valid(date(2025, 1, 1))))
    assert touched(since) == []
    do(FactStated(elsewhere, "size", "small", Valid(date(2025, 1, 1))))
    do(wage(first, at, "6000.00"))
    assert touched(since) == [first, second]
    assert touched(known_up_to() + timedelta(seconds=1)) == []


def test_persons_assessed_singly_give_what_the_next_month_changes() -> None:
    assessed(JANUARY)
    person, at = registered({"name": "甲"}), employer()
    do(*joined(person, at, Month(2025, 2)))
    assert owed(person) == []
    effects = list(assessed_singly([person], HALF))
    assert {(effect.line, effect.valid.start) for effect in effects} == {(line, date(2025, 2, 1)) for line in LINES}


def test_a_month_once_assessed_stays_assessed() -> None:
    assessed(JANUARY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM owing_assessedmonth")
    assert AssessedMonth.objects.count() == 1
