"""Heads of a budget's tables that name years (2025年预算数, 2024年执行数) in words that do not change with the year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.reading.tables.matrix import Matrix
from shebao.report.tables import Family, TableSpec

_YEAR = re.compile(r"(20\d\d)(?:年度?|(?=[^\d]|$))")
_LAST_YEAR = re.compile(r"去年|上一年度?|上年度|上年年初|上年当年")
_OF_THE_PAST = re.compile(r"执行|决算|完成|实际|快报")
_CHANGE = re.compile(r"比上年|增减|增长|变动|增加额")
_RATE = re.compile(r"率|幅|%|比例|百分比")
_UNIT = re.compile(r"(?<=[\u4e00-\u9fff])[万千百]?元$")
Paths = tuple[tuple[str, ...], ...]


def head_paths(matrix: Matrix, depth: int, spec: TableSpec) -> Paths:
    """For each column the labels above it in the first `depth` rows; in a budget without years and units of money."""
    paths = matrix.paths(depth)
    return without_years(paths) if spec.family is Family.BUDGET else paths


def without_years(paths: Sequence[tuple[str, ...]]) -> Paths:
    """Labels in which the latest year is left out, as this budget's, and an earlier one is 上年; a lone year beside words of
    execution is the year before too. A comparison is 增减额 or
    增减率."""
    years = {match[1] for path in paths for label in path for match in _YEAR.finditer(label)}
    return tuple(tuple(_told(label, years) for label in path) for path in paths)


def _told(label: str, years: set[str]) -> str:
    latest = max(years, default="")

    def word(match: re.Match[str]) -> str:
        past = match[1] != latest or (len(years) == 1 and _OF_THE_PAST.search(label[match.end() :]))
        return "上年" if past else ""

    bare = _UNIT.sub("", _LAST_YEAR.sub("上年", _YEAR.sub(word, label)))
    if _CHANGE.search(bare):
        return "增减率" if _RATE.search(bare) else "增减额"
    return bare or label
