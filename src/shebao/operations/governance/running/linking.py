"""A check over pairs of people: what the engine reads is made ready, compared by Splink on that engine, and told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from shebao.operations.governance.kinds.base import Linked
from shebao.operations.governance.running.engine import Engine, failure
from shebao.operations.linking import LinkingError, shipped_model
from shebao.operations.linking.pairs import read_pairs
from shebao.operations.linking.preparation import GIVEN
from shebao.operations.linking.service import PAIRS, connected, link

_MEMORY_MEGABYTES = 1024
SCHEMA = pa.schema([(name, pa.date32() if name == "birth" else pa.string()) for name in GIVEN])


def linked_people(kind: Linked, statement: str, engine: Engine, scratch: Path | None) -> pa.Table:
    """The pairs that a check tells. Raises EngineError, DiskFull, OSError."""
    model = shipped_model()
    if scratch:
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="link-", dir=scratch, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        people = folder / "people-as-read.parquet"
        count = _written(engine, statement, people)
        try:
            with connected(folder / "spill", _MEMORY_MEGABYTES, os.cpu_count() or 1) as connection:
                quoted = str(people).replace("'", "''")
                relation = f"FROM read_parquet('{quoted}')"
                link(connection, relation, folder, model, lambda *_: None, backend=engine.splink(count))
        except (duckdb.Error, LinkingError) as error:
            raise failure(error) from error
        return kind.told(read_pairs(folder / PAIRS, model), model)


def _written(engine: Engine, statement: str, path: Path) -> int:
    """The people of a statement in a file; how many."""
    count = 0
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for batch in engine.stream(statement):
            writer.write_batch(_completed(batch))
            count += batch.num_rows
    return count


def _completed(batch: Any) -> pa.RecordBatch:
    """A batch with a column for each property that linking knows, empty where the check names none."""
    return pa.RecordBatch.from_arrays(list(_columns(batch)), schema=SCHEMA)


def _columns(batch: Any) -> Iterator[Any]:
    there = set(batch.schema.names)
    for field in SCHEMA:
        if field.name in there:
            yield batch.column(field.name).cast(field.type)
        elif field.name == "source":
            yield pa.array([""] * batch.num_rows, field.type)
        else:
            yield pa.nulls(batch.num_rows, field.type)
