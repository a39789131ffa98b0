"""Contributions: the assessment of a month over everybody, from the frozen snapshot to results with control totals.

`python -m bench contributions --people 3000000`: each person with a pension, unemployment and work injury, of whom one in twenty
changed. What is written to the record is measured by `bench operations`.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shebao.batch import run_batch
from shebao.fields.dates import Month
from shebao.operations.contributions.assessing import owed_for
from shebao.operations.contributions.runs.columns import ROSTER, monthly
from shebao.operations.contributions.runs.controls import controls_of
from shebao.operations.contributions.standards import Rates, standards
from shebao.policy.insured import Insured, Line

PLACE, MONTH = "420100", Month(2025, 9)
LINES = ("pension_employee", "unemployment", "injury")
_POLICY_LINES = {"pension_employee": Line.PENSION, "unemployment": Line.UNEMPLOYMENT, "injury": Line.INJURY}
_STAFF, _CHANGED, _WAGES = 60, 20, 20_000
_CHUNK = 250_000


def main(arguments: list[str]) -> None:
    """Runs the suite and prints its table."""
    parser = argparse.ArgumentParser(prog="python -m bench contributions")
    parser.add_argument("--data", type=Path, default=Path("build/bench/contributions"), help="where snapshots are kept")
    parser.add_argument(
        "--people", type=int, action="append", help="how many insured; 30 and 300 thousand and 3 million"
    )
    parser.add_argument("--threads", type=int, default=2, help="threads of DuckDB")
    options = parser.parse_args(arguments)
    print(f"{'insured':>12} {'rows':>12} {'seconds':>9} {'rows/s':>12} {'changed':>10}")
    for people in options.people or [30_000, 300_000, 3_000_000]:
        source = _snapshot(options.data / str(people), people)
        output = options.data / f"{people}-computed"
        shutil.rmtree(output, ignore_errors=True)
        began = time.perf_counter()
        run_batch(monthly(PLACE, MONTH), str(source), output, threads=options.threads, memory_megabytes=2048)
        parts = sorted((output / "results").glob("*.parquet"))
        controls = controls_of(pq.read_table(file) for file in parts)
        seconds = time.perf_counter() - began
        rows = sum(control.rows for control in controls)
        changed = sum(control.rows for control in controls if control.change != "same")
        print(f"{people:>12,} {rows:>12,} {seconds:>9.2f} {rows / seconds:>12,.0f} {changed:>10,}", flush=True)


def _snapshot(folder: Path, people: int) -> Path:
    """A snapshot of so many people, made when it is not there yet; what they owe already is what they declared before."""
    if (folder / f"{ROSTER}.parquet").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    schema = monthly(PLACE, MONTH).roster.schema
    with pq.ParquetWriter(folder / f"{ROSTER}.parquet", schema, compression="zstd") as writer:
        for first in range(1, people + 1, _CHUNK):
            writer.write_table(_rows(np.arange(first, min(first + _CHUNK, people + 1)), schema))
    return folder


def _rows(persons: np.ndarray, schema: pa.Schema) -> pa.Table:
    """Three rows a person, in their order."""
    rules = standards(PLACE, MONTH)
    person = np.repeat(persons, len(LINES))
    line = np.tile(np.arange(len(LINES)), len(persons))
    employer = 1 + person // _STAFF
    injury_class = 1 + employer % 8
    wage = 300_000 + (person * 7_919) % _WAGES * 100
    before = np.where(person % _CHANGED == 0, wage - 5_000, wage)
    base = np.clip(before, rules.floor, rules.ceiling)
    unit_rate, person_rate, policy = _known_rates(line, injury_class)
    values = {
        "person": person, "lane": np.where(line == 2, employer, 0), "employer": employer, "injury_class": injury_class,
        "wage": wage, "previous": base, "known_employer": employer, "known_base": base, "known_unit_rate": unit_rate,
        "known_person_rate": person_rate, "known_unit": (2 * base * unit_rate + 1_000_000) // 2_000_000,
        "known_person_share": (2 * base * person_rate + 1_000_000) // 2_000_000,
    }  # fmt: skip
    texts = {"district": PLACE, "staff": "employee", "employer_kind": "enterprise", "known_kind": "regular"}
    columns = {name: pa.array(value) for name, value in values.items()}
    columns |= {name: pa.repeat(pa.scalar(text), len(person)) for name, text in texts.items()}
    columns |= {"line": pa.array(LINES).take(pa.array(line)), "known_policy": pa.array(policy.tolist())}
    missing = {field.name: pa.nulls(len(person), field.type) for field in schema if field.name not in columns}
    return pa.table({field.name: (columns | missing)[field.name] for field in schema}).cast(schema)


def _known_rates(line: np.ndarray, injury_class: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rates of each row by the standards of the month."""
    rules = standards(PLACE, MONTH)
    found: list[Rates] = []
    for key in LINES:
        for number in range(1, 9):
            rates = rules.rates(Insured.EMPLOYEE, _POLICY_LINES[key], number, None, None)
            assert isinstance(rates, Rates)
            assert owed_for(rules.floor, rates, Insured.EMPLOYEE).unit_rate == rates.unit
            found.append(rates)
    place = line * 8 + injury_class - 1
    units, persons = np.array([rates.unit for rates in found]), np.array([rates.person for rates in found])
    return units[place], persons[place], np.array([rates.policy for rates in found])[place]
