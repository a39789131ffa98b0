"""What the record holds for a month, frozen as the column job's input: one statement of one instant, by COPY."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from shebao.fields.dates import Month
from shebao.operations.contributions.base_years import base_years
from shebao.operations.contributions.facts import LEVEL, OF_EMPLOYERS, WAGE
from shebao.operations.contributions.runs.columns import COLUMNS, ROSTER
from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.records.frozen import freeze_rows

_STATEMENT = """
WITH own AS (
    SELECT person_id, line, lane, employer_id, kind, upper(valid) AS ends FROM records_spell
    WHERE known_to IS NULL AND scheme_place = %(place)s AND valid @> %(day)s::date AND line = ANY(%(lines)s)
), due AS (
    SELECT l.* FROM records_liability l WHERE l.known_to IS NULL AND l.valid @> %(day)s::date AND NOT EXISTS (
        SELECT 1 FROM records_spell s WHERE s.person_id = l.person_id AND s.line = l.line AND s.lane = l.lane
        AND s.known_to IS NULL AND s.valid @> %(day)s::date AND s.scheme_place <> %(place)s
    )
), employer AS (
    SELECT subject_id, max(value) FILTER (WHERE register = 'kind') AS kind,
        max(value) FILTER (WHERE register = 'injury_class') AS injury_class,
        max(value) FILTER (WHERE register = 'injury_floating') AS floating,
        max(value) FILTER (WHERE register = 'size') AS size
    FROM records_fact WHERE known_to IS NULL AND register = ANY(%(registers)s) AND valid @> %(day)s::date GROUP BY subject_id
), wage AS (
    SELECT subject_id, slot, (value::numeric * 100)::bigint AS fen FROM records_fact
    WHERE known_to IS NULL AND register = %(wage)s AND valid @> %(day)s::date
), level AS (
    SELECT subject_id, value FROM records_fact
    WHERE known_to IS NULL AND register = %(level)s AND slot = '' AND valid @> %(day)s::date
), before AS (
    SELECT person_id, line, coalesce(employer_id, 0) AS employer, base FROM records_liability
    WHERE known_to IS NULL AND valid @> %(before)s::date
)
SELECT coalesce(own.person_id, due.person_id), %(place)s::text, coalesce(own.line, due.line), coalesce(own.lane, due.lane),
    own.employer_id, own.kind, own.ends, employer.kind, employer.injury_class, employer.floating, employer.size, wage.fen,
    level.value, before.base, due.employer_id, due.kind, due.base, due.unit_rate, due.person_rate, due.unit,
    due.person_share, due.policy, upper(due.valid)
FROM own FULL JOIN due ON due.person_id = own.person_id AND due.line = own.line AND due.lane = own.lane
LEFT JOIN employer ON employer.subject_id = own.employer_id
LEFT JOIN wage ON wage.subject_id = own.person_id AND wage.slot = coalesce(own.employer_id::text, '')
LEFT JOIN level ON level.subject_id = own.person_id
LEFT JOIN before ON before.person_id = own.person_id AND before.line = own.line
    AND before.employer = coalesce(own.employer_id, 0)
ORDER BY 1, 3, 4
"""


def freeze(place: str, month: Month, folder: Path) -> datetime:
    """Writes the input of a month's job into a folder; the instant up to which everything in it was known. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return freeze_rows([(_STATEMENT, _values(place, month), COLUMNS, folder / f"{ROSTER}.parquet")])


def _values(place: str, month: Month) -> dict[str, Any]:
    return {
        "place": place,
        "day": month.first_day,
        "before": base_years(place, month).first(month).plus(-1).first_day,
        "lines": [key for key, line in insurance_lines().items() if line.policy_line],
        "registers": list(OF_EMPLOYERS),
        "wage": WAGE,
        "level": LEVEL,
    }
