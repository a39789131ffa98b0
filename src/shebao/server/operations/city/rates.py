"""The table `employer_rate` of an export: at which rates each employer pays, worked out from its registers as known on the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
from django.db import connection

from shebao.fields.dates import month_of
from shebao.operations.contributions.assessing import Horizon
from shebao.operations.contributions.employer_rates import Staff, employer_rates
from shebao.operations.contributions.facts import OF_EMPLOYERS
from shebao.operations.record.rows import Fact
from shebao.operations.record.valid import Valid

SCHEMA = pa.schema(
    [
        ("employer", pa.string()), ("line", pa.string()), ("from", pa.date32()), ("to", pa.date32()), ("rate", pa.int64()),
        ("floating", pa.string()), ("basis", pa.string()),
    ]
)  # fmt: skip
_KNOWN = "known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s)"
_ASSESSED = "SELECT min(m.month), max(m.month) FROM owing_assessedmonth m JOIN records_act a ON a.id = m.act_id WHERE a.at <= %(at)s"
_STAFF = (
    "SELECT DISTINCT employer_id, line, kind, scheme_place FROM records_spell "
    f"WHERE employer_id IS NOT NULL AND {_KNOWN} ORDER BY 1, 2, 3, 4"
)
_FACTS = (
    "SELECT id, subject_id, register, slot, value, lower(valid), upper(valid), known_from, act_id FROM records_fact "
    f"WHERE register = ANY(%(registers)s) AND {_KNOWN} ORDER BY id"
)


def rows_of_rates(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows in order of employer, line and beginning, as known at the instant `at`; none where no month was assessed."""
    ((first, last),) = _rows(_ASSESSED, values)
    if first is None:
        return
    horizon = Horizon(month_of(first), month_of(last))
    facts: dict[int, list[Fact]] = {}
    for key, subject, register, slot, value, start, stop, known, act in _rows(
        _FACTS, {**values, "registers": list(OF_EMPLOYERS)}
    ):
        valid = Valid(start, stop)
        facts.setdefault(subject, []).append(Fact(key, subject, register, slot, value, valid, known, None, act, None))
    staff: dict[int, list[Staff]] = {}
    for employer, *each in _rows(_STAFF, values):
        staff.setdefault(employer, []).append(Staff(*each))
    for employer in sorted(staff):
        for rate in employer_rates(staff[employer], facts.get(employer, ()), horizon):
            yield {
                "employer": str(employer), "line": rate.line, "from": rate.start.first_day,
                "to": rate.stop.first_day if rate.stop else None, "rate": rate.rate, "floating": rate.floating,
                "basis": rate.policy,
            }  # fmt: skip


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
