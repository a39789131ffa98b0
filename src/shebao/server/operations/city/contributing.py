"""Contributions of the city's month: who has declared nothing for it does, then the month is assessed, reviewed and written."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import connection

from shebao.fields.dates import Month
from shebao.operations.city.declaring import Undeclared, declared
from shebao.operations.contributions.facts import LEVEL, WAGE
from shebao.operations.contributions.standards import NoStandard, standards
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.server.operations.city.people import Agency
from shebao.server.operations.contributions.doing import carried_through
from shebao.server.operations.owing.doing import with_owed_by_subject
from shebao.server.operations.records.doing import Order, apply_rows
from shebao.server.operations.records.reading import standing_at
from shebao.server.platform.database.joining import whole_tables

_UNDECLARED = """
WITH insured AS (
    SELECT person_id, employer_id, lower(valid) AS since FROM records_spell
    WHERE known_to IS NULL AND line IN ('pension_employee', 'pension_institution') AND valid @> %(day)s::date
), told AS (
    SELECT subject_id, register, slot FROM records_fact
    WHERE known_to IS NULL AND register IN (%(wage)s, %(level)s) AND valid @> %(day)s::date
)
SELECT person_id, employer_id, since FROM insured i WHERE employer_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM told t WHERE t.subject_id = i.person_id AND t.register = %(wage)s AND t.slot = i.employer_id::text
)
UNION ALL
SELECT person_id, employer_id, since FROM insured i WHERE employer_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM told t WHERE t.subject_id = i.person_id AND t.register = %(level)s
)
ORDER BY person_id
"""


def contribute(agency: Agency, seed: int, month: Month, at: datetime) -> Counter[str]:
    """Declares and assesses a month at an instant; what happened. Within the month's transaction. A month whose rates the law
    does not have yet is not assessed, nor guessed."""
    try:
        standards(agency.place, month)
    except NoStandard:
        return Counter({"months_without_rates": 1})
    people = _undeclared(month)
    effects = list(declared(people, seed, agency.place, month))
    order = Order(
        Authority(AuthorityKind.RUN, f"declare-{month.iso}"), by=agency.clerk, checked_by=agency.reviewer, eyes=2,
        office=agency.office,
    )  # fmt: skip
    apply_rows(order, lambda: with_owed_by_subject(effects), at)
    later = at + timedelta(hours=1)
    with standing_at(later):
        number = f"{month.year}{month.month:02d}C-{agency.place}"
        run = carried_through(agency.clerk, agency.reviewer, agency.office, agency.place, month, number, later)
    return Counter({"declared": len(effects), "assessed": run.rows, "not_assessed": run.rejected})


def _undeclared(month: Month) -> list[Undeclared]:
    with whole_tables(), connection.cursor() as cursor:
        cursor.execute(_UNDECLARED, {"day": month.first_day, "wage": WAGE, "level": LEVEL})
        return [Undeclared(*row) for row in cursor.fetchall()]
