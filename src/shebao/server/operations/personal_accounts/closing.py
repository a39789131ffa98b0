"""A year of accounts closed: frozen, computed as a column job, and written where it is news; a year again changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, transaction

from shebao.batch.run import run_batch
from shebao.fields.dates import Month
from shebao.operations.contributions.standards import NoStandard, standards
from shebao.operations.personal_accounts.columns import closed
from shebao.operations.personal_accounts.formulas import MONTHS
from shebao.operations.personal_accounts.schemes import schemes
from shebao.server.operations.personal_accounts.freezing import freeze
from shebao.server.operations.records.copying import copy

_FOLDER = "account-years"
_THREADS = 2
COLUMNS = (
    "opening", "credited", "interest", "rate", "transfer_in", "transfer_out", "paid_out", "adjusted", "closing", "months", "base",
    "average", "index",
)  # fmt: skip
_LAST = f"""
SELECT DISTINCT ON (person) person, version, {", ".join(f'"{name}"' for name in COLUMNS)} FROM personal_accounts_accountyear
WHERE line = %s AND year = %s AND person BETWEEN %s AND %s ORDER BY person, version DESC
"""


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing a year came to: accounts, those that are news, sums in fen, how many could not be worked out."""

    accounts: int
    written: int
    credited: int
    interest: int
    closing: int
    rejected: int


@transaction.atomic
def close_year(line: str, place: str, year: int, at: datetime) -> Closed:
    """Closes a year of a line's accounts in a place from what is paid by now. Raises BatchError, MissingParameter, OSError."""
    folder = Path(settings.DATA) / _FOLDER / f"{line}-{place}-{year}"
    shutil.rmtree(folder, ignore_errors=True)
    scheme = schemes()[line]
    freeze(scheme, place, year, folder / "frozen")
    task = closed(scheme, year, scheme.rate(place, year), scheme.credit(place, year), average_of(place, year))
    outcome = run_batch(task, str(folder / "frozen"), folder / "computed", threads=_THREADS)
    accounts = written = 0
    sums = dict.fromkeys(("credited", "interest", "closing"), 0)
    for rows in _parts(folder / "computed"):
        accounts += len(rows)
        written += _written(line, year, rows, at)
        for name in sums:
            sums[name] += sum(row[name] for row in rows)
    shutil.rmtree(folder, ignore_errors=True)
    return Closed(accounts, written, **sums, rejected=outcome.rejected)


def average_of(place: str, year: int) -> int | None:
    """The average wage that a year's index is reckoned by, in fen a month; None where none is known."""
    try:
        return standards(place, Month(year, MONTHS)).average
    except NoStandard:
        return None


def _parts(folder: Path) -> Iterator[list[dict[str, Any]]]:
    for file in sorted((folder / "results").glob("*.parquet")):
        yield pq.read_table(file).to_pylist()


def _written(line: str, year: int, rows: Sequence[dict[str, Any]], at: datetime) -> int:
    """Writes the rows that say otherwise than the last version of their year; how many."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [line, year, rows[0]["person"], rows[-1]["person"]])
        known = {person: (version, tuple(values)) for person, version, *values in cursor.fetchall()}
    news = []
    for row in rows:
        version, before = known.get(row["person"], (0, None))
        values = tuple(row[name] for name in COLUMNS)
        if values != before:
            news.append((row["person"], line, year, version + 1, *values, at.isoformat()))
    copy("personal_accounts_accountyear", ("person", "line", "year", "version", *COLUMNS, "at"), news)
    return len(news)
