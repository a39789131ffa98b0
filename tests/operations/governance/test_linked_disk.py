"""No room while people are compared: said of that check, the others still run, and with room again it goes on."""

import duckdb
import pytest

from shebao.fields.dates import Month
from shebao.operations.governance import Settings, check_data
from shebao.operations.governance.running import engines
from shebao.operations.governance.running.engine import DiskFull, failure
from shebao.population.agency.writing import write_agency

SETTINGS = Settings(Month(2025, 12), memory_megabytes=512, threads=1)


@pytest.fixture(scope="module")
def persons(tmp_path_factory):
    """A city's table of persons alone, each kind of fault planted three times."""
    folder = tmp_path_factory.mktemp("city")
    write_agency(3_000, 3, folder, SETTINGS.as_of.ordinal, faults=3)
    alone = tmp_path_factory.mktemp("alone")
    (folder / "persons").rename(alone / "persons")
    return alone


def test_too_little_memory_is_told_of_the_check_alone(persons, tmp_path, monkeypatch):
    whole = check_data(str(persons), ["agency"], tmp_path / "whole", SETTINGS)
    compare = engines.DuckDB.splink

    def cramped(self, people):
        self._connection.execute("SET memory_limit = '1MB'; SET max_temp_directory_size = '1KB'")
        return compare(self, people)

    monkeypatch.setattr(engines.DuckDB, "splink", cramped)
    told = check_data(str(persons), ["agency"], tmp_path / "out", SETTINGS)
    assert told.status == 2
    assert [problem.split("：")[:2] for problem in told.problems] == [["persons.yaml", "P32"]]
    monkeypatch.undo()
    resumed = check_data(str(persons), ["agency"], tmp_path / "out", SETTINGS)
    assert resumed.reused > 0
    assert [each.broken for each in resumed.judgements] == [each.broken for each in whole.judgements]
    assert next(each.broken for each in whole.judgements if each.check.id == "P32") > 0


def test_a_disk_without_room_ends_the_run(tmp_path):
    sorting = "SELECT * FROM (SELECT hash(range) AS x FROM range(3_000_000)) ORDER BY x"
    with duckdb.connect(config={"memory_limit": "40MB", "temp_directory": str(tmp_path)}) as connection:
        connection.execute("SET max_temp_directory_size = '1MB'")
        with pytest.raises(duckdb.Error) as error:
            connection.execute(f"CREATE TABLE sorted AS {sorting}")
    with pytest.raises(DiskFull):
        raise failure(error.value)
