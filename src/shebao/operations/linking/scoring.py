"""Splink over prepared people: which meet, how alike they are, with what score. The same rows on DuckDB and on Spark."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import pyarrow as pa

from shebao.operations.linking.errors import LinkingError
from shebao.operations.linking.model import Model

_PEOPLE_A_PART = 250_000
_MOST_PARTS = 64

Told = Callable[[int, int], None]
"""Told the parts done and the parts in all."""


class Backend(Protocol):
    """Where Splink computes; `words` are functions of the model's conditions that are called otherwise here."""

    words: Mapping[str, str]

    def people(self, path: Path) -> Any:
        """Splink's interface to the prepared people."""

    def rows(self, found: Any) -> pa.Table:
        """A table of Splink's as Arrow; what Splink keeps for it is freed."""

    def release(self) -> None:
        """Frees the prepared people."""


class OnDuckDB:
    """A connection to DuckDB."""

    words: Mapping[str, str] = MappingProxyType({})

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def people(self, path: Path) -> Any:
        from splink import DuckDBAPI

        quoted = str(path).replace("'", "''")
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE linked_people AS FROM read_parquet('{quoted}')")
        return DuckDBAPI(self._connection).register("linked_people")

    def rows(self, found: Any) -> pa.Table:
        rows = found.as_duckdbpyrelation().to_arrow_table()
        found.drop_table_from_database_and_remove_from_cache()
        return rows

    def release(self) -> None:
        self._connection.execute("DROP TABLE IF EXISTS linked_people")


class OnSpark:
    """A session of Spark, which reads the prepared people from where they lie: on several machines, a place that all see."""

    words: Mapping[str, str] = MappingProxyType({"list_has_any": "arrays_overlap"})

    def __init__(self, session: Any) -> None:
        self._session = session

    def people(self, path: Path) -> Any:
        from splink import SparkAPI

        interface = SparkAPI(
            spark_session=self._session, break_lineage_method="persist", register_udfs_automatically=False
        )
        return interface.register(self._session.read.parquet(str(path)))

    def rows(self, found: Any) -> pa.Table:
        rows = found.as_spark_dataframe().toArrow()
        self._session.catalog.clearCache()
        return rows

    def release(self) -> None:
        self._session.catalog.clearCache()


def score(backend: Backend, people: Path, count: int, model: Model, told: Told, lowest: float | None) -> Iterator[Any]:
    """The pairs that meet, part by part: `row_l`, `row_r`, `match_weight` and a `gamma_…` for each comparison.

    Those below `lowest` are left out; None gives all that meet. Raises LinkingError.
    """
    from splink import Linker
    from splink.internals.exceptions import SplinkException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = Linker(backend.people(people), model.settings(backend.words), log_level=None, validate_settings=False)
        columns = ["row_l", "row_r", "match_weight", *(f"gamma_{each.id}" for each in model.comparisons)]
        parts = min(_MOST_PARTS, 1 + count // _PEOPLE_A_PART)
        for part in range(1, parts + 1):
            told(part - 1, parts)
            try:
                found = linker.inference.predict_chunk(
                    left_chunk=(part, parts), right_chunk=(1, 1), threshold_match_weight=lowest, warning_mode="never"
                )
            except SplinkException as error:
                raise LinkingError(_cause(error)) from error
            yield backend.rows(found).select(columns)
        told(parts, parts)
        backend.release()


def _cause(error: BaseException) -> str:
    """The engine's own reason; Splink puts it behind the statement, which may be pages long."""
    while error.__cause__ is not None:
        error = error.__cause__
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
