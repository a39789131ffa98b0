"""A year of accounts holds what was paid, is the same when closed again, and a new version where a payment came late."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from server.operations.collection.made import PENSION, billed, receipt, received
from server.operations.contributions.made import APRIL, MARCH, PLACE
from shebao.operations.collection.amounts import Amounts
from shebao.server.operations.personal_accounts.closing import close_year
from shebao.server.operations.personal_accounts.doing import move
from shebao.server.operations.personal_accounts.models import AccountYear, Movement
from shebao.server.operations.personal_accounts.reading import stale_years, years_closed
from shebao.server.operations.records.models import Spell

pytestmark = pytest.mark.django_db
LINE = "pension_employee"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def payer(member, tree):
    return billed(member, tree)


@pytest.fixture
def clerk(member, tree):
    return member("collection_clerk", tree.unit, "collects")


def person_of(payer: int) -> int:
    found: int = Spell.objects.filter(employer=payer).values_list("person_id", flat=True).first()
    return found


def closed(year: int = 2025):
    return close_year(LINE, PLACE, year, timezone.now())


def last(person: int, year: int = 2025) -> AccountYear:
    return AccountYear.objects.filter(person=person, line=LINE, year=year).order_by("-version").first()


def test_what_was_not_paid_in_full_is_not_credited_and_what_comes_late_is_a_new_version(payer, clerk, tree) -> None:
    person = person_of(payer)
    move(person, LINE, MARCH, Movement.Kind.CARRIED, 10_000_00, "移交 1", timezone.now())
    received(tree.unit, clerk, receipt(payer, Amounts(128_000, 0)))
    assert (closed().written, last(person).credited, last(person).interest) == (1, 0, 15_000)
    received(tree.unit, clerk, receipt(payer, Amounts(0, 64_000)))
    done = closed()
    assert (done.accounts, done.written, last(person).version) == (1, 1, 2)
    assert (last(person).credited, last(person).rate, last(person).months, last(person).base) == (
        64_000,
        15_000,
        1,
        800_000,
    )
    assert last(person).interest == 15_000 + 64_000 * 10 * 15 // 12_000
    assert closed().written == 0
    assert last(person).index is not None


def test_a_year_begins_with_the_closing_of_the_one_before(payer, clerk, tree) -> None:
    person = person_of(payer)
    received(tree.unit, clerk, receipt(payer, PENSION))
    closed()
    close_year(LINE, PLACE, 2026, timezone.now())
    assert last(person, 2026).opening == last(person).closing
    assert (last(person, 2026).credited, last(person, 2026).index) == (0, None)


def test_a_payment_after_its_year_was_closed_makes_that_year_and_those_after_it_stale(payer, clerk, tree) -> None:
    assert stale_years(LINE) == []
    move(person_of(payer), LINE, MARCH, Movement.Kind.CARRIED, 10_000_00, "移交 1", timezone.now())
    for year in (2025, 2026):
        close_year(LINE, PLACE, year, timezone.now())
    assert (stale_years(LINE), years_closed()) == ([], [2025, 2026])
    received(tree.unit, clerk, receipt(payer, PENSION))
    assert stale_years(LINE) == [2025, 2026]
    for year in stale_years(LINE):
        close_year(LINE, PLACE, year, timezone.now())
    assert stale_years(LINE) == []
    assert last(person_of(payer), 2026).opening == last(person_of(payer)).closing
    move(person_of(payer), LINE, APRIL, Movement.Kind.TRANSFER_IN, 5, "转入 1", timezone.now())
    assert stale_years(LINE) == [2025, 2026]
    assert stale_years("annuity") == []


def test_transfers_count_from_their_month_and_happen_once(payer) -> None:
    person = person_of(payer)
    move(person, LINE, MARCH, Movement.Kind.TRANSFER_IN, 1_200_000, "转入 1", timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        move(person, LINE, MARCH, Movement.Kind.TRANSFER_IN, 1_200_000, "转入 1", timezone.now())
    with pytest.raises(ValueError, match="no personal account"):
        move(person, "injury", MARCH, Movement.Kind.TRANSFER_IN, 1, "转入 2", timezone.now())
    closed()
    assert (last(person).transfer_in, last(person).interest) == (1_200_000, 1_200_000 * 10 * 15 // 12_000)


def test_more_than_the_balance_cannot_leave(payer) -> None:
    person = person_of(payer)
    move(person, LINE, MARCH, Movement.Kind.TRANSFER_OUT, 5, "转出 1", timezone.now())
    assert (closed().rejected, AccountYear.objects.count()) == (1, 0)


def test_who_retires_earns_up_to_the_month(payer) -> None:
    from server.operations.contributions.made import do
    from shebao.operations.record.effects import SpellRestated
    from shebao.operations.record.valid import Valid

    person = person_of(payer)
    move(person, LINE, MARCH, Movement.Kind.CARRIED, 1_200_000, "移交 1", timezone.now())
    for spell in Spell.objects.filter(person=person, line=LINE, known_to=None):
        do(SpellRestated(person, spell.id, Valid(spell.valid.lower, date(2025, 7, 1)), "251"))
    closed()
    assert last(person).interest == 1_200_000 * 6 * 15 // 12_000
    assert close_year(LINE, PLACE, 2026, timezone.now()).accounts == 0


def test_a_year_is_never_changed_and_adds_up(payer) -> None:
    move(person_of(payer), LINE, MARCH, Movement.Kind.CARRIED, 5, "移交 1", timezone.now())
    closed()
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountYear.objects.update(closing=6)
    row = AccountYear.objects.get()
    row.pk, row.version, row.closing = None, 2, 7
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
