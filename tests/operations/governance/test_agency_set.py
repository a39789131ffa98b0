"""The shipped set: every check has samples that behave, on both engines; planted faults are found, and nothing else."""

import csv
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from operations.governance.made import SETTINGS
from shebao.operations.governance import check_data, shipped_set
from shebao.operations.governance.running.engines import start_engine
from shebao.operations.governance.samples import verify_samples
from shebao.policy.parameters import law
from shebao.population.agency.writing import write_agency

AS_OF = 2025 * 12 + 11
PEOPLE = 20_000


@pytest.fixture(scope="module")
def declared():
    return shipped_set("agency")


def test_the_set_is_without_mistakes_and_large(declared):
    assert not declared.mistakes
    assert len(declared.checks) >= 120


@pytest.mark.parametrize("part", range(4))
def test_samples_pass_and_fail_as_they_should_on_duckdb(declared, tmp_path, part):
    assert samples_that_misbehave(replace(declared, checks=declared.checks[part::4]), "duckdb", tmp_path) == []


@pytest.mark.slow
def test_samples_pass_and_fail_as_they_should_on_spark(declared, tmp_path):
    assert samples_that_misbehave(declared, "spark", tmp_path) == []


def samples_that_misbehave(declared, name, folder):
    engine = start_engine(name, folder / "spill", 1024, 2)
    try:
        context = declared.context(SETTINGS.as_of, law("wuhan"))
        return [str(mistake) for mistake in verify_samples(declared, context, engine, folder)]
    finally:
        engine.close()


def test_a_sound_city_has_no_finding(tmp_path):
    write_agency(PEOPLE, 3, tmp_path / "city", AS_OF)
    outcome = check_data(str(tmp_path / "city"), ["agency"], tmp_path / "out", SETTINGS)
    assert {each.check.id: each.broken for each in outcome.judgements if each.broken} == {}
    assert (outcome.status, outcome.absent) == (0, ())


@pytest.fixture(scope="module")
def faulty_city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    write_agency(PEOPLE, 3, folder, AS_OF, faults=3)
    return folder


def planted_in(city):
    with (city / "truth.csv").open(encoding="utf-8") as stream:
        return {(row["check"], row["subject"]) for row in csv.DictReader(stream)}


def findings_of(city, folder, engine="duckdb"):
    check_data(str(city), ["agency"], folder, replace(SETTINGS, engine=engine, threads=2))
    return pq.read_table(folder / "findings.parquet")


def test_all_planted_faults_are_found_and_nothing_else(faulty_city, tmp_path):
    findings = findings_of(faulty_city, tmp_path)
    found = set(zip(findings.column("check").to_pylist(), findings.column("subject").to_pylist(), strict=True))
    assert found == planted_in(faulty_city)


def test_faults_of_every_kind_are_planted(declared, faulty_city):
    planted = planted_in(faulty_city)
    kinds = {check.kind.label for check in declared.checks}
    hit = {check.kind.label for check in declared.checks if check.id in {each for each, _ in planted}}
    assert hit == kinds


@pytest.mark.slow
def test_spark_finds_the_same_to_the_row(faulty_city, tmp_path):
    assert findings_of(faulty_city, tmp_path / "here").equals(findings_of(faulty_city, tmp_path / "there", "spark"))
