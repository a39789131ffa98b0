"""The run over everybody leaves the record as the same persons assessed one by one; the same bytes on both engines."""

from __future__ import annotations

import copy
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.contributions.lives import FACTORY, OFFICE, PLACE, SCHOOL, SHOP, Life, months, snapshot, started, wage
from operations.contributions.test_assessing import CHANGES, Change, carried_out
from shebao.batch.run import run_batch
from shebao.fields.dates import Month
from shebao.operations.contributions.assessing import Horizon
from shebao.operations.contributions.runs.columns import ROSTER, monthly
from shebao.operations.contributions.runs.running import effects_of
from shebao.operations.record.effects import FactStated

JANUARY = Month(2024, 1)


def written(rows: list[dict[str, Any]], folder: Path, month: Month) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    schema = monthly(PLACE, month).roster.schema
    table = pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema)
    pq.write_table(table, folder / f"{ROSTER}.parquet")


def computed(rows: list[dict[str, Any]], folder: Path, month: Month, engine: str = "duckdb") -> list[pa.Table]:
    shutil.rmtree(folder, ignore_errors=True)
    written(rows, folder / "in", month)
    run_batch(monthly(PLACE, month), str(folder / "in"), folder / "out", engine, threads=1)
    return [pq.read_table(file) for file in sorted((folder / "out" / "results").glob("*.parquet"))]


def people(changes: list[list[Change]], horizon: Horizon) -> list[Life]:
    """Some with a fixed life of every kind, others with drawn ones."""
    fixed = [
        (FACTORY, "employee", ("pension_employee", "unemployment", "injury")),
        (SHOP, "employee", ("pension_employee", "injury")),
        (SCHOOL, "established", ("pension_institution", "annuity", "unemployment", "injury")),
        (OFFICE, "established", ("pension_institution", "unemployment", "injury")),
        (None, "flexible", ("pension_employee",)),
        (SHOP, "injury_only", ("injury",)),
    ]
    made = []
    for number, (employer, staff, lines) in enumerate(fixed, 1):
        life = Life(number=number)
        life.act([started(line, employer, months(Month(2023, 3)), staff, number) for line in lines])
        if employer:
            life.act([wage("7000.00", employer, months(JANUARY, Month(2024, 12)), number)])
        else:
            life.act([FactStated(number, "flexible_level", "75", months(JANUARY))])
        made.append(life)
    for drawn in changes:
        life = Life()
        for change in drawn:
            carried_out(life, change)
        made.append(life)
    for number, life in enumerate(made, 1):
        renumbered(life, number)
        life.horizon = horizon
        life.assess()
    return made


def renumbered(life: Life, number: int) -> None:
    """The same life under another number: drawn lives are all number 7."""
    if life.number == number:
        return
    own = life.number
    life.number = number
    life.held.subjects = {number: life.held.subjects[own]}
    life.held.spells = {number: {key: replace(s, person=number) for key, s in life.held.spells.get(own, {}).items()}}
    life.held.facts = {
        (number, register, slot): [replace(fact, subject=number) for fact in rows]
        for (_, register, slot), rows in life.held.facts.items()
    }


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CHANGES, min_size=2, max_size=6), min_size=3, max_size=12), st.integers(0, 18))
def test_single_acts_and_one_run_leave_the_same(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[list[Change]], grown: int
) -> None:
    last = JANUARY.plus(grown)
    singly = people(drawn, Horizon(JANUARY, last))
    together = copy.deepcopy(singly)
    folder = tmp_path_factory.mktemp("run")
    for month in (last.plus(1), last.plus(2)):
        results = computed(snapshot(together, month), folder, month)
        effects = list(effects_of(results, month))
        for one, other in zip(singly, together, strict=True):
            one.horizon = other.horizon = Horizon(JANUARY, month)
            one.assess()
            other.act([effect for effect in effects if effect.person == other.number])
            assert one.table == other.table


def test_what_cannot_be_assessed_is_told_as_for_one_person(tmp_path: Path) -> None:
    month = Month(2024, 3)
    lives = people([], Horizon(JANUARY, month))
    rows = snapshot(lives, month)
    for row in rows:
        row["injury_class"] = None
    computed(rows, tmp_path, month)
    told = (tmp_path / "out" / "rejects.csv").read_text("utf-8")
    assert told.count("单位没有工伤风险类别，请先核定费率") == 5
    assert told.count("这类人员不参加这个险种") == 1


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_both_engines_write_the_same_bytes(tmp_path: Path) -> None:
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        pytest.skip("no Java for Spark")
    month = Month(2024, 7)
    rows = snapshot(people([], Horizon(JANUARY, Month(2024, 5))), month)
    plain = computed(rows, tmp_path / "duckdb", month)
    spark = computed(rows, tmp_path / "spark", month, "spark")
    assert plain == spark
    files = [
        (tmp_path / engine / "out" / "results" / "part-00000.parquet").read_bytes() for engine in ("duckdb", "spark")
    ]
    assert files[0] == files[1]
