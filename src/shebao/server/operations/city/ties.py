"""What must agree at the end of a month: each tie compares two sides that come from different tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from shebao.operations.collection.files import RECEIPTS
from shebao.server.operations.personal_accounts.reading import PAID_PEOPLE

_MONTH = "a.at >= %(first)s AND a.at < %(last)s"
_COMPARED = """
WITH l AS ({left}), r AS ({right})
SELECT coalesce((SELECT sum(value) FROM l), 0), coalesce((SELECT sum(value) FROM r), 0),
    coalesce(sum(abs(coalesce(l.value, 0) - coalesce(r.value, 0))), 0), count(*)
FROM l FULL JOIN r USING (key)
"""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two statements that give `key` and `value`, for everything at once or each employer or person."""

    name: str
    level: str
    left: str
    right: str


_DAY = "(%(first)s AT TIME ZONE 'Asia/Shanghai')::date"
_OWED_NOW = (
    f"FROM records_liability WHERE known_to IS NULL AND valid @> {_DAY} "
    f"AND EXISTS (SELECT 1 FROM owing_assessedmonth m WHERE m.month = {_DAY})"
)
_SPAN = "SELECT min(month) AS first, (max(month) + interval '1 month')::date AS stop FROM owing_assessedmonth"
_WITHIN = "age(least(coalesce(upper(l.valid), s.stop), s.stop), greatest(lower(l.valid), s.first))"
_MONTHS = f"greatest(extract(year FROM {_WITHIN}) * 12 + extract(month FROM {_WITHIN}), 0)"
"""How many assessed months a stretch has."""
_CREDITED = "CASE WHEN y.rate > 0 THEN (2 * p.base * y.rate + 1000000) / 2000000 ELSE p.unit + p.person_share END"
_BILLED = (
    "SELECT DISTINCT ON (payer, line) payer, unit + person_share AS owed FROM collection_bill WHERE month = {day} "
)
_BOOK = "SELECT line AS key, sum(amount) AS value FROM collection_entry WHERE book = '{0}' GROUP BY line"
_RECEIPTS = "SELECT line AS key, sum(unit + person_share + late_fee) AS value FROM collection_receipt GROUP BY line"
_TIES_OF_COLLECTION = (
    Tie(
        "bills_of_the_month_and_liabilities",
        "employer",
        f"SELECT payer AS key, sum(owed) AS value FROM ({_BILLED.format(day=_DAY)} ORDER BY payer, line, version DESC) b GROUP BY payer",
        f"SELECT coalesce(employer_id, person_id) AS key, sum(unit + person_share) AS value {_OWED_NOW} GROUP BY 1",
    ),
    Tie(
        "bills_of_all_months_and_liabilities",
        "employer",
        "SELECT payer AS key, sum(unit + person_share) AS value FROM (SELECT DISTINCT ON (payer, line, month) payer, unit, person_share "
        "FROM collection_bill ORDER BY payer, line, month, version DESC) b GROUP BY payer",
        f"SELECT coalesce(l.employer_id, l.person_id) AS key, sum((l.unit + l.person_share) * {_MONTHS})::bigint AS value "
        f"FROM records_liability l, ({_SPAN}) s WHERE l.known_to IS NULL GROUP BY 1",
    ),
    Tie(
        "files_of_tax_and_receipts",
        "total",
        f"SELECT id AS key, amount AS value FROM collection_file WHERE state = 'accepted' AND contract = '{RECEIPTS}'",
        "SELECT file_id AS key, sum(unit + person_share + late_fee) AS value FROM collection_receipt GROUP BY file_id",
    ),
    Tie("receipts_and_treasury_by_line", "total", _RECEIPTS, _BOOK.format("treasury")),
    Tie("receipts_and_special_account_by_line", "total", _RECEIPTS, _BOOK.format("special")),
)
TIES = (
    *_TIES_OF_COLLECTION,
    Tie(
        "current_liabilities_and_journal",
        "total",
        "SELECT 0 AS key, count(*) AS value FROM records_liability WHERE known_to IS NULL",
        "SELECT 0 AS key, sum(CASE what WHEN 'written' THEN 1 ELSE -1 END) AS value FROM records_effect "
        "WHERE \"table\" = 'liability'",
    ),
    Tie(
        "months_run_and_liabilities",
        "total",
        "SELECT 0 AS key, sum(t.unit + t.person_share) AS value FROM contributions_runtotal t "
        f"JOIN contributions_monthrun r ON r.id = t.run_id WHERE r.state = 'done' AND r.month = {_DAY}",
        f"SELECT 0 AS key, sum(unit + person_share) AS value {_OWED_NOW}",
    ),
    Tie(
        "current_spells_and_journal",
        "total",
        "SELECT 0 AS key, count(*) AS value FROM records_spell WHERE known_to IS NULL",
        "SELECT 0 AS key, sum(CASE what WHEN 'written' THEN 1 ELSE -1 END) AS value FROM records_effect WHERE \"table\" = 'spell'",
    ),
    Tie(
        "cases_done_and_acts",
        "total",
        "SELECT 0 AS key, count(*) AS value FROM cases_case c WHERE c.state = 'done' "
        "AND c.ended_at >= %(first)s AND c.ended_at < %(last)s",
        f"SELECT 0 AS key, count(*) AS value FROM records_act a WHERE a.authority_kind = 'case' AND {_MONTH}",
    ),
    Tie(
        "joiners_of_lists_and_journal",
        "employer",
        "SELECT s.employer_id AS key, count(*) AS value FROM records_spell s JOIN records_act a ON a.id = s.act_id "
        f"WHERE a.authority_id LIKE 'list-%%' AND s.supersedes_id IS NULL AND {_MONTH} "
        "GROUP BY s.employer_id",
        "SELECT l.employer AS key, count(*) AS value FROM records_effect e JOIN records_act a ON a.id = e.act_id "
        "JOIN lists_stafflist l ON l.act_id = a.id WHERE e.type = 'SpellStarted' "
        f"AND e.what = 'written' AND {_MONTH} GROUP BY 1",
    ),
    Tie(
        "persons_of_lists_and_record",
        "employer",
        "SELECT l.employer AS key, sum(l.good) AS value FROM lists_stafflist l JOIN records_act a ON a.id = l.act_id "
        f"WHERE l.state = 'done' AND {_MONTH} GROUP BY 1",
        "SELECT key, count(*) AS value FROM (SELECT DISTINCT split_part(a.authority_id, '-', 4)::bigint AS key, s.person_id "
        "FROM records_act a JOIN records_effect e ON e.act_id = a.id AND e.\"table\" = 'spell' "
        f"JOIN records_spell s ON s.id = e.row WHERE a.authority_id LIKE 'list-%%' AND {_MONTH}) persons GROUP BY key",
    ),
    Tie(
        "years_of_accounts_and_months_paid",
        "person",
        "SELECT concat_ws(' ', person, line, year) AS key, credited AS value FROM (SELECT DISTINCT ON (person, line, year) * "
        "FROM personal_accounts_accountyear WHERE year = ANY(%(closed)s) ORDER BY person, line, year, version DESC) y",
        f"SELECT concat_ws(' ', p.person, p.line, extract(year FROM p.month)::int) AS key, sum({_CREDITED}) AS value FROM ({PAID_PEOPLE}) p "
        "JOIN unnest(%(lines)s::text[], %(credits)s::bigint[]) AS y (line, rate) ON y.line = p.line GROUP BY 1",
    ),
    Tie(
        "deaths_reported_and_stated",
        "person",
        "SELECT split_part(a.authority_id, '-', 4)::bigint AS key, 1 AS value FROM records_act a "
        f"WHERE a.authority_kind = 'message' AND a.authority_id LIKE 'death-%%' AND {_MONTH}",
        "SELECT f.subject_id AS key, 1 AS value FROM records_fact f WHERE f.register = 'death' AND f.known_to IS NULL "
        "AND f.known_from >= %(first)s AND f.known_from < %(last)s",
    ),
)
CONTROLS = {
    "persons": "SELECT count(*) FROM records_subject WHERE kind = 'person'",
    "employers": "SELECT count(*) FROM records_subject WHERE kind = 'employer'",
    "spells_current": "SELECT count(*) FROM records_spell WHERE known_to IS NULL",
    "spells_open": "SELECT count(*) FROM records_spell WHERE known_to IS NULL AND upper_inf(valid)",
    "persons_enrolled": "SELECT count(DISTINCT person_id) FROM records_spell WHERE known_to IS NULL AND upper_inf(valid)",
    "employers_with_staff": "SELECT count(DISTINCT employer_id) FROM records_spell WHERE known_to IS NULL AND upper_inf(valid)",
    "facts_current": "SELECT count(*) FROM records_fact WHERE known_to IS NULL",
    "acts": "SELECT count(*) FROM records_act",
}


def compared(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Every tie as `city.json` has it; `values` are the `first` instant of the month, the `last`, which is the next one's first, and
    what `closing` says of the year of accounts that was closed in it."""
    return [_compared(tie, values) for tie in TIES]


def controls() -> dict[str, int]:
    """The control totals of the record as it is."""
    return {name: int(_row(statement, {})[0]) for name, statement in CONTROLS.items()}


def _compared(tie: Tie, values: dict[str, Any]) -> dict[str, Any]:
    left, right, difference, rows = _row(_COMPARED.format(left=tie.left, right=tie.right), values)
    return {
        "name": tie.name,
        "level": tie.level,
        "left": {"query": tie.left, "value": int(left)},
        "right": {"query": tie.right, "value": int(right)},
        "difference": int(difference),
        "rows_compared": int(rows),
    }


def _row(statement: str, values: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: tuple[Any, ...] = cursor.fetchone() or ()
    return found
