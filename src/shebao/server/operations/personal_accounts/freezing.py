"""What a year of accounts is worked out of, frozen as the column job's inputs: balances and movements, and the months paid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shebao.fields.dates import Month
from shebao.operations.personal_accounts.columns import ACCOUNT_COLUMNS, ACCOUNTS, PAID, PAID_COLUMNS
from shebao.operations.personal_accounts.formulas import MONTHS
from shebao.operations.personal_accounts.schemes import Scheme, WithinYear
from shebao.server.operations.personal_accounts.reading import PAID_PEOPLE
from shebao.server.operations.records.frozen import freeze_rows

RETIRED = "251"
_RETIRED = """
SELECT person_id AS person, max(upper(valid) - 1) AS day FROM records_spell
WHERE line = %(line)s AND known_to IS NULL AND reason = %(retired)s AND upper(valid) IS NOT NULL GROUP BY person_id
"""
_PLACE = """
SELECT DISTINCT ON (person_id) person_id AS person, scheme_place FROM records_spell
WHERE line = %(line)s AND known_to IS NULL ORDER BY person_id, lower(valid) DESC
"""
_COMMON = f"""
WITH paid AS ({PAID_PEOPLE}), retired AS ({_RETIRED}), place AS ({_PLACE}), ended AS (
    SELECT person, extract(month FROM day)::int AS until, day < %(opens)s AS before, day <= %(ends)s AS within FROM retired
)
"""
_ACCOUNTS = f"""{_COMMON}, moved AS (
    SELECT m.person, sum(amount) FILTER (WHERE kind = 'transfer_in') AS transfer_in,
        sum(amount) FILTER (WHERE kind = 'transfer_out') AS transfer_out, sum(amount) FILTER (WHERE kind = 'paid_out') AS paid_out,
        sum(amount) FILTER (WHERE kind = 'adjusted') AS adjusted, sum(amount) FILTER (WHERE kind = 'carried') AS carried,
        sum(amount * greatest(coalesce(u.until, 12) - extract(month FROM month)::int + 1, 0)) FILTER (WHERE kind = 'transfer_in') AS came,
        sum(amount * greatest(coalesce(u.until, 12) - extract(month FROM month)::int + 1, 0))
            FILTER (WHERE kind IN ('transfer_out', 'paid_out')) AS went
    FROM personal_accounts_movement m LEFT JOIN ended u ON u.person = m.person AND u.within
    WHERE line = %(line)s AND month BETWEEN %(opens)s AND %(ends)s GROUP BY m.person
), before AS (
    SELECT DISTINCT ON (person) person, closing FROM personal_accounts_accountyear
    WHERE line = %(line)s AND year = %(year)s - 1 ORDER BY person, version DESC
), everybody AS (SELECT person FROM paid UNION SELECT person FROM moved UNION SELECT person FROM before)
SELECT e.person, %(place)s::text, coalesce(b.closing, 0) + coalesce(m.carried, 0), coalesce(m.transfer_in, 0),
    coalesce(m.transfer_out, 0), coalesce(m.paid_out, 0), CASE WHEN %(within)s THEN coalesce(m.came, 0) ELSE 0 END,
    coalesce(m.went, 0), coalesce(m.adjusted, 0), coalesce(u.until, 12)
FROM everybody e LEFT JOIN before b USING (person) LEFT JOIN moved m USING (person)
LEFT JOIN ended u ON u.person = e.person AND u.within
JOIN place p ON p.person = e.person AND p.scheme_place = %(place)s
WHERE NOT EXISTS (SELECT 1 FROM ended x WHERE x.person = e.person AND x.before) ORDER BY 1
"""
_MONTHS = f"""{_COMMON}
SELECT paid.person, base, unit, person_share, count(*), CASE WHEN %(within)s
    THEN sum(greatest(coalesce(u.until, 12) - extract(month FROM month)::int + 1, 0)) ELSE 0 END
FROM paid LEFT JOIN ended u ON u.person = paid.person AND u.within
JOIN place p ON p.person = paid.person AND p.scheme_place = %(place)s
WHERE NOT EXISTS (SELECT 1 FROM ended x WHERE x.person = paid.person AND x.before)
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def freeze(scheme: Scheme, place: str, year: int, folder: Path) -> None:
    """Writes the inputs of a year's job into a folder, of one instant. Raises OSError."""
    values: dict[str, Any] = {
        "line": scheme.line,
        "lines": [scheme.line],
        "place": place,
        "year": year,
        "opens": Month(year, 1).first_day,
        "ends": Month(year, MONTHS).first_day.replace(day=31),
        "retired": RETIRED,
        "within": scheme.within_year is WithinYear.PRODUCTS,
    }
    folder.mkdir(parents=True, exist_ok=True)
    wanted = ((_ACCOUNTS, ACCOUNT_COLUMNS, ACCOUNTS), (_MONTHS, PAID_COLUMNS, PAID))
    freeze_rows([(sql, values, columns, folder / f"{name}.parquet") for sql, columns, name in wanted])
