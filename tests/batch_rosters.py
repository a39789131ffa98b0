"""Rosters for the tests of the batch: valid rows to start from, and reading what a run has written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shebao.batch.task import Task
from shebao.fields.dates import Month
from shebao.fields.identifiers.identity import check_character
from shebao.policy.parameters import law

LAW = law("wuhan")
MONTH = Month(2025, 12)


def identity(birth: date, serial: int = 11, place: str = "429906") -> str:
    body = f"{place}{birth:%Y%m%d}{serial:03}"
    return body + check_character(body)


def number_of(person: int, birth: date) -> str:
    """An identity number that no other person of a roster has."""
    number = person if isinstance(person, int) else 0
    return identity(birth, number % 1000, f"4299{(6 + number // 1000) % 100:02}")


def pensioner(person: int = 1, **changes: Any) -> dict[str, Any]:
    """A pensioner in order: a man of 1962 who retired at sixty."""
    birth = changes.get("birth") or date(1962, 3, 4)
    row = {
        "person": person,
        "identity_number": number_of(person, birth),
        "birth": birth,
        "district": "420106",
        "scheme": "employee",
        "status": "normal",
        "retired": 202204,
        "death": None,
        "base": 853_100,
        "index": 9_729,
        "months": 346,
        "deemed_months": 12,
        "account": 9_358_384,
        "payout_months": 1390,
        "determined": None,
        "adjustment": 12_345,
        "verified": date(2025, 10, 1),
        "arrears": 0,
        "deduction": 0,
    }
    return row | changes


def recalculation(person: int = 1, **changes: Any) -> dict[str, Any]:
    """A pensioner whose last twelve months are recalculated."""
    row = pensioner(person) | {"from_period": 202501, "through_period": 202512, "adjusted_from": 202507}
    return row | changes


def insured(person: int = 1, **changes: Any) -> dict[str, Any]:
    """An employee in order."""
    birth = changes.get("birth", date(1985, 5, 6))
    row = {
        "person": person,
        "identity_number": number_of(person, birth),
        "birth": birth,
        "death": None,
        "district": "420111",
        "employer": 77,
        "kind": "employee",
        "wage": 812_345,
        "injury_class": 3,
        "floating": "up_one",
    }
    return row | changes


def write(folder: Path, task: Task, **rows: list[dict[str, Any]]) -> Path:
    """Writes the inputs of a task as Parquet; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in task.inputs:
        pq.write_table(pa.Table.from_pylist(rows[each.name], each.schema), folder / f"{each.name}.parquet")
    return folder


def results(folder: Path) -> list[dict[str, Any]]:
    """The result rows of a run."""
    files = sorted((folder / "results").glob("*.parquet"))
    return pa.concat_tables([pq.read_table(file) for file in files]).to_pylist()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run that must be the same whatever the engine; the manifest without what was read."""
    files = [*(folder / "results").glob("*.parquet"), folder / "rejects.csv", folder / "totals.json"]
    return {file.name: file.read_bytes() for file in files}
