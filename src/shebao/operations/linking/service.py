"""One call from people to pairs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from shebao.operations.linking.model import Model
from shebao.operations.linking.pairs import write_pairs
from shebao.operations.linking.preparation import prepare
from shebao.operations.linking.scoring import Backend, OnDuckDB, Told, score

PAIRS = "pairs.parquet"


@dataclass(frozen=True, slots=True)
class Linked:
    """What was compared: registrations and pairs told."""

    people: int
    pairs: int


def link(
    connection: Any,
    relation: str,
    folder: Path,
    model: Model,
    told: Told,
    *,
    backend: Backend | None = None,
    between: bool = False,
) -> Linked:
    """Compares the people of a relation (columns GIVEN) on a connection to DuckDB and writes `pairs.parquet`.

    Splink runs on `backend`, the connection itself where none is given. Raises OSError, duckdb.Error.
    """
    given, ready = prepare(connection, relation, folder / "work")
    count = int(pq.read_metadata(given).num_rows)
    parts = score(backend or OnDuckDB(connection), ready, count, model, told, model.lowest)
    found = write_pairs(parts, given, model, folder / PAIRS, between)
    ready.unlink()
    return Linked(count, found)


def connected(spill: Path, memory_megabytes: int, threads: int) -> Any:
    """A DuckDB that spills into a folder what does not fit its memory."""
    connection = duckdb.connect(":memory:")
    quoted = str(spill).replace("'", "''")
    for setting in (
        f"memory_limit = '{memory_megabytes}MB'",
        f"threads = {threads}",
        f"temp_directory = '{quoted}'",
        "preserve_insertion_order = false",
        "enable_progress_bar = false",
    ):
        connection.execute(f"SET {setting}")
    return connection
