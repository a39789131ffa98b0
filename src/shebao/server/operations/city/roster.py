"""Who is enrolled where, as known at an instant: the last pension spell of each person, as columns."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db import connection

from shebao.operations.city.months import NOBODY, STAFF, Roster
from shebao.population.draws import Integers
from shebao.population.law import statutory_months
from shebao.population.people import FIRST_BIRTH

_CATEGORIES = ("male", "female_55", "female_50")
_LAST_SPELLS = """
WITH known AS (
    SELECT subject_id, max(value) FILTER (WHERE register = 'birth') AS birth,
        max(value) FILTER (WHERE register = 'retirement_category') AS category,
        coalesce(bool_or(register = 'death'), false) AS dead
    FROM records_fact WHERE register IN ('birth', 'retirement_category', 'death')
    AND known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s) GROUP BY subject_id
), last AS (
    SELECT DISTINCT ON (s.person_id) s.person_id, s.employer_id, s.kind, s.valid, s.line, s.reason FROM records_spell s
    WHERE s.line LIKE 'pension%%' AND s.known_from <= %(at)s AND (s.known_to IS NULL OR s.known_to > %(at)s)
    ORDER BY s.person_id, lower(s.valid) DESC
)
SELECT s.person_id, coalesce(s.employer_id, -1), s.kind,
    (extract(year FROM lower(s.valid)) * 12 + extract(month FROM lower(s.valid)) - 1)::bigint,
    coalesce((extract(year FROM upper(s.valid)) * 12 + extract(month FROM upper(s.valid)) - 1)::bigint, -1),
    s.line = 'pension_employee' AND s.reason NOT IN ('211', '212', '231', '251'),
    coalesce(k.dead, false), coalesce(left(k.birth, 4)::bigint * 12 + substr(k.birth, 6, 2)::bigint - 1, -1),
    coalesce(k.category, '')
FROM last s LEFT JOIN known k ON k.subject_id = s.person_id ORDER BY s.person_id
"""


def roster(at: datetime) -> Roster:
    """The roster as it was known at an instant."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SPELLS, {"at": at})
        rows = cursor.fetchall()
    person, employer, kind, start, ended, may_return, dead, born, category = (
        zip(*rows, strict=True) if rows else ((),) * 9
    )
    return Roster(
        person=np.array(person, dtype=np.int64),
        employer=np.array(employer, dtype=np.int64),
        staff=np.array([STAFF.index(each) for each in kind], dtype=np.int64),
        start=np.array(start, dtype=np.int64),
        ended=np.array(ended, dtype=np.int64),
        retires=_retirement(np.array(born, dtype=np.int64), category),
        can_return=np.array(may_return, dtype=bool) & (np.array(ended, dtype=np.int64) != NOBODY),
        dead=np.array(dead, dtype=bool),
    )


def _retirement(born: Integers, categories: tuple[str, ...]) -> Integers:
    """The month of statutory retirement by the law's table; NOBODY where birth or category is not known."""
    found = np.full(len(born), NOBODY, dtype=np.int64)
    kinds = np.array(
        [_CATEGORIES.index(each) if each in _CATEGORIES else NOBODY for each in categories], dtype=np.int64
    )
    for kind in range(len(_CATEGORIES)):
        of_kind = (kinds == kind) & (born >= FIRST_BIRTH)
        found[of_kind] = statutory_months(kind)[born[of_kind] - FIRST_BIRTH]
    return found
