"""Findings as they stream out of an engine: counted exactly, kept up to a limit, one for each subject.

A finding is (check, subject, rows, evidence). Which ones are kept does not depend on engine, order or partition: the
subjects that sort first. Evidence is the least of the subject's broken rows, as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shebao.batch.files import draft, publish

BETWEEN = "|"
"""Between the columns of a subject."""
UNIT = "\x1f"
"""Between the columns of evidence."""
SCHEMA = pa.schema([("check", pa.string()), ("subject", pa.string()), ("rows", pa.int64()), ("evidence", pa.string())])
_COMPACT_AT = 400_000


@cache
def _memory() -> Any:
    """A database of this process for grouping in memory."""
    return duckdb.connect()


def texts(columns: Sequence[Any], between: str) -> Any:
    """Columns as one text each row; integers in digits, dates as 2025-01-31, nothing as nothing."""
    plain = [pc.fill_null(pc.cast(column, pa.string()), "") for column in columns]
    return pc.binary_join_element_wise(*plain, between) if len(plain) > 1 else plain[0]


@dataclass(slots=True)
class Kept:
    """The findings of one check so far."""

    limit: int
    rows: int = 0
    parts: list[Any] = field(default_factory=list)
    waiting: int = 0
    capped: bool = False

    def add(self, subject: Any, evidence: Any) -> None:
        """Takes broken rows."""
        count = len(subject)
        self.rows += count
        ones = pa.array(np.ones(count, dtype=np.int64))
        self.parts.append(pa.table({"subject": subject, "rows": ones, "evidence": evidence}))
        self.waiting += count
        if self.waiting > max(_COMPACT_AT, 2 * self.limit):
            self.compact()

    def compact(self) -> Any:
        """One finding for each subject, the first `limit` of them."""
        if not self.parts:
            return None
        found = pa.concat_tables(self.parts)
        with _memory().cursor() as connection:
            connection.register("found", found)
            merged = connection.execute(
                "SELECT subject, sum(rows)::BIGINT AS rows, min(evidence) AS evidence FROM found "
                f"GROUP BY subject ORDER BY subject LIMIT {self.limit + 1}"
            ).to_arrow_table()
        if merged.num_rows > self.limit:
            self.capped = True
            merged = merged.slice(0, self.limit)
        self.parts, self.waiting = [merged], merged.num_rows
        return merged


class Collector:
    """Sorts broken rows to the checks that they break."""

    def __init__(self, checks: Iterable[str], limit: int) -> None:
        self.kept = {check: Kept(limit) for check in checks}

    def masked(
        self,
        batch: Any,
        bits: Mapping[str, tuple[str, int]],
        about: Mapping[str, tuple[str, ...]],
        shown: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Rows with a mask that tells which checks each of them breaks."""
        masks = {name: batch.column(name).to_numpy(zero_copy_only=False) for name, _ in bits.values()}
        present = {name: int(np.bitwise_or.reduce(mask)) if len(mask) else 0 for name, mask in masks.items()}
        for check, (name, bit) in bits.items():
            if present[name] >> bit & 1:
                positions = pa.array(np.flatnonzero(masks[name] >> bit & 1))
                self.add(check, batch.take(positions), about[check], shown[check])

    def add(self, check: str, batch: Any, about: Sequence[str], shown: Sequence[str]) -> None:
        """Rows that break a check."""
        if batch.num_rows:
            subject = texts([batch.column(name) for name in about], BETWEEN)
            evidence = texts([batch.column(name) for name in shown], UNIT)
            self.kept[check].add(subject, evidence)

    def table(self) -> Any:
        """The kept findings of all checks."""
        tables = []
        for check, kept in self.kept.items():
            merged = kept.compact()
            if merged is not None:
                named = merged.add_column(0, "check", pa.array([check] * merged.num_rows, pa.string()))
                tables.append(named.cast(SCHEMA))
        return pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def merge(files: Sequence[Path], target: Path, limit: int) -> int:
    """Writes the findings of all files as one, merged by check and subject; returns how many."""
    if not files:
        pq.write_table(SCHEMA.empty_table(), draft(target))
        publish(draft(target), target)
        return 0
    paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    quoted = str(draft(target)).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(
            'COPY (SELECT "check", subject, rows, evidence FROM (SELECT *, row_number() OVER '
            '(PARTITION BY "check" ORDER BY subject) AS place FROM (SELECT "check", subject, sum(rows)::BIGINT AS rows, '
            f'min(evidence) AS evidence FROM read_parquet([{paths}]) GROUP BY "check", subject)) '
            f"WHERE place <= {limit} ORDER BY \"check\", subject) TO '{quoted}' (FORMAT parquet)"
        )
    publish(draft(target), target)
    return int(pq.read_metadata(target).num_rows)
