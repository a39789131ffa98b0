"""Finds the files of each declared table under a path or address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from shebao.operations.governance.declared import DeclaredTable
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.sources.conversion import Converter
from shebao.operations.governance.sources.partitions import Partition, Problem, open_partition
from shebao.operations.governance.sources.postgresql import Snapshot

POSTGRESQL = ("postgresql://", "postgres://")
DATABASES = (".duckdb", ".ddb")
_PARQUET, _TEXT, _BOOK = (".parquet", ".pq"), (".csv", ".txt"), (".xlsx",)


@dataclass(slots=True)
class Located:
    """The partitions of each table that is there, the tables that are not, what could not be read."""

    partitions: dict[str, tuple[Partition, ...]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def locate(location: str, tables: Mapping[str, DeclaredTable], folder: Path) -> Located:
    """The partitions of the tables under `location`; what is not Parquet is turned into it inside `folder`.

    Raises GovernanceError where there is nothing at the location.
    """
    converter = Converter(folder)
    if location.startswith(POSTGRESQL):
        with Snapshot(location) as snapshot:
            found = _exported(tables, lambda table: snapshot.export(table, folder))
    elif Path(location).suffix in DATABASES:
        found = _exported(tables, lambda table: converter.duckdb(Path(location), table))
    else:
        found = _files(Path(location), tables, converter)
    found.problems.extend(converter.problems)
    return found


def _exported(tables: Mapping[str, DeclaredTable], export) -> Located:  # type: ignore[no-untyped-def]
    found = Located()
    for name, declared in tables.items():
        path = export(declared)
        if path is None:
            found.absent.append(name)
        else:
            found.partitions[name] = (open_partition(declared, f"数据表 {name}", path),)
    return found


def _files(root: Path, tables: Mapping[str, DeclaredTable], converter: Converter) -> Located:
    if not root.exists():
        raise GovernanceError(f"没有 {root}：应为数据目录、Parquet、CSV、XLSX、DuckDB 文件或 PostgreSQL 地址")
    found = Located()
    for name, declared in tables.items():
        partitions = tuple(_partitions(root, declared, len(tables) == 1, converter, found))
        if partitions:
            found.partitions[name] = partitions
        elif not any(problem.where.startswith(name) for problem in found.problems):
            found.absent.append(name)
    return found


def _partitions(
    root: Path, declared: DeclaredTable, only: bool, converter: Converter, found: Located
) -> Iterator[Partition]:
    for path in _paths(root, declared, only):
        label = str(path.relative_to(root)) if root.is_dir() else path.name
        try:
            for sheet, parquet in converter.parquet(path, declared, only):
                yield open_partition(declared, f"{label}{sheet}", parquet)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = (str(error).splitlines() or ["不可读"])[0][:200]
            found.problems.append(Problem(label, declared.name, f"不是可读的数据文件：{reason}"))


def _paths(root: Path, declared: DeclaredTable, only: bool) -> list[Path]:
    suffixes = (*_PARQUET, *_TEXT, *_BOOK)
    if root.is_file():
        named = root.stem in (declared.name, declared.title) or only or root.suffix in _BOOK
        return [root] if named and root.suffix in suffixes else []
    found = []
    for name in dict.fromkeys((declared.name, declared.title)):
        found += [root / f"{name}{suffix}" for suffix in suffixes if (root / f"{name}{suffix}").is_file()]
        if (root / name).is_dir():
            inside = sorted((root / name).rglob("*"))
            found += [
                each for each in inside if each.is_file() and each.suffix in suffixes and each.name[0] not in "._"
            ]
    return found
