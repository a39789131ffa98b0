"""Everything that was known by the end of a day as Parquet files with a manifest (docs/city-export.md)."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from django.db import connection, transaction

from shebao.fields.dates import month_of
from shebao.fields.identifiers.divisions import divisions
from shebao.operations.city.law import law_version, parameter_rows
from shebao.operations.city.proportions import city
from shebao.operations.contributions.base_years import base_years
from shebao.operations.record.lines import Exclusive, insurance_lines
from shebao.operations.record.record import instant
from shebao.server.operations.city.rates import SCHEMA as SCHEMA_OF_RATES
from shebao.server.operations.city.rates import rows_of_rates
from shebao.server.operations.city.table import Table
from shebao.server.operations.city.tables import CONTROLS, TABLES
from shebao.server.operations.records.declares import RECORD_EXPORTED
from shebao.server.operations.records.models import Fact
from shebao.server.platform.access.masks import name as masked_name
from shebao.server.platform.decisions.log import record as log
from shebao.server.platform.secrets import ring
from shebao.server.platform.secrets.fields import SecretField
from shebao.server.platform.secrets.models import DataKey

SCHEMA = "shebao.export/1"
WITHHELD = "***"
_BLOCK = 4 * 1024 * 1024
_DAYS = ("from", "to", "known_from")
_PARAMETER = pa.schema(
    [
        (name, pa.date32() if name in _DAYS else pa.string())
        for name in ("key", "place", "from", "to", "value", "unit", "basis", "confidence", "known_from")
    ]
)
Value = Callable[[str, str, str, str | None], str]


class NotEmpty(Exception):
    """The folder has something else in it; nothing was written."""


def export(
    output: Path, known_on: date, *, clear: bool, say: Callable[[str], None] = lambda table: None
) -> dict[str, Any]:
    """Writes every table into a folder, whole or not at all; the manifest. `clear` is for synthetic people only.

    Raises NotEmpty for a folder that is no export, OSError, Unreadable.
    """
    with _fresh(output) as folder:
        with transaction.atomic():
            manifest = _export(folder, known_on, clear, say)
        log(None, RECORD_EXPORTED, "records.record", known_on=known_on.isoformat(), clear=clear)
    return manifest


def _export(folder: Path, known_on: date, clear: bool, say: Callable[[str], None]) -> dict[str, Any]:
    if not connection.savepoint_ids:  # all tables of one instant, whoever works meanwhile
        _do("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    _keys_at_hand()
    values = {"at": instant(known_on), "begins": base_years(city().place, month_of(known_on)).begins}
    rows: dict[str, int] = {}
    for table in TABLES:
        say(table.name)
        rows[table.name] = _write(folder, table, values, _clear if clear else _masked)
    rows["employer_rate"] = _written_rows(folder, "employer_rate", SCHEMA_OF_RATES, rows_of_rates(values))
    rows["parameter"] = _written_rows(folder, "parameter", _PARAMETER, _parameters(known_on))
    manifest = _manifest(folder, known_on, rows, values)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return manifest


def _keys_at_hand() -> None:
    """Every key is read before the first COPY: while one runs the database cannot be asked for anything. Raises KeyProblem."""
    for number in DataKey.objects.values_list("id", flat=True):
        ring.key(number)


@contextmanager
def _fresh(output: Path) -> Iterator[Path]:
    """A folder beside the output that takes its place when everything is in it."""
    if output.exists() and any(output.iterdir()) and not (output / "manifest.json").is_file():
        raise NotEmpty(f"{output} 里有别的文件；请另写一个目录。")
    fresh = output.with_name(f".{output.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        shutil.rmtree(output, ignore_errors=True)
        fresh.rename(output)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


class _Stream(io.RawIOBase):
    """What COPY sends, as a file to read from."""

    def __init__(self, blocks: Iterator[Any]) -> None:
        self._blocks, self._left = blocks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._left = bytes(block)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _write(folder: Path, table: Table, values: Mapping[str, Any], value: Value) -> int:
    """One table as a file, some rows at a time in memory; how many."""
    schema = pa.schema([(name, kind) for name, kind in table.columns.items() if name != "secret"])
    count = 0
    with pq.ParquetWriter(folder / f"{table.name}.parquet", schema, compression="zstd") as writer:
        for batch in _batches(table, values):
            shown = _shown(batch, value) if table.name == "fact" else batch
            writer.write_batch(shown)
            count += shown.num_rows
    return count


def _batches(table: Table, values: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({table.statement}) TO STDOUT (FORMAT csv)", values) as copy,
    ):
        stream = io.BufferedReader(_Stream(iter(copy)), _BLOCK)
        if not stream.peek(1):
            return
        yield from pc.open_csv(
            stream,
            read_options=pc.ReadOptions(block_size=_BLOCK, column_names=list(table.columns)),
            parse_options=pc.ParseOptions(newlines_in_values=True),
            convert_options=pc.ConvertOptions(
                column_types=table.columns, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
            ),
        )


def _shown(batch: pa.RecordBatch, value: Value) -> pa.RecordBatch:
    """Facts with the value as it may be shown in place of what is encrypted."""
    columns = {name: batch.column(name) for name in batch.schema.names}
    listed = zip(*(columns[name].to_pylist() for name in ("fact", "register", "value", "secret")), strict=True)
    columns["value"] = pa.array([value(*each) for each in listed], pa.string())
    del columns["secret"]
    return pa.RecordBatch.from_pydict(columns)


def _clear(row: str, _register: str, value: str, secret: str | None) -> str:
    field = Fact._meta.get_field("secret")
    assert isinstance(field, SecretField)
    return value if secret is None else field.opened(secret, str(int(row)))


def _masked(_row: str, register: str, value: str, secret: str | None) -> str:
    if secret is not None:
        return WITHHELD
    return masked_name(value) if register == "name" else value


def _parameters(known_on: date) -> Iterator[dict[str, Any]]:
    for row in parameter_rows(city().law):
        if row.known_from <= known_on:
            yield {
                "key": row.key, "place": row.place, "from": row.start, "to": row.end, "value": row.value, "unit": row.unit,
                "basis": row.basis, "confidence": row.confidence, "known_from": row.known_from,
            }  # fmt: skip


def _written_rows(folder: Path, name: str, schema: pa.Schema, rows: Iterator[dict[str, Any]]) -> int:
    """A table that is no statement's, as a file; how many rows."""
    table = pa.Table.from_pylist(list(rows), schema)
    pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    return int(table.num_rows)


def _manifest(folder: Path, known_on: date, rows: Mapping[str, int], values: Mapping[str, Any]) -> dict[str, Any]:
    lines = insurance_lines()
    return {
        "schema": SCHEMA,
        "known_on": known_on.isoformat(),
        "law_version": law_version(),
        "exclusive_lines": [key for key, line in lines.items() if line.exclusive is Exclusive.PERSON],
        "exclusive_by_employer": [key for key, line in lines.items() if line.exclusive is Exclusive.EMPLOYER],
        "excluding_lines": sorted(
            [first, second] for first, line in lines.items() for second in line.excludes if first < second
        ),
        "varying_columns": [],
        "places": _places(values),
        "control": {name: _one(statement, values) for name, statement in CONTROLS.items()},
        "tables": {name: _described(folder / f"{name}.parquet", count) for name, count in rows.items()},
    }


def _described(file: Path, rows: int) -> dict[str, Any]:
    with file.open("rb") as stream:
        return {"file": file.name, "rows": rows, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}


def _places(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The places of spells with what is above them, and of the parameters; the nation is above the provinces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT scheme_place FROM records_spell WHERE known_from <= %(at)s", values)
        found = {place for (place,) in cursor.fetchall()} | {city().place}
    places: dict[str, str | None] = {"000000": None}
    for place in sorted(found - {"", "000000"}):
        above = [each for each in (f"{place[:4]}00", f"{place[:2]}0000", "000000") if each != place]
        chain = [place, *(each for each in above if each in divisions() or each == "000000")]
        places |= dict(pairwise(chain))
    return dict(sorted(places.items()))


def _do(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _one(statement: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    return int(found[0]) if found else 0
