"""What an engine is to a run, how it tells its failures, and how files become views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Protocol

import pyarrow as pa

from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.running.views import Dialect, View, selection
from shebao.operations.governance.sources.partitions import Partition
from shebao.operations.linking.scoring import Backend

BATCH = 65_536


class EngineError(Exception):
    """One statement failed; the first line of the engine's reason."""


class EngineGoneError(GovernanceError):
    """The engine has ended and can run nothing more."""


class DiskFull(OSError):
    """The disk that the engine spills to, or that results are written to, has no room left."""


class Engine(Protocol):
    """Compiles expressions and runs them over files."""

    name: str

    def compile(self, expression: Any) -> str:
        """The statement of an expression over tables named like views."""

    def show(self, view: View, partitions: Sequence[Partition]) -> None:
        """Makes files readable under the name of a view."""

    def stream(self, statement: str) -> Iterator[pa.RecordBatch]:
        """The rows of a statement. Raises EngineError."""

    def probe(self, partition: Partition, column: str) -> str | None:
        """Why a column of a file cannot be read to its end, None where it can."""

    def splink(self, people: int) -> Backend | None:
        """Where Splink compares so many people; None for a DuckDB of its own on the machine that drives the run."""

    def close(self) -> None:
        """Frees what the engine holds."""


_NO_ROOM = ("No space left", "max_temp_directory_size", "Not enough space")


def failure(error: Exception) -> EngineError:
    """What a failure of an engine is told as. Raises DiskFull where the disk has no room."""
    if any(words in str(error) for words in _NO_ROOM):
        raise DiskFull(str(error).splitlines()[0][:300]) from error
    return EngineError((str(error).splitlines() or [type(error).__name__])[0][:300])


def _alike(view: View, partitions: Sequence[Partition]) -> list[list[Partition]]:
    """Partitions whose columns have the same names and types are read together."""

    def form(partition: Partition) -> str:
        return repr([(partition.names[name], str(partition.types[name])) for name, _ in view.columns])

    return [list(group) for _, group in groupby(sorted(partitions, key=form), key=form)]


def union(view: View, partitions: Sequence[Partition], dialect: Dialect, relation: Any) -> str:
    """The SELECT over all files of a view; `relation` names those that are alike."""
    selections = [selection(view, group[0], relation(group), dialect) for group in _alike(view, partitions)]
    return " UNION ALL ".join(selections)
