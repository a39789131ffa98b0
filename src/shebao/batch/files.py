"""Files that appear whole or not at all, and Parquet whose bytes depend on nothing but its rows."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 131_072
_MANY_WORDS = ("identity_number",)
_BLOCK = 1 << 22


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def publish(temporary: Path, path: Path) -> None:
    """Gives a finished file its name; after a crash there is the whole file or none."""
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def draft(path: Path) -> Path:
    """Where a file is written before it is published."""
    return path.with_name(f".{path.name}.draft")


def write_text(path: Path, text: str) -> None:
    """Writes a whole text file at once."""
    draft(path).write_text(text, encoding="utf-8", newline="\n")
    publish(draft(path), path)


def write_json(path: Path, value: Any) -> None:
    """Writes a whole JSON file at once, keys in the order given."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_parquet(path: Path, table: pa.Table) -> None:
    """Writes a whole Parquet file at once: row groups of fixed size, numbers as differences, few words as dictionary."""
    plain = table.replace_schema_metadata(None).combine_chunks()
    numbers = [field.name for field in plain.schema if field.type == pa.int64()]
    pq.write_table(
        plain,
        draft(path),
        row_group_size=ROW_GROUP,
        compression="snappy",
        use_dictionary=[name for name in plain.schema.names if name not in (*numbers, *_MANY_WORDS)],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        store_schema=False,
    )
    publish(draft(path), path)


def copy_with_fingerprint(source: Path, target: Path) -> str:
    """Copies a file and returns the SHA-256 of exactly the bytes that were copied."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, draft(target).open("wb") as writing:
        while block := reading.read(_BLOCK):
            digest.update(block)
            writing.write(block)
    publish(draft(target), target)
    return digest.hexdigest()
