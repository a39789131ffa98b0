"""Spark's driver holds a bounded part of what it fetches; what it says of a failure is one line."""

import pyarrow as pa
import pytest
from pyspark import SparkContext
from pyspark.sql import SparkSession

from shebao.operations.governance import GovernanceError
from shebao.operations.governance.running.engine import BATCH, EngineError, EngineGoneError
from shebao.operations.governance.running.engines import start_engine
from shebao.operations.governance.running.spark import ROWS_A_MEGABYTE

pytestmark = pytest.mark.slow

MEGABYTES = 512
ROWS = MEGABYTES * ROWS_A_MEGABYTE * 2
"""Twice what is fetched at once."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    started = start_engine("spark", tmp_path_factory.mktemp("spill"), MEGABYTES, 2)
    yield started
    started.close()


def test_more_than_may_be_fetched_at_once_comes_whole_part_by_part(engine):
    statement = (
        "SELECT id, concat('号', id) AS text, repeat('x', 20) AS long, CAST(id % 3 = 0 AS BOOLEAN) AS third, "
        "CAST(NULL AS STRING) AS nothing, CAST(id AS DECIMAL(38, 0)) AS large, date_add(DATE '1970-01-01', CAST(id % 10000 AS INT)) AS day "
        f"FROM range({ROWS})"
    )
    seen, largest = [], 0
    for batch in engine.stream(statement):
        assert batch.schema.field("day").type == pa.date32()
        largest = max(largest, batch.num_rows)
        seen += batch.column("id").to_pylist()
        first = batch.slice(0, 1).to_pylist()[0]
        assert (first["text"], first["third"], int(first["large"])) == (
            f"号{first['id']}",
            first["id"] % 3 == 0,
            first["id"],
        )
    assert sorted(seen) == list(range(ROWS))
    assert largest <= BATCH


def test_nothing_found_is_an_empty_table(engine):
    assert sum(batch.num_rows for batch in engine.stream("SELECT 1 AS a WHERE 1 = 2")) == 0


def test_a_failure_is_told_in_one_line(engine):
    with pytest.raises(EngineError) as error:
        list(engine.stream("SELECT 1 / 0"))
    assert "\n" not in str(error.value)
    assert "DIVIDE_BY_ZERO" in str(error.value)


def test_too_little_memory_is_told_before_anything_starts(tmp_path):
    with pytest.raises(GovernanceError, match="--memory"):
        start_engine("spark", tmp_path, MEGABYTES - 1)


@pytest.fixture
def started_again():
    """Lets a later test start Spark after its process was killed, which pyspark by itself does once a process."""
    yield
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = None


@pytest.mark.usefixtures("started_again")
def test_a_spark_that_has_ended_ends_the_run_with_what_to_do(engine):
    gateway = engine._session.sparkContext._gateway
    gateway.proc.kill()
    gateway.proc.wait()
    with pytest.raises(EngineGoneError, match="--memory"):
        list(engine.stream("SELECT 1 AS a"))
    engine.close()
