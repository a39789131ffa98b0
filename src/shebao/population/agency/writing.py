"""Writes the tables of a business system, one file a table and chunk of people; faults are planted on the way."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shebao.population.agency.faults import Planted
from shebao.population.agency.planting import plant, plant_in_batches, plant_in_employers
from shebao.population.agency.tables import Tables, agency_chunks
from shebao.population.proportions import Proportions, wuhan

TRUTH = "truth.csv"
LIKENESSES = "likenesses.csv"
"""Who was registered twice, and who only resembles whom."""
_TEXT = ("unemployment",)
"""Tables that are written as CSV, as lists from other systems come."""


def write_agency(
    people: int, seed: int, folder: Path, as_of: int, faults: int = 0, proportions: Proportions | None = None
) -> dict[str, int]:
    """Writes the tables; with `faults`, plants each kind so many times and lists in `truth.csv` what must be found.

    Returns the rows of each table. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writer = _Writer(folder)
    planted = Planted(seed, as_of, faults)
    batches: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    employers: list[pa.Table] = []
    persons = pa.schema([])
    for chunk in agency_chunks(people, seed, proportions or wuhan(), as_of):
        if "employers" in chunk:
            employers.append(chunk["employers"])
            continue
        if faults:
            chunk = plant(chunk, planted)
        _count(chunk["payments"], batches)
        persons = chunk["persons"].schema
        writer.write(chunk)
    if planted.registered:
        writer.write({"persons": pa.Table.from_pylist(planted.registered, persons)})
    writer.write({"employers": plant_in_employers(pa.concat_tables(employers), planted)})
    writer.write({"payment_batches": plant_in_batches(_batches(batches), planted)})
    if faults:
        _write_rows(folder / TRUTH, ("fault", "check", "subject"), sorted(planted.truth))
        _write_rows(folder / LIKENESSES, ("person", "second", "same", "likeness"), sorted(planted.likenesses))
    purpose = {"people": people, "seed": seed, "as_of": f"{as_of // 12}-{as_of % 12 + 1:02}", "faults": faults}
    note = "合成数据：身份号码和信用代码的区划 4299xx 不存在，不属于任何人"
    content = {"note": note, **purpose, "rows": writer.rows}
    (folder / "manifest.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return writer.rows


class _Writer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[str, int] = defaultdict(int)
        self.rows: dict[str, int] = {}

    def write(self, tables: Tables) -> None:
        for name, table in tables.items():
            part = self._parts[name]
            self._parts[name] += 1
            self.rows[name] = self.rows.get(name, 0) + table.num_rows
            if name in _TEXT:
                self._text(name, table, part == 0)
                continue
            (self._folder / name).mkdir(exist_ok=True)
            pq.write_table(table, self._folder / name / f"part-{part:05}.parquet")

    def _text(self, name: str, table: pa.Table, first: bool) -> None:
        with (self._folder / f"{name}.csv").open("w" if first else "a", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            if first:
                rows.writerow(table.column_names)
            rows.writerows(zip(*(table.column(each).to_pylist() for each in table.column_names), strict=True))


def _count(payments: pa.Table, batches: dict[tuple[int, int, str], list[int]]) -> None:
    groups = payments.group_by(["AAZ031", "AAE002", "AAE140"]).aggregate([("AAE169", "sum"), ("AAE169", "count")])
    for each in groups.to_pylist():
        counts = batches[each["AAZ031"], each["AAE002"], each["AAE140"]]
        counts[0] += each["AAE169_count"]
        counts[1] += each["AAE169_sum"]


def _batches(batches: dict[tuple[int, int, str], list[int]]) -> pa.Table:
    rows: list[dict[str, Any]] = [
        {"AAZ031": number, "AAE002": period, "AAE140": scheme, "AAB119": count, "AAE169": total, "BAE762": "1"}
        for (number, period, scheme), (count, total) in sorted(batches.items())
    ]
    return pa.Table.from_pylist(rows)


def _write_rows(path: Path, head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(head)
        lines.writerows(rows)
