"""Who is enrolled where, as known at an instant: the last pension spell of each person, as columns."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db import connection

from shebao.operations.city.months import NOBODY, STAFF, Roster

_LAST_SPELLS = """
SELECT DISTINCT ON (s.person_id) s.person_id, coalesce(s.employer_id, -1), s.kind,
    (extract(year FROM lower(s.valid)) * 12 + extract(month FROM lower(s.valid)) - 1)::bigint,
    coalesce((extract(year FROM upper(s.valid)) * 12 + extract(month FROM upper(s.valid)) - 1)::bigint, -1),
    s.line = 'pension_employee' AND s.reason NOT IN ('211', '212', '231', '251'),
    EXISTS (SELECT FROM records_fact f WHERE f.subject_id = s.person_id AND f.register = 'death'
            AND f.known_from <= %(at)s AND (f.known_to IS NULL OR f.known_to > %(at)s))
FROM records_spell s
WHERE s.line LIKE 'pension%%' AND s.known_from <= %(at)s AND (s.known_to IS NULL OR s.known_to > %(at)s)
ORDER BY s.person_id, lower(s.valid) DESC
"""


def roster(at: datetime) -> Roster:
    """The roster as it was known at an instant."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SPELLS, {"at": at})
        rows = cursor.fetchall()
    person, employer, kind, start, ended, may_return, dead = zip(*rows, strict=True) if rows else ((),) * 7
    return Roster(
        person=np.array(person, dtype=np.int64),
        employer=np.array(employer, dtype=np.int64),
        staff=np.array([STAFF.index(each) for each in kind], dtype=np.int64),
        start=np.array(start, dtype=np.int64),
        ended=np.array(ended, dtype=np.int64),
        can_return=np.array(may_return, dtype=bool) & (np.array(ended, dtype=np.int64) != NOBODY),
        dead=np.array(dead, dtype=bool),
    )
