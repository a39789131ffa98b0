"""Splink on Spark tells the pairs that it tells on DuckDB: the same, with the same reasons and scores."""

import duckdb
import pytest

from operations.governance.made import SETTINGS
from shebao.operations.governance.running.engines import start_engine
from shebao.operations.linking import shipped_model
from shebao.operations.linking.pairs import read_pairs
from shebao.operations.linking.scoring import OnSpark
from shebao.operations.linking.service import link
from shebao.operations.linking.training import people_of
from shebao.population.agency.writing import write_agency

pytestmark = pytest.mark.slow
ODD = {
    "100": "欧阳\\娜", "101": "欧阳娜", "102": "a%b_c", "103": "", "104": "𠮷野家", "105": "𠮷野佳", "106": "王" * 500,
}  # fmt: skip


def with_odd_names(city):
    """The people of a city, and some who share everything but odd names."""
    odd = " UNION ALL ".join(
        f"SELECT '', '9{number}', '{name}', '429906197003151011', '1', DATE '1970-03-15', '13800000001', '合成市\\路{number}号'"
        for number, name in ODD.items()
    )
    return f"{people_of(city)} UNION ALL {odd}"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The pairs on both engines."""
    folder = tmp_path_factory.mktemp("linking")
    write_agency(3_000, 1234, folder / "city", SETTINGS.as_of.ordinal, faults=10)
    engine = start_engine("spark", folder / "spill", 1024, 2)
    found = {}
    try:
        for name, backend in {"duckdb": None, "spark": engine.splink(10**9)}.items():
            with duckdb.connect() as connection:
                people = with_odd_names(folder / "city")
                link(connection, people, folder / name, shipped_model(), lambda *_: None, backend=backend)
            found[name] = list(read_pairs(folder / name / "pairs.parquet", shipped_model()))
    finally:
        engine.close()
    return found


def test_both_engines_tell_the_same_pairs_in_the_same_order(told):
    assert len(told["duckdb"]) > 150
    assert told["spark"] == told["duckdb"]


def test_only_many_people_are_compared_on_spark(monkeypatch):
    from shebao.operations.governance.running.spark import PEOPLE_FOR_SPARK, Spark

    engine = Spark.__new__(Spark)
    monkeypatch.setattr(engine, "_session", None, raising=False)
    assert engine.splink(PEOPLE_FOR_SPARK - 1) is None
    assert isinstance(engine.splink(PEOPLE_FOR_SPARK), OnSpark)
