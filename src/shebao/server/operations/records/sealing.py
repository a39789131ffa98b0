"""A run becomes part of the record: in one transaction, by a few statements over what was kept ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from shebao.server.operations.records.happening import Applied, act_of, log
from shebao.server.operations.records.numbering import Numbers
from shebao.server.operations.records.staging import Run
from shebao.server.operations.records.tables import STRETCHES
from shebao.server.operations.records.writing import keep, tick
from shebao.server.platform.secrets.indexing import indexes
from shebao.server.platform.secrets.tokens import INDEX_PLACES

_TOUCHED = """SELECT n.at, r.{subject} FROM news n JOIN {name} r ON r.id = n.row WHERE n."table" = '{table}'"""
_OVERTAKEN = """
WITH news AS (
    SELECT a.at, e."table", e.row FROM records_act a JOIN records_effect e ON e.act_id = a.id
    WHERE a.at > (SELECT min(since) FROM records_staged_part WHERE run = %(run)s)
), touched AS (
    SELECT n.at, n.row AS subject FROM news n WHERE n."table" = 'subject' UNION {touched}
)
SELECT DISTINCT p.number FROM records_staged_part p JOIN touched t ON t.at > p.since AND t.subject = ANY(p.subjects)
WHERE p.run = %(run)s
""".format(
    touched=" UNION ".join(
        _TOUCHED.format(subject=each.subject, name=each.name, table=each.table.value) for each in STRETCHES
    )
)
_INDEXED_BEFORE = """
SELECT DISTINCT part FROM records_staged_fact WHERE run = %(run)s AND secret IS NOT NULL AND split_part(secret, '.', %(place)s) = ''
"""
_CLOSE = """
UPDATE {name} r SET known_to = %(at)s FROM records_staged_change c
WHERE c.run = %(run)s AND c."table" = '{table}' AND c.what <> 'written' AND c.row = r.id AND r.known_to IS NULL
"""
_TO_CLOSE = """SELECT count(*) FROM records_staged_change WHERE run = %(run)s AND what <> 'written'"""
_MOVE = """
INSERT INTO {name} ({columns}, known_from, act_id)
SELECT {columns}, %(at)s, %(act)s FROM records_staged_{table} WHERE run = %(run)s AND part = %(part)s
"""
_MOVES = (
    *(_MOVE.format(name=e.name, columns=", ".join(e.columns), table=e.table.value) for e in STRETCHES),
    'INSERT INTO records_effect (act_id, number, type, what, "table", row) '
    'SELECT %(act)s, %(before)s + number, type, what, "table", row FROM records_staged_change '
    "WHERE run = %(run)s AND part = %(part)s",
)
_SUBJECTS = """
INSERT INTO records_subject (id, kind, known_from, act_id)
SELECT id, kind, %(at)s, %(act)s FROM records_staged_subject WHERE run = %(run)s
"""
_PARTS = "SELECT number, changes FROM records_staged_part WHERE run = %(run)s ORDER BY number"


class Overtaken(Exception):
    """Others changed subjects of these parts after they were computed, or the key of indexes is another one now; nothing was
    changed."""

    def __init__(self, parts: list[int]) -> None:
        super().__init__(f"parts {parts} are to be computed again")
        self.parts = parts


@transaction.atomic
def seal(run: Run, digest: str, effects: int, now: datetime, tell: Callable[[str, int], None]) -> Applied:
    """Writes the act and moves what was kept ready into the record. Raises Overtaken, IntegrityError."""
    at = tick(now)
    own: dict[str, Any] = {"run": run.id, "at": at}
    overtaken = {part for (part,) in _rows(_OVERTAKEN, own)} | _indexed_before(own)
    if overtaken:
        raise Overtaken(sorted(overtaken))
    tell("sealing", 0)
    act = act_of(run.order, next(Numbers("act")), at)
    kept = keep(run.order, replace(act, at=at), digest)
    own["act"] = kept.id
    _do("SET CONSTRAINTS ALL IMMEDIATE", {})
    _close(own)
    tell("closed", 0)
    moved = _move(own, tell)
    log(run.order, kept, effects, moved)
    run.drop()
    transaction.on_commit(lambda: tell("sealed", moved))
    return Applied(kept, rows=moved)


def _indexed_before(own: dict[str, Any]) -> set[int]:
    """Parts that were kept ready before a key of indexes came into use: without its index nobody would find what is in them."""
    keys = indexes()
    if not keys.ever_renewed:
        return set()
    lacking = [_rows(_INDEXED_BEFORE, {**own, "place": INDEX_PLACES[slot]}) for slot in keys.written]
    return {part for rows in lacking for (part,) in rows}


def _close(own: dict[str, Any]) -> None:
    """Closes what is superseded or withdrawn: nothing of it can be otherwise now, since nobody else wrote meanwhile."""
    closed = sum(_do(_CLOSE.format(name=each.name, table=each.table.value), own) for each in STRETCHES)
    expected = _rows(_TO_CLOSE, own)[0][0]
    assert closed == expected, f"{closed} rows closed of {expected}"


def _move(own: dict[str, Any], tell: Callable[[str, int], None]) -> int:
    """Subjects first, then part by part, so that what is checked at the end of each statement stays small; how many rows."""
    _do(_SUBJECTS, own)
    before = 0
    for part, changes in _rows(_PARTS, own):
        for statement in _MOVES:
            _do(statement, {**own, "part": part, "before": before})
        before += changes
        tell("moved", before)
    return before


def _do(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
