"""Subjects (科目) of the classification: lookup by code and year, by exact name and by near name; typed loader."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Protocol

from shebao.classification.names import normalise

_COLUMNS = ("code", "name", "level", "year_from", "year_to", "source", "confidence", "note")
_SUCCESSION_COLUMNS = ("code", "successor", "from_year", "source", "confidence")
_CONFIDENCE = ("verified", "known")


class Level(StrEnum):
    """类, 款, 项: codes of 3, 5 and 7 digits."""

    CLASS = "类"
    CATEGORY = "款"
    ITEM = "项"

    @classmethod
    def of(cls, code: str) -> Level | None:
        """The level of a code by its length, None where it is no code."""
        return _LEVELS.get(len(code)) if code.isdecimal() else None


_LEVELS = {3: Level.CLASS, 5: Level.CATEGORY, 7: Level.ITEM}


class ClassificationError(ValueError):
    """A mistake in a classification file: file, line, key and reason, in Chinese."""


class Readable(Protocol):
    """What has a name and a text: a file, a resource, a text in a database."""

    @property
    def name(self) -> str: ...

    def read_text(self, encoding: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject under one name: code, name, first and last year of use, where it was read and how sure that is."""

    code: str
    name: str
    level: Level
    year_from: int
    year_to: int
    source: str
    confidence: str
    note: str = ""

    @property
    def parent(self) -> str | None:
        """The code one level up, None for a class."""
        return parent(self.code)


@dataclass(frozen=True, slots=True)
class Succession:
    """From `from_year` on, what was recorded under `code` is recorded under `successor`."""

    code: str
    successor: str
    from_year: int
    source: str
    confidence: str


def parent(code: str) -> str | None:
    """The code one level up (2080109 → 20801 → 208), None for a class."""
    return code[:-2] if len(code) > 3 else None


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above `code`, class first."""
    return tuple(code[:length] for length in (3, 5) if length < len(code))


class Classification:
    """Subjects of one kind (functional, economic), with their earlier names and retired codes.

    The last year of the file stands for "still in use": later years are looked up as that year.
    """

    def __init__(self, subjects: Iterable[Subject], successions: Iterable[Succession] = ()) -> None:
        self._successions = {succession.code: succession for succession in successions}
        self._by_code: dict[str, list[Subject]] = {}
        self._by_name: dict[str, list[Subject]] = {}
        for subject in subjects:
            self._by_code.setdefault(subject.code, []).append(subject)
            self._by_name.setdefault(normalise(subject.name), []).append(subject)
        for named in self._by_code.values():
            named.sort(key=lambda subject: subject.year_to, reverse=True)
        self.newest_year = max((subject.year_to for subject in self), default=0)

    def __iter__(self) -> Iterator[Subject]:
        return (subject for named in self._by_code.values() for subject in named)

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def get(self, code: str, year: int | None = None) -> Subject | None:
        """The subject of that code in that year; without a year, or where the code was not in use then, its nearest name."""
        named = self._by_code.get(code)
        if not named:
            return None
        if year is None:
            return named[0]
        return min(named, key=lambda subject: self._distance(subject, year))

    def in_use(self, code: str, year: int) -> bool:
        """Whether the code was in use in that year; False for an unknown or retired one."""
        subject = self.get(code, year)
        return subject is not None and self._distance(subject, year) == 0

    def successor(self, code: str, year: int) -> Subject | None:
        """The subject that took over the amounts of a retired code by that year, None where none is known."""
        succession = self._successions.get(code)
        return self.get(succession.successor, year) if succession and succession.from_year <= year else None

    def extended(self, subjects: Iterable[Subject]) -> Classification:
        """This classification with more subjects, such as those that a place has added. Raises ClassificationError where
        one has no parent, or a code has two names in one year."""
        more = list(subjects)
        together = [*self, *more]
        known = {subject.code for subject in together}
        for subject in more:
            if subject.parent is not None and subject.parent not in known:
                raise ClassificationError(f"科目 {subject.code}“{subject.name}”的上级科目 {subject.parent} 没有登记")
        _reject_overlaps("科目", together)
        return Classification(together, self._successions.values())

    def named(self, name: str, year: int | None = None) -> tuple[Subject, ...]:
        """The subjects with exactly that name (spaces and brackets apart), those in use in `year` first."""
        found = self._by_name.get(normalise(name), [])
        if year is None:
            return tuple(found)
        return tuple(sorted(found, key=lambda subject: self._distance(subject, year)))

    def names(self) -> Mapping[str, list[Subject]]:
        """The subjects by normalised name."""
        return self._by_name

    def near(self, name: str, count: int = 1, cutoff: float = 0.75, level: Level | None = None) -> tuple[Subject, ...]:
        """Up to `count` subjects whose names are most like `name` (ratio of equal characters at least `cutoff`)."""
        wanted = normalise(name)
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        scored: list[tuple[float, Subject]] = []
        for known, subjects in self._by_name.items():
            fitting = [subject for subject in subjects if level is None or subject.level is level]
            if not fitting or 2 * min(len(known), len(wanted)) < cutoff * (len(known) + len(wanted)):
                continue
            matcher.set_seq1(known)
            if matcher.quick_ratio() >= cutoff and (ratio := matcher.ratio()) >= cutoff:
                scored.extend((ratio, subject) for subject in fitting)
        scored.sort(key=lambda pair: (-pair[0], -pair[1].year_to, pair[1].code))
        return tuple(subject for _, subject in scored[:count])

    @cached_property
    def classes(self) -> Mapping[str, str]:
        """Class codes by every normalised name a class has had."""
        return {
            normalise(subject.name): code
            for code, named in self._by_code.items()
            if len(code) == 3
            for subject in named
        }

    def _distance(self, subject: Subject, year: int) -> int:
        year = min(year, self.newest_year)
        return max(subject.year_from - year, year - subject.year_to, 0)


def load_subjects(path: Readable, successions: Iterable[Succession] = ()) -> Classification:
    """The classification in a CSV file. Raises ClassificationError with file, line, key and reason."""
    return Classification(read_subjects(path), successions)


def read_subjects(path: Readable) -> list[Subject]:
    """The subjects in a CSV file. Raises ClassificationError with file, line, key and reason."""
    reader = _rows(path, _COLUMNS)
    subjects = [_subject(path.name, line, row) for line, row in reader]
    _reject_overlaps(path.name, subjects)
    return subjects


def read_successions(path: Readable) -> list[Succession]:
    """Which codes took over from which, in a CSV file. Raises ClassificationError with file, line, key and reason."""
    found = []
    for line, row in _rows(path, _SUCCESSION_COLUMNS):
        if len(row) != len(_SUCCESSION_COLUMNS) or not (row[2].isdecimal() and row[3]):
            raise ClassificationError(f"{path.name} 第 {line} 行：应有编码、后继编码、起始年度、出处和把握程度")
        if Level.of(row[0]) is None or Level.of(row[1]) is None:
            raise ClassificationError(f"{path.name} 第 {line} 行：科目编码应为 3、5 或 7 位数字")
        if row[4] not in _CONFIDENCE:
            raise ClassificationError(
                f"{path.name} 第 {line} 行 confidence：应为 {' 或 '.join(_CONFIDENCE)}，实为“{row[4]}”"
            )
        found.append(Succession(row[0], row[1], int(row[2]), row[3], row[4]))
    return found


def _rows(path: Readable, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    if tuple(next(reader, ())) != columns:
        raise ClassificationError(f"{path.name} 第 1 行：表头应为 {','.join(columns)}")
    return ((reader.line_num, row) for row in reader if row)


def _subject(file: str, line: int, row: list[str]) -> Subject:
    def mistake(key: str, reason: str) -> ClassificationError:
        return ClassificationError(f"{file} 第 {line} 行 {key}：{reason}")

    if len(row) != len(_COLUMNS):
        raise mistake("列数", f"应为 {len(_COLUMNS)} 列，实为 {len(row)} 列")
    code, name, level, year_from, year_to, source, confidence, note = (value.strip() for value in row)
    if Level.of(code) is None:
        raise mistake("code", f"科目编码应为 3、5 或 7 位数字，实为“{code}”")
    if Level.of(code) != level:
        raise mistake("level", f"编码 {code} 是“{Level.of(code)}”级，写作“{level}”")
    if not name:
        raise mistake("name", f"编码 {code} 没有名称")
    if not (year_from.isdecimal() and year_to.isdecimal() and int(year_from) <= int(year_to)):
        raise mistake("year_from", f"起止年度“{year_from}–{year_to}”无效")
    if confidence not in _CONFIDENCE:
        raise mistake("confidence", f"应为 {' 或 '.join(_CONFIDENCE)}，实为“{confidence}”")
    if not source:
        raise mistake("source", f"编码 {code} 没有出处")
    return Subject(code, name, Level(level), int(year_from), int(year_to), source, confidence, note)


def _reject_overlaps(file: str, subjects: list[Subject]) -> None:
    seen: dict[str, list[Subject]] = {}
    for subject in subjects:
        for other in seen.setdefault(subject.code, []):
            if subject.year_from <= other.year_to and other.year_from <= subject.year_to:
                raise ClassificationError(
                    f"{file} {subject.code}：“{other.name}”与“{subject.name}”的年度重叠，同一编码同一年度只能有一个名称"
                )
        seen[subject.code].append(subject)


def _load(name: str) -> Classification:
    data = files(__package__) / "data"
    return load_subjects(data / name, read_successions(data / "successors.csv"))


@cache
def functional() -> Classification:
    """Functional subjects of expenditure (支出功能分类科目)."""
    return _load("functional.csv")


@cache
def department_economic() -> Classification:
    """Economic subjects of departments' expenditure (部门预算支出经济分类科目)."""
    return _load("economic_dept.csv")


@cache
def government_economic() -> Classification:
    """Economic subjects of the government budget (政府预算支出经济分类科目)."""
    return _load("economic_gov.csv")
