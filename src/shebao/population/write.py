"""Writes a synthetic population to Parquet, chunk by chunk, so that memory does not grow with the number of people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shebao.population.benefits import pensioner_table, pensioners, recalculation_tables
from shebao.population.employers import employer_count, employer_table
from shebao.population.events import (
    contribution_table,
    death_table,
    employment_table,
    in_group,
    injury_table,
    insured_table,
    person_table,
    unemployment_table,
)
from shebao.population.histories import contributions, spells
from shebao.population.law import statutory_months
from shebao.population.people import Community
from shebao.population.proportions import Proportions, wuhan

TABLES = (
    "persons", "employers", "employments", "contributions", "insured", "pensioners", "recalculations", "payments",
    "injuries", "unemployed", "deaths",
)  # fmt: skip
MOST_PEOPLE = 50_000_000
DEFAULT_AS_OF = 2025 * 12 + 11
_CHUNK = 65_536
_SCHEME = """\
# 合成的调整方案，只用于演示和测试，不是任何地方的规定。金额为元，percent 为百分数。
from: 2025-01
retired_by: 2024-12
schemes: [employee, public]
fixed: 20
per_year: 1
percent: 0.8
tilt: {70: 10, 75: 20, 80: 30}
basis: 合成示例，不是任何地方的规定
"""


def population_tables(
    people: int, seed: int, proportions: Proportions, as_of: int, wanted: Collection[str] = TABLES
) -> Iterator[tuple[str, pa.Table]]:
    """The wanted tables in pieces of whole persons, in order of the personal numbers."""
    employers = employer_count(people, proportions)
    if "employers" in wanted:
        for first in range(1, employers + 1, _CHUNK):
            numbers = np.arange(first, min(first + _CHUNK, employers + 1), dtype=np.int64)
            yield "employers", employer_table(seed, numbers, proportions)
    community = Community(seed, proportions, statutory_months, as_of)
    for first in range(1, people + 1, _CHUNK):
        count = min(_CHUNK, people + 1 - first)
        yield from _chunk(community, first, count, seed, proportions, employers, wanted)


def _chunk(
    community: Community,
    first: int,
    count: int,
    seed: int,
    proportions: Proportions,
    employers: int,
    wanted: Collection[str],
) -> Iterator[tuple[str, pa.Table]]:
    people = community.people(first, count)
    residents = in_group(people, proportions, "resident_contributor", "resident_retired")
    work = spells(people, residents, in_group(people, proportions, "unemployed"))
    paid = contributions(people, work, proportions)
    names = person_table(people, proportions)
    makers: dict[str, Callable[[], pa.Table]] = {
        "persons": lambda: names,
        "employments": lambda: employment_table(people, work, proportions, employers),
        "contributions": lambda: contribution_table(people, paid),
        "insured": lambda: insured_table(people, names, proportions, seed, employers),
        "injuries": lambda: injury_table(people, paid, proportions),
        "unemployed": lambda: unemployment_table(people, paid, proportions),
        "deaths": lambda: death_table(people, paid, proportions),
    }
    for name, make in makers.items():
        if name in wanted:
            yield name, make()
    if {"pensioners", "recalculations", "payments"} & set(wanted):
        found = pensioners(people, paid, proportions)
        if "pensioners" in wanted:
            yield "pensioners", pensioner_table(people, names, found, proportions)
        if {"recalculations", "payments"} & set(wanted):
            roster, payments = recalculation_tables(people, names, found, proportions)
            yield "recalculations", roster
            yield "payments", payments


def write_population(
    people: int,
    seed: int,
    folder: Path,
    as_of: int = DEFAULT_AS_OF,
    proportions: Proportions | None = None,
    wanted: Collection[str] = TABLES,
) -> dict[str, int]:
    """Writes the wanted tables, an example adjustment and a manifest into `folder`; returns the rows of each table."""
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pq.ParquetWriter] = {}
    rows: dict[str, int] = {}
    try:
        for name, table in population_tables(people, seed, proportions or wuhan(), as_of, wanted):
            if name not in writers:
                writers[name] = pq.ParquetWriter(folder / f"{name}.parquet", table.schema)
            writers[name].write_table(table)
            rows[name] = rows.get(name, 0) + table.num_rows
    finally:
        for writer in writers.values():
            writer.close()
    (folder / "adjustment.yaml").write_text(_SCHEME, encoding="utf-8")
    _write_manifest(folder, {"people": people, "seed": seed, "as_of": f"{as_of // 12}-{as_of % 12 + 1:02}"}, rows)
    return rows


def _write_manifest(folder: Path, purpose: dict[str, Any], rows: dict[str, int]) -> None:
    tables = {}
    for name in sorted(rows):
        with (folder / f"{name}.parquet").open("rb") as stream:
            tables[name] = {"rows": rows[name], "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
    note = "合成数据：身份号码和信用代码的区划 4299xx 不存在，不属于任何人"
    content = {"note": note, **purpose, "tables": tables}
    (folder / "manifest.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
