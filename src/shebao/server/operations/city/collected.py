"""Tables of an export about collection: bills, receipts, which fen paid whom, and every month of every person with its state.

What a person has paid is read from the record as it was known when the last settled version of the bill was made; receipts
and persons are laid along the same line (docs/city-export.md).
"""

from __future__ import annotations

import pyarrow as pa

from shebao.server.operations.city.table import Table, instant, row

_TEXT, _DAY, _COUNT = pa.string(), pa.date32(), pa.int64()
_MONTH = "to_char({0}.month, 'YYYY-MM')"
_SAME = "(r.payer, r.line, r.month) = (s.payer, s.line, s.month)"
SETTLED = """
settled AS (
    SELECT DISTINCT ON (b.payer, b.line, b.month) b.* FROM collection_bill b JOIN collection_settlement s ON s.bill_id = b.id
    WHERE s.at <= %(at)s ORDER BY b.payer, b.line, b.month, b.version DESC
), people AS (
    SELECT s.payer, s.line, s.month, l.person_id AS person, l.employer_id AS employer, l.base, l.unit, l.person_share,
        s.unit + s.person_share AS due, sum(l.unit) OVER along - l.unit AS unit_before,
        sum(l.person_share) OVER along - l.person_share AS share_before
    FROM settled s JOIN records_liability l ON l.line = s.line AND coalesce(l.employer_id, l.person_id) = s.payer
        AND l.valid @> s.month AND l.known_from <= s.known_at AND (l.known_to IS NULL OR l.known_to > s.known_at)
    WINDOW along AS (PARTITION BY s.payer, s.line, s.month ORDER BY l.person_id, l.id)
)
"""
_CAME = """
came AS (
    SELECT id, file_id, line_no, payer, line, month, paid_unit, paid_share, unit, person_share, late_fee AS paid_fee,
        CASE WHEN unit + person_share = 0 AND paid_unit + paid_share > 0 THEN 0 ELSE late_fee END AS late_fee,
        sum(unit) OVER along - unit AS unit_before, sum(person_share) OVER along - person_share AS share_before
    FROM (
        SELECT r.id, r.file_id, r.line_no, r.payer, r.line, r.month, r.unit AS paid_unit, r.person_share AS paid_share,
            r.late_fee, r.unit - coalesce(b.unit, 0) AS unit, r.person_share - coalesce(b.person_share, 0) AS person_share
        FROM collection_receipt r JOIN collection_file f ON f.id = r.file_id
        LEFT JOIN (
            SELECT receipt_id, sum(unit)::bigint AS unit, sum(person_share)::bigint AS person_share FROM collection_refund
            WHERE state = 'approved' AND decided_at <= %(at)s GROUP BY receipt_id
        ) b ON b.receipt_id = r.id
        WHERE f.at <= %(at)s
    ) net WINDOW along AS (PARTITION BY payer, line, month ORDER BY id)
)
"""
_OVERLAP = "greatest(least(r.{0} + r.{1}, s.{0} + s.{1}) - greatest(r.{0}, s.{0}), 0)::bigint"
_UNIT, _SHARE = _OVERLAP.format("unit_before", "unit"), _OVERLAP.format("share_before", "person_share")
_FEE = (
    "(CASE WHEN s.due = 0 THEN 0 ELSE div(r.late_fee * (s.unit_before + s.share_before + s.unit + s.person_share), s.due) "
    "- div(r.late_fee * (s.unit_before + s.share_before), s.due) END)::bigint"
)
ALLOCATED = f"""
allocated AS (
    SELECT * FROM (
        SELECT r.id AS receipt, s.person, s.line, s.month, {_UNIT} AS unit, {_SHARE} AS person_share, {_FEE} AS late_fee
        FROM came r JOIN people s ON {_SAME}
    ) shares WHERE unit > 0 OR person_share > 0 OR late_fee > 0
)
"""
_DUE = """
due AS (
    SELECT l.person_id AS person, l.line, m.month, l.employer_id AS employer, coalesce(l.employer_id, l.person_id) AS payer,
        l.unit, l.person_share
    FROM (SELECT DISTINCT month FROM collection_bill WHERE known_at <= %(at)s) m JOIN records_liability l ON l.valid @> m.month
        AND l.known_from <= %(at)s AND (l.known_to IS NULL OR l.known_to > %(at)s)
)
"""
_BOOK = (
    "(SELECT min(e.day) FROM collection_entry e JOIN collection_file g ON g.id = e.file_id "
    "WHERE e.receipt = t.number AND e.book = '{0}' AND g.at <= %(at)s)"
)

_YEARS = (
    "FROM (SELECT DISTINCT ON (person, line, year) * FROM personal_accounts_accountyear WHERE at <= %(at)s "
    "ORDER BY person, line, year, version DESC) y"
)
TABLES = (
    Table(
        "account_year",
        {
            "person": _TEXT, "line": _TEXT, "year": _COUNT, "opening": _COUNT, "credited": _COUNT, "interest": _COUNT,
            "rate": _COUNT, "transfer_in": _COUNT, "transfer_out": _COUNT, "paid_out": _COUNT, "adjusted": _COUNT,
            "closing": _COUNT, "rounding": _TEXT,
        },
        "SELECT person, line, year, opening, credited, interest, coalesce(rate, 0), transfer_in, transfer_out, paid_out, "
        f"adjusted, closing, 'half_up_fen' {_YEARS} ORDER BY person, line, year",
        ("person", "line", "year"),
    ),
    Table(
        "history_year",
        {
            "person": _TEXT, "scheme": _TEXT, "year": _COUNT, "paid_months": _COUNT, "deemed_months": _COUNT, "base": _COUNT,
            "average": _COUNT, "index": _COUNT,
        },
        f"SELECT person, line, year, months, 0, base, average, index {_YEARS} "
        "WHERE months > 0 AND line IN ('pension_employee', 'pension_institution') ORDER BY person, line, year",
        ("person", "scheme", "year"),
    ),
    Table(
        "bill",
        {
            "bill": _TEXT, "payer": _TEXT, "line": _TEXT, "month": _TEXT, "version": _COUNT, "heads": _COUNT, "unit": _COUNT,
            "person_share": _COUNT, "due_on": _DAY, "known_at": _TEXT,
        },
        f"SELECT {row('b.id')}, b.payer, b.line, {_MONTH.format('b')}, b.version, b.heads, b.unit, b.person_share, b.due_on, "
        f"{instant('b.known_at')} FROM collection_bill b WHERE b.known_at <= %(at)s ORDER BY b.id",
        ("bill",),
    ),
    Table(
        "receipt",
        {
            "receipt": _TEXT, "payer": _TEXT, "line": _TEXT, "for_month": _TEXT, "unit": _COUNT, "person_share": _COUNT,
            "late_fee": _COUNT, "paid_on": _DAY, "treasury_on": _DAY, "special_on": _DAY, "file": _TEXT, "line_no": _COUNT,
            "state": _TEXT,
        },
        f"WITH {SETTLED}, {_CAME}, {ALLOCATED}, given AS ("
        "SELECT receipt, sum(unit) AS unit, sum(person_share) AS person_share FROM allocated GROUP BY receipt) "
        f"SELECT {row('r.id')}, r.payer, r.line, {_MONTH.format('r')}, r.paid_unit, r.paid_share, r.paid_fee, t.paid_on, "
        f"{_BOOK.format('treasury')}, {_BOOK.format('special')}, {row('r.file_id')}, r.line_no, "
        "CASE WHEN r.unit = 0 AND r.person_share = 0 AND r.paid_unit + r.paid_share > 0 THEN 'refunded' "
        "WHEN g.unit = r.paid_unit AND g.person_share = r.paid_share THEN 'allocated' "
        "WHEN EXISTS (SELECT 1 FROM collection_bill b WHERE b.known_at <= %(at)s AND b.heads > 0 "
        "AND (b.payer, b.line, b.month) = (r.payer, r.line, r.month)) THEN 'partial' ELSE 'unmatched' END "
        "FROM came r JOIN collection_receipt t ON t.id = r.id LEFT JOIN given g ON g.receipt = r.id ORDER BY r.id",
        ("receipt",),
    ),
    Table(
        "allocation",
        {
            "receipt": _TEXT, "person": _TEXT, "line": _TEXT, "month": _TEXT, "unit": _COUNT, "person_share": _COUNT,
            "late_fee": _COUNT,
        },
        f"WITH {SETTLED}, {_CAME}, {ALLOCATED} SELECT {row('a.receipt')}, a.person, a.line, {_MONTH.format('a')}, a.unit, "
        "a.person_share, a.late_fee FROM allocated a ORDER BY a.receipt, a.person",
        ("receipt", "person"),
    ),
    Table(
        "refund",
        {"refund": _TEXT, "receipt": _TEXT, "payer": _TEXT, "unit": _COUNT, "person_share": _COUNT, "amount": _COUNT, "order": _TEXT},
        f"SELECT {row('b.id')}, {row('b.receipt_id')}, r.payer, b.unit, b.person_share, b.unit + b.person_share, NULL "
        "FROM collection_refund b JOIN collection_receipt r ON r.id = b.receipt_id "
        "WHERE b.state = 'approved' AND b.decided_at <= %(at)s ORDER BY b.id",
        ("refund",),
    ),
    Table(
        "month",
        {
            "person": _TEXT, "line": _TEXT, "month": _TEXT, "employer": _TEXT, "unit_due": _COUNT, "person_due": _COUNT,
            "unit_paid": _COUNT, "person_paid": _COUNT, "late_fee": _COUNT, "state": _TEXT,
        },
        f"WITH {SETTLED}, {_CAME}, {ALLOCATED}, {_DUE}, fees AS ("
        "SELECT r.payer, a.person, a.line, a.month, sum(a.late_fee) AS late_fee FROM allocated a "
        "JOIN collection_receipt r ON r.id = a.receipt WHERE a.late_fee > 0 GROUP BY 1, 2, 3, 4) "
        "SELECT person, line, to_char(month, 'YYYY-MM'), coalesce(d.employer, s.employer), coalesce(d.unit, 0), "
        "coalesce(d.person_share, 0), coalesce(s.unit, 0), coalesce(s.person_share, 0), coalesce(f.late_fee, 0), "
        "CASE WHEN s.person IS NOT NULL AND s.unit >= coalesce(d.unit, 0) AND s.person_share >= coalesce(d.person_share, 0) "
        "THEN 'paid' ELSE 'due' END FROM due d FULL JOIN people s USING (person, line, month, payer) "
        "LEFT JOIN fees f USING (person, line, month, payer) ORDER BY person, line, month, payer",
        ("person", "line", "month", "employer"),
    ),
)  # fmt: skip

CONTROLS = {
    "bills": "SELECT count(*) FROM collection_bill WHERE known_at <= %(at)s",
    "receipts_fen": "SELECT coalesce(sum(r.unit + r.person_share + r.late_fee), 0) FROM collection_receipt r "
    "JOIN collection_file f ON f.id = r.file_id WHERE f.at <= %(at)s",
}
