"""Tables of PostgreSQL as Parquet: one snapshot for all, read only, in bounded memory, nothing made on the server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shebao.batch.files import draft
from shebao.operations.governance.declared import DeclaredTable
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.sources.conversion import publish_changed

STATEMENT_SECONDS = 3600.0
LOCK_SECONDS = 10
_CANCELLED, _LOCKED, _DENIED, _READ_ONLY = "57014", "55P03", "42501", "25006"
_SAID = {"statement timeout": _CANCELLED, "read-only transaction": _READ_ONLY}
"""While rows stream, the driver gives the server's words without the code."""
_COLUMNS = (
    "SELECT attname, format_type(coalesce(nullif(typbasetype, 0), atttypid), NULL) FROM pg_attribute "
    "JOIN pg_type ON pg_type.oid = atttypid WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped"
)
_AS_IS = frozenset({"smallint", "integer", "bigint", "real", "double precision", "bytea", "boolean", "json", "jsonb"})
"""Types that stay what they are: integers, and those that no declared type accepts, so that they are told."""


class Snapshot:
    """A connection with one read-only transaction. Raises GovernanceError wherever the server refuses."""

    def __init__(self, address: str) -> None:
        self._address = address

    def __enter__(self) -> Snapshot:
        import adbc_driver_postgresql.dbapi as driver

        self._driver = driver
        try:
            self._connection = driver.connect(self._address)
            self._cursor = self._connection.cursor()
            for statement in (
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS * 1000:.0f}ms'",
                f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'",
                "SET LOCAL TimeZone = 'Asia/Shanghai'",
            ):
                self._cursor.execute(statement)
        except driver.Error as error:
            raise _refusal(error, "连接") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cursor.close()
        self._connection.rollback()
        self._connection.close()

    def export(self, declared: DeclaredTable, folder: Path) -> Path | None:
        """The declared columns of a table or view in the search path, by its name or title; None where there is none.

        Raises OSError where the folder cannot be written; what the server refuses has no number of the system.
        """
        try:
            for name in dict.fromkeys((declared.name, declared.title)):
                there = self._columns(name)
                columns = [_selected(physical, there[physical], code) for code, physical in _named(declared, there)]
                if columns:
                    return self._copy(name, columns, folder / f"{declared.name}.parquet")
        except (self._driver.Error, pa.ArrowException) as error:
            raise _refusal(error, f"数据表 {declared.name}") from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise _refusal(error, f"数据表 {declared.name}") from error
        return None

    def _columns(self, table: str) -> dict[str, str]:
        self._cursor.execute(_COLUMNS, (_quoted(table),))
        return dict(self._cursor.fetchall())

    def _copy(self, table: str, columns: list[str], target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        self._cursor.execute(f"SELECT {', '.join(columns)} FROM {_quoted(table)}")
        reader = self._cursor.fetch_record_batch()
        schema = pa.schema([(field.name, _plain(field.type)) for field in reader.schema])
        with pq.ParquetWriter(draft(target), schema) as writer:
            for batch in reader:
                writer.write_table(pa.Table.from_batches([batch]).cast(schema))
        publish_changed(target)
        return target


def _named(declared: DeclaredTable, there: Mapping[str, str]) -> list[tuple[str, str]]:
    """Declared columns with what the table calls them: by name, by name in lower case, by title."""
    found = []
    for name, column in declared.columns.items():
        physical = next((each for each in (name, name.lower(), column.title) if each in there), None)
        if physical:
            found.append((name, physical))
    return found


def _selected(physical: str, kind: str, name: str) -> str:
    """A column as a value that Parquet keeps: dates with a zone as that day in China, no infinities, the rest as text."""
    column = _quoted(physical)
    value = f"{column}::text"
    if kind in _AS_IS:
        value = column
    elif kind == "date":
        value = f"CASE WHEN isfinite({column}) THEN {column} END"
    elif kind.startswith("timestamp"):
        value = f"CASE WHEN isfinite({column}) THEN {column}::timestamp END"
    elif kind == "money":
        value = f"{column}::numeric::text"
    return f"{value} AS {_quoted(name)}"


def _plain(kind: Any) -> Any:
    """A type without what an extension adds to it."""
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _refusal(error: Any, where: str) -> GovernanceError:
    state = getattr(error, "sqlstate", None) or next(
        (code for words, code in _SAID.items() if words in str(error)), None
    )
    reasons = {
        _CANCELLED: f"读了 {STATEMENT_SECONDS / 60:.0f} 分钟仍未读完或被取消；请先导出为 Parquet 再检查",
        _LOCKED: f"等了 {LOCK_SECONDS} 秒仍被别的操作锁着；请稍后再试",
        _DENIED: "没有读的权限；请授予 SELECT",
        _READ_ONLY: "读它会写数据，只读事务拒绝了；请给出只读的表或视图",
    }
    text = (str(error).splitlines() or [type(error).__name__])[0][:200]
    return GovernanceError(f"无法从 PostgreSQL 读取（{where}）：{reasons.get(str(state), text)}")
