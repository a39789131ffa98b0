"""People made ready to be compared: one Parquet file with each property in the forms that the model reads."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa

from shebao.batch.files import draft, publish
from shebao.fields.identifiers.identity import WEIGHTS
from shebao.operations.linking.names import ComparedName, compared

GIVEN = ("source", "number", "name", "identity", "sex", "birth", "phone", "address")
"""The columns of people as they come: texts, the birth a date; any but source and number may be empty."""
MOST_HOLDERS = 200
_NAMES_AT_ONCE = 100_000


def prepare(connection: Any, relation: str, folder: Path) -> tuple[Path, Path]:
    """Writes people as given and as compared, numbered alike; returns both files. `relation` has the columns GIVEN.

    Raises OSError, duckdb.Error.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given, ready = folder / "given.parquet", folder / "people.parquet"
    columns = ", ".join(GIVEN)
    _write(
        connection,
        f'SELECT row_number() OVER (ORDER BY source, number, name, identity) AS "row", {columns} FROM ({relation})',
        given,
    )
    _register_names(connection, given)
    _write(connection, _statement().replace(":given", f"read_parquet('{_quoted(given)}')"), ready)
    connection.execute("DROP TABLE name_forms")
    return given, ready


def _write(connection: Any, statement: str, target: Path) -> None:
    connection.execute(f"COPY ({statement}) TO '{_quoted(draft(target))}' (FORMAT parquet)")
    publish(draft(target), target)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _register_names(connection: Any, given: Path) -> None:
    """The table `name_forms`: each name once, with the forms in which it is compared."""
    columns = ", ".join(f'"{name}" VARCHAR' for name in ("name", *ComparedName._fields))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE name_forms ({columns})")
    names = connection.cursor().execute(
        f"SELECT DISTINCT name FROM read_parquet('{_quoted(given)}') WHERE trim(name) <> ''"
    )
    reader = names.to_arrow_reader(_NAMES_AT_ONCE)
    for batch in reader:
        forms = [(name, *(form or None for form in compared(name))) for name in batch.column(0).to_pylist()]
        named = pa.table(
            [pa.array(column, pa.string()) for column in zip(*forms, strict=True)], ["name", *ComparedName._fields]
        )
        connection.register("_names", named)
        connection.execute("INSERT INTO name_forms FROM _names")
        connection.unregister("_names")


@cache
def _statement() -> str:
    weighted = " + ".join(
        f"CAST(substr(body, {place}, 1) AS BIGINT) * {weight}" for place, weight in enumerate(WEIGHTS, start=1)
    )
    text = files(__package__).joinpath("preparation.sql").read_text(encoding="utf-8")
    return text.replace(":weighted", weighted).replace(":most", str(MOST_HOLDERS))
