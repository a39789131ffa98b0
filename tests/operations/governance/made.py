"""Small made data for the tests: persons, payments and deaths without faults, and what to change in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shebao.fields.dates import Month
from shebao.fields.identifiers.identity import check_character
from shebao.operations.governance import Settings

SMALL = Path(__file__).with_name("small.yaml")
SETTINGS = Settings(Month(2025, 12), memory_megabytes=512, threads=1)
MONTHS = (202510, 202511, 202512)


def number(person: int) -> str:
    """A valid identity number of somebody born on 1950-01-01 in the range that belongs to nobody."""
    body = f"42990619500101{person % 1000:03}"
    return body + check_character(body)


def persons(count: int) -> list[dict[str, Any]]:
    """Sound persons."""
    return [
        {"id": n, "number": number(n), "sex": "1" if n % 2 else "2", "born": date(1950, 1, 1)}
        for n in range(1, count + 1)
    ]


def payments(count: int) -> list[dict[str, Any]]:
    """Three sound payments a person."""
    return [
        {"serial": n * 10 + m, "id": n, "month": month, "paid": 300_000 + n, "scheme": "110"}
        for n in range(1, count + 1)
        for m, month in enumerate(MONTHS)
    ]


def write(folder: Path, tables: dict[str, list[dict[str, Any]]], parts: int = 1) -> Path:
    """Writes tables as Parquet, large ones as so many files of whole persons."""
    for name, rows in tables.items():
        size = -(-len(rows) // parts // 3) * 3 if name != "deaths" else len(rows) or 1
        pieces = [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
        (folder / name).mkdir(parents=True, exist_ok=True)
        for part, piece in enumerate(pieces):
            table = pa.Table.from_pylist(piece) if piece else pa.table({"id": pa.array([], pa.int64())})
            pq.write_table(table, folder / name / f"{part}.parquet")
    return folder


def sound(count: int = 60) -> dict[str, list[dict[str, Any]]]:
    """Tables that no check finds fault with."""
    return {
        "persons": persons(count),
        "payments": payments(count),
        "deaths": [{"id": 1, "died": date(2026, 1, 3)}],
    }


def faulty(count: int = 60) -> dict[str, list[dict[str, Any]]]:
    """The same with one fault for each check."""
    tables = sound(count)
    tables["persons"][4]["sex"] = "3"
    tables["persons"][6]["number"] = tables["persons"][5]["number"]
    tables["persons"][8]["born"] = date(1970, 1, 1)
    tables["payments"][3 * 10]["paid"] = -5
    tables["payments"].append({**tables["payments"][3 * 12], "serial": 99_999})
    tables["payments"].append({"serial": 99_998, "id": 9_999, "month": 202512, "paid": 300_000, "scheme": "110"})
    tables["deaths"].append({"id": 20, "died": date(2025, 10, 3)})
    tables["payments"][3 * 30 + 2]["paid"] = 30_000_000
    return tables


EXPECTED = {
    "P1": {"5"}, "P2": {"6"}, "P3": {"9"}, "M1": {"11", "31"}, "M2": {"13"}, "M3": {"9999"}, "M4": {"20"},
    "M5": {"202512"}, "M6": {"9"}, "M7": {"31"},
}  # fmt: skip
"""The subjects that each check finds in `faulty`."""
