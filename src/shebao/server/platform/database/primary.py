"""Whether the database that is in use is the primary, and not one that a standby has taken over from.

Each promotion begins a new timeline. The highest one seen is noted in the data directory, beside the database's identifier; a
database of that identifier on a lower timeline is the former primary, whose writes nobody would have.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings
from django.db import connection

_NOTE = "database-timelines.json"
_LOOK = """
SELECT pg_is_in_recovery(), (SELECT system_identifier::text FROM pg_control_system()),
       CASE WHEN pg_is_in_recovery() THEN '0' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END
"""


def problem() -> str:
    """Why the database in use is not to be written to; "" where it is the primary. Notes a timeline that is new."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK)
        follows, system, written = cursor.fetchone()
    timeline = int(written, 16)
    if follows:
        return "连的是备机，只能读；请把 DATABASE_URL 指向主库，或用 shebao promote 切换"
    known = _noted()
    if timeline < known.get(system, 0):
        return f"连的是切换以前的原主库（时间线 {timeline}，已用过 {known[system]}）；请停掉它，把 DATABASE_URL 指向现在的主库"
    if timeline > known.get(system, 0):
        _note({**known, system: timeline})
    return ""


def _noted() -> dict[str, int]:
    try:
        found = json.loads(_path().read_text("ascii"))
    except (OSError, ValueError):
        return {}
    return (
        {str(key): value for key, value in found.items() if isinstance(value, int)} if isinstance(found, dict) else {}
    )


def _note(known: dict[str, int]) -> None:
    fresh = _path().with_name(f"{_NOTE}.{os.getpid()}")
    fresh.write_text(json.dumps(known), encoding="ascii")
    fresh.replace(_path())


def _path() -> Path:
    return Path(settings.DATA) / _NOTE
