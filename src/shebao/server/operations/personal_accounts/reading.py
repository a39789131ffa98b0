"""A person's account: the years that were closed, and what this year has brought so far."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from shebao.fields.dates import month_of
from shebao.operations.personal_accounts.crediting import AccountYear, Moved, PaidMonth, account_year, flows
from shebao.operations.personal_accounts.schemes import schemes
from shebao.server.operations.personal_accounts import models

PAID_PEOPLE = """
SELECT l.person_id AS person, l.line, s.month, l.base, l.unit, l.person_share FROM (
    SELECT DISTINCT ON (b.payer, b.line, b.month) b.payer, b.line, b.month, b.known_at
    FROM collection_bill b JOIN collection_settlement t ON t.bill_id = b.id
    WHERE b.line = ANY(%(lines)s) AND b.month BETWEEN %(opens)s::date AND %(ends)s::date ORDER BY b.payer, b.line, b.month, b.version DESC
) s JOIN records_liability l ON l.line = s.line AND coalesce(l.employer_id, l.person_id) = s.payer AND l.valid @> s.month
    AND l.known_from <= s.known_at AND (l.known_to IS NULL OR l.known_to > s.known_at)
"""
_OWN_MONTHS = """
WITH own AS (SELECT * FROM records_liability WHERE person_id = %(person)s AND line = %(line)s), settled AS (
    SELECT DISTINCT ON (b.payer, b.month) b.payer, b.month, b.known_at FROM collection_bill b
    JOIN collection_settlement t ON t.bill_id = b.id
    WHERE b.line = %(line)s AND b.payer IN (SELECT coalesce(employer_id, person_id) FROM own)
        AND b.month BETWEEN %(first)s AND %(last)s ORDER BY b.payer, b.month, b.version DESC
)
SELECT s.month, l.base, l.unit, l.person_share, l.employer_id FROM settled s JOIN own l
    ON coalesce(l.employer_id, l.person_id) = s.payer AND l.valid @> s.month AND l.known_from <= s.known_at
    AND (l.known_to IS NULL OR l.known_to > s.known_at) ORDER BY 1
"""
_STALE = """
WITH last AS (SELECT max(at) AS at FROM personal_accounts_accountyear WHERE line = %(line)s), came AS (
    SELECT b.month FROM collection_settlement s JOIN collection_bill b ON b.id = s.bill_id, last
    WHERE b.line = %(line)s AND s.at > last.at
    UNION SELECT m.month FROM personal_accounts_movement m, last WHERE m.line = %(line)s AND m.at > last.at
)
SELECT DISTINCT year FROM personal_accounts_accountyear, (SELECT min(extract(year FROM month)) AS first FROM came) c
WHERE line = %(line)s AND year >= c.first ORDER BY year
"""


def paid_months(person: int, line: str, year: int) -> list[tuple[PaidMonth, int | None]]:
    """The months of a year that were paid in full, each with its employer."""
    values: dict[str, Any] = {"person": person, "line": line, "first": date(year, 1, 1), "last": date(year, 12, 31)}
    with connection.cursor() as cursor:
        cursor.execute(_OWN_MONTHS, values)
        return [(PaidMonth(month_of(month), *amounts), employer) for month, *amounts, employer in cursor.fetchall()]


def lines_of(person: int) -> list[str]:
    """The lines in which a person has an account."""
    found = set(models.AccountYear.objects.filter(person=person).values_list("line", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT line FROM records_liability WHERE person_id = %s", [person])
        found |= {line for (line,) in cursor.fetchall()}
    return [line for line in schemes() if line in found]


def years_closed() -> list[int]:
    """The years of which any account was closed, in order."""
    years = models.AccountYear.objects.order_by("year").values_list("year", flat=True).distinct()
    return list(years)


def stale_years(line: str) -> list[int]:
    """The closed years of a line to close again, in order: from the first for which a payment or movement came after accounts were
    last written to the last closed one, since each begins where the one before ends."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, {"line": line})
        return [year for (year,) in cursor.fetchall()]


def years_of(person: int, line: str) -> list[models.AccountYear]:
    """The years that were closed, each by its last version, in order."""
    rows = models.AccountYear.objects.filter(person=person, line=line).order_by("year", "-version").distinct("year")
    return list(rows)


def open_year(person: int, line: str, place: str, year: int) -> AccountYear:
    """A year that was not closed yet: what has come so far, without interest."""
    before = years_of(person, line)
    opening = next((row.closing for row in reversed(before) if row.year < year), 0)
    moves = models.Movement.objects.filter(person=person, line=line, month__year=year)
    carried = sum(move.amount for move in moves if move.kind == models.Movement.Kind.CARRIED)
    others = [
        Moved(month_of(move.month), **{move.kind: move.amount})
        for move in moves
        if move.kind != models.Movement.Kind.CARRIED
    ]
    scheme = schemes()[line]
    paid = [month for month, _employer in paid_months(person, line, year)]
    own = flows(scheme, scheme.credit(place, year), paid, others)
    return account_year(year, opening + carried, own, None)
