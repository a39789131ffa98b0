"""The whole catalogue: services by code, each with its versions, and what is wrong with their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from shebao.fields.data_files import DataFileError, load_versions
from shebao.fields.problem import Place, Problem
from shebao.services.loading import names, read_service
from shebao.services.model import Service
from shebao.services.words import words


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every version of every service, the versions of one in order."""

    versions: Mapping[str, tuple[Service, ...]]

    def on(self, day: date) -> tuple[Service, ...]:
        """The services in force on a day, each in its version of that day, by group and code."""
        found = [service for code in self.versions if (service := self.version(code, day)) is not None]
        return tuple(sorted(found, key=lambda service: (list(words()["groups"]).index(service.group), service.code)))

    def version(self, code: str, day: date) -> Service | None:
        """A service as it is on a day; None before its first version or where there is no such code."""
        begun = [service for service in self.versions.get(code, ()) if service.since <= day]
        return begun[-1] if begun else None


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships. Raises DataFileError with every problem of every file."""
    found, problems = read_catalogue(files(__package__) / "catalogue")
    if problems:
        raise DataFileError(names(problems))
    return found


def read_catalogue(folder: Traversable) -> tuple[Catalogue, list[Problem]]:
    """The services in a folder of groups, and all problems; what has a problem is left out."""
    versions: dict[str, tuple[Service, ...]] = {}
    problems: list[Problem] = []
    for group, path in _paths(folder, problems):
        read = _read(path, group, problems)
        if read and read[0].code in versions:
            problems.append(_problem(group, path, "code", f"编码 {read[0].code} 已在另一个文件里"))
        elif read:
            versions[read[0].code] = read
    return Catalogue(MappingProxyType(versions)), problems


def read_file(path: Path, day: object = None) -> Service:
    """One service file, in its version of a day (the last one where no day is given). Raises DataFileError, OSError."""
    problems: list[Problem] = []
    path.stat()
    services = _read(path, path.resolve().parent.name, problems)
    if problems:
        raise DataFileError(names(problems))
    begun = [service for service in services if not isinstance(day, date) or service.since <= day]
    if not begun:
        raise DataFileError(f"{path.name}：在 {day} 还没有生效的版本")
    return begun[-1]


def _paths(folder: Traversable, problems: list[Problem]) -> Iterator[tuple[str, Traversable]]:
    for group in sorted(folder.iterdir(), key=lambda path: path.name):
        if group.name not in words()["groups"]:
            if group.is_dir() and not group.name.startswith("_"):
                problems.append(Problem("service_file", f"没有“{group.name}”这个类别", place=Place(group.name)))
            continue
        for path in sorted(group.iterdir(), key=lambda path: path.name):
            if path.name.endswith(".yaml"):
                yield group.name, path


def _read(path: Traversable, group: str, problems: list[Problem]) -> tuple[Service, ...]:
    try:
        contents = load_versions(path, f"{group}/{path.name}")
    except DataFileError as error:
        problems.append(Problem("service_file", str(error)))
        return ()
    several = len(contents) > 1
    services = []
    for number, data in enumerate(contents, 1):
        where = f"{group}/{path.name}{f'（第 {number} 版）' if several else ''}"
        service, found = read_service(data, where, group, path.name.removesuffix(".yaml"))
        problems += found
        services += [service] if service else []
    if any(later.since <= earlier.since for earlier, later in pairwise(services)):
        problems.append(_problem(group, path, "from", "各版应按起始日期先后排列"))
        return ()
    return tuple(services)


def _problem(group: str, path: Traversable, key: str, reason: str) -> Problem:
    return Problem("service_file", reason, place=Place(f"{group}/{path.name}"), field=key)
