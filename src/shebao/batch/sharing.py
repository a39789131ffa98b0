"""One identity number under several personal numbers: who is concerned, found over the whole roster before it is divided."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shebao.batch.errors import BatchError
from shebao.batch.files import write_parquet

NAME = "shared_identities"
SCHEMA = pa.schema([("person", pa.int64()), ("sharing", pa.int64())])
_ENDED = "terminated"


def write_sharing(roster: Path, schema: pa.Schema, folder: Path) -> NDArray[np.int64]:
    """Writes the persons whose identity number somebody else carries too to `folder`, in order; returns them.

    Records that have ended do not count: who drew one pension and draws another now is in order. Raises BatchError.
    """
    try:
        with tempfile.TemporaryDirectory(dir=folder) as spill, duckdb.connect(":memory:") as connection:
            connection.execute("SET memory_limit = '1GB'; SET enable_progress_bar = false")
            connection.execute("SET temp_directory = '" + spill.replace("'", "''") + "'")
            found = connection.execute(_statement(roster, schema)).to_arrow_table().cast(SCHEMA)
    except duckdb.Error as error:
        raise BatchError(f"名册 {roster.name} 无法查重：{str(error).splitlines()[0]}") from error
    write_parquet(path_of(folder), found)
    persons: NDArray[np.int64] = found.column("person").to_numpy()
    return persons


def path_of(folder: Path) -> Path:
    """The file of the persons concerned."""
    return folder / f"{NAME}.parquet"


def _statement(roster: Path, schema: pa.Schema) -> str:
    """Candidates by hash first, so that what is grouped is small however long the roster is."""
    if "identity_number" not in schema.names:
        return "SELECT 0::BIGINT AS person, 1::BIGINT AS sharing WHERE false"
    source = "read_parquet('" + str(roster).replace("'", "''") + "')"
    live = f"AND status <> '{_ENDED}'" if "status" in schema.names else ""
    rows = (
        f"SELECT person, identity_number FROM {source} WHERE identity_number IS NOT NULL AND person IS NOT NULL {live}"
    )
    return f"""
        WITH rows AS ({rows}),
        hashes AS (SELECT hash(identity_number) AS h FROM rows GROUP BY h HAVING count(*) > 1),
        candidates AS (SELECT * FROM rows WHERE hash(identity_number) IN (SELECT h FROM hashes)),
        shared AS (SELECT identity_number FROM candidates GROUP BY 1 HAVING count(DISTINCT person) > 1)
        SELECT DISTINCT person, 1::BIGINT AS sharing FROM candidates
        WHERE identity_number IN (SELECT identity_number FROM shared) ORDER BY person
    """
