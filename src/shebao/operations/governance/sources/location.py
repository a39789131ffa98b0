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
_BOOK = (".xlsx",)
_FORMS = (".parquet", ".pq", ".csv", ".txt", *_BOOK)


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
    elif Path(location).suffix.lower() in DATABASES:
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
        before = len(found.problems)
        partitions = tuple(_partitions(root, declared, len(tables) == 1, converter, found))
        if partitions:
            found.partitions[name] = partitions
        elif len(found.problems) == before:
            found.absent.append(name)
    return found


def _partitions(
    root: Path, declared: DeclaredTable, only: bool, converter: Converter, found: Located
) -> Iterator[Partition]:
    paths = [path for path in _paths(root, declared, only) if _usable(path, root, declared, found)]
    kinds = sorted({str(path.relative_to(root).parts[0]) for path in paths}) if root.is_dir() else []
    if len(kinds) > 1:
        told = f"{'、'.join(kinds)} 都是这张表，读哪一份无法知道：请只留一份，或把各部分放进同名子目录"
        found.problems.append(Problem(declared.name, declared.title, told))
        return
    for path in paths:
        label = str(path.relative_to(root)) if root.is_dir() else path.name
        try:
            for sheet, parquet in converter.parquet(path, declared, only):
                yield open_partition(declared, f"{label}{sheet}", parquet)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = (str(error).splitlines() or ["不可读"])[0][:200]
            found.problems.append(Problem(label, declared.name, f"不是可读的数据文件：{reason}"))


def _usable(path: Path, root: Path, declared: DeclaredTable, found: Located) -> bool:
    """Whether a path is a file of a form that is read; what is named like one and is none is told."""
    if path.is_file() and path.suffix.lower() in _FORMS:
        return True
    label = str(path.relative_to(root)) if root.is_dir() else path.name
    if path.is_file():
        reason = f"不读这种文件（{path.suffix or '没有扩展名'}）：应为 {'、'.join(_FORMS)}"
    else:
        reason = "链接指向的文件不存在" if path.is_symlink() and not path.exists() else "不是普通文件"
    found.problems.append(Problem(label, declared.name, reason))
    return False


def _paths(root: Path, declared: DeclaredTable, only: bool) -> list[Path]:
    """What is named like a file of a table: the file, or what a folder of that name holds."""
    wanted = {declared.name.casefold(), declared.title.casefold()}
    if root.is_file():
        named = root.stem.casefold() in wanted or only or root.suffix.lower() in _BOOK
        return [root] if named else []
    found: list[Path] = []
    for path in sorted(root.iterdir()):
        if path.name.split(".")[0].casefold() in wanted or path.stem.casefold() in wanted:
            found += _inside(path) if path.is_dir() else [path]
    return found


def _inside(folder: Path) -> list[Path]:
    """What a folder holds; hidden files and marks of other programs (_SUCCESS) are no data."""
    return [each for each in sorted(folder.rglob("*")) if each.name[0] not in "._" and not each.is_dir()]
