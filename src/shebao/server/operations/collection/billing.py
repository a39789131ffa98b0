"""What payers owe, made into bills: every payer for a new month, and a new version where an act changed a month before."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max

from shebao.fields.dates import Month, month_of
from shebao.operations.collection.modes import collecting
from shebao.server.operations.collection.models import Bill
from shebao.server.operations.collection.reading import LAST_BILLS, RECEIVED
from shebao.server.operations.owing.reading import horizon, places
from shebao.server.operations.records.doing import alone

_MAKE = f"""
WITH changed AS (
    SELECT DISTINCT coalesce(employer_id, person_id) AS payer, line FROM records_liability
    WHERE known_from > %(since)s OR known_to > %(since)s
), last AS ({LAST_BILLS.format(where="")}), months AS (
    SELECT unnest(%(months)s::date[]) AS month, unnest(%(due)s::date[]) AS due_on
), now AS (
    SELECT coalesce(l.employer_id, l.person_id) AS payer, l.line, m.month, count(*) AS heads, sum(l.unit)::bigint AS unit,
        sum(l.person_share)::bigint AS person_share,
        bit_xor(hashtextextended(l.person_id || ' ' || l.unit || ' ' || l.person_share || ' ' || l.base, 0)) AS people
    FROM records_liability l JOIN months m ON l.valid @> m.month
    WHERE l.known_to IS NULL AND (m.month > %(billed)s
        OR EXISTS (SELECT 1 FROM changed c WHERE (c.payer, c.line) = (coalesce(l.employer_id, l.person_id), l.line)))
    GROUP BY 1, 2, 3
), before AS (
    SELECT last.* FROM last JOIN changed USING (payer, line) JOIN months USING (month)
)
INSERT INTO collection_bill (payer, line, month, version, heads, unit, person_share, people, due_on, known_at)
SELECT payer, line, month, coalesce(b.version, 0) + 1, coalesce(n.heads, 0), coalesce(n.unit, 0),
    coalesce(n.person_share, 0), coalesce(n.people, 0), coalesce(b.due_on, m.due_on), %(at)s
FROM now n FULL JOIN before b USING (payer, line, month) JOIN months m USING (month)
WHERE (n.heads, n.unit, n.person_share, n.people) IS DISTINCT FROM (b.heads, b.unit, b.person_share, b.people)
    AND (n.heads IS NOT NULL OR b.heads > 0)
ORDER BY month, payer, line
"""
SETTLE = f"""
INSERT INTO collection_settlement (bill_id, at)
SELECT b.id, %(at)s FROM ({LAST_BILLS.format(where="")}) b
LEFT JOIN ({RECEIVED.format(where="", and_="WHERE")}) r USING (payer, line, month)
WHERE coalesce(r.unit, 0) >= b.unit AND coalesce(r.person_share, 0) >= b.person_share
    AND NOT EXISTS (SELECT 1 FROM collection_settlement s WHERE s.bill_id = b.id)
ORDER BY b.id
"""


@transaction.atomic
def make_bills(now: datetime | None = None) -> int:
    """Makes the bills that the record asks for beyond those that are there; how many. What is changed by an act while this runs
    is a version of the next time. Raises NotCollected."""
    known = horizon()
    if known is None:
        return 0
    at = alone(now)
    done = Bill.objects.aggregate(billed=Max("month"), since=Max("known_at"))
    months = [known.first.plus(number) for number in range(known.last.since(known.first) + 1)]
    values = {
        "since": done["since"] or at,
        "billed": done["billed"] or date.min,
        "months": [month.first_day for month in months],
        "due": [_due_on(month) for month in months],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, values)
        made = cursor.rowcount
    settle(at)
    return made


def settle(at: datetime) -> int:
    """Writes down which bills have been paid in full; how many."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"at": at})
        return cursor.rowcount


def _due_on(month: Month) -> date:
    """The last day of payment, as the places that are assessed here have it; the latest where they differ."""
    return max(collecting(place, month).due_on(month) for place in places())


def billed_until() -> Month | None:
    """The last month that was billed."""
    found = Bill.objects.aggregate(last=Max("month"))["last"]
    return month_of(found) if found else None
