"""Monthly lists of people in hardship: which department may name which category, and rows as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shebao.fields.codes import codes_of
from shebao.fields.data_files import DataFileError, load_data, mapping
from shebao.fields.dates import Month, parse_month
from shebao.operations.contributions.residents.tiers import CATEGORY

_FILE = "hardship_lists.yaml"
FIRST_LINE = 2
MOST_FAULTS = 50


class ListRefused(ValueError):
    """Rows that fit their contract and still cannot be taken: every reason with its place. Nothing of the list is taken."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list, in a category."""

    line: int
    number: str
    name: str
    category: str


@cache
def hardship_lists() -> Mapping[str, frozenset[str]]:
    """The contracts of such lists with the categories that each may name."""
    return {name: frozenset(entry["categories"]) for name, entry in _data()["lists"].items()}


@cache
def rank() -> tuple[str, ...]:
    """The categories; of several that somebody is in at once the first counts."""
    return tuple(_data()["rank"])


def strongest(categories: Iterable[str]) -> str | None:
    """The category that counts of those somebody is listed in; None where they are listed in none."""
    known = set(categories)
    return next((each for each in rank() if each in known), None)


def listed_in(contract: str, rows: Sequence[Sequence[str]], period: str) -> list[Listed]:
    """The people of a list that its contract has accepted. Raises ListRefused where it speaks of another month than
    its header or of categories that its sender does not decide on."""
    allowed, names = hardship_lists()[contract], codes_of([CATEGORY])
    faults = list(wrong_month([row[2] for row in rows], period))
    for place, (_number, _name, _month, category) in enumerate(rows, FIRST_LINE):
        if category not in allowed:
            wanted = "、".join(f"{each} {names[each]}" for each in sorted(allowed))
            faults.append(f"第 {place} 行 参保身份：{category[:20]} 不是这份名单可以认定的；应为 {wanted} 之一")
    if faults:
        raise ListRefused(faults[:MOST_FAULTS])
    return [
        Listed(place, number.strip(), name.strip(), category)
        for place, (number, name, _month, category) in enumerate(rows, FIRST_LINE)
    ]


def month_of_list(period: str) -> Month:
    """The month that a header names. Raises ListRefused."""
    try:
        return parse_month(period)
    except ValueError:
        raise ListRefused([f"文件期间应为年月，如 2025-03，实为“{period[:20]}”"]) from None


def wrong_month(months: Sequence[str], period: str) -> Iterator[str]:
    """Rows that speak of another month than their header."""
    wanted = month_of_list(period)
    for place, month in enumerate(months, FIRST_LINE):
        if (int(month[:4]), int(month[4:])) != wanted:
            yield f"第 {place} 行 年月：{month} 与文件期间 {period[:20]} 不同；一份名单说一个月"
    if not months:
        yield "名单里没有人；确实一个人也没有的，请发送方书面说明"


@cache
def _data() -> Mapping[str, dict[str, dict[str, list[str]]]]:
    values = mapping(_FILE, load_data(__package__, _FILE), ("rank", "lists", "basis", "source", "confidence"))
    known, ranked = set(codes_of([CATEGORY])), set(values["rank"])
    named = {each for entry in values["lists"].values() for each in entry["categories"]}
    if named - known or ranked != named:
        raise DataFileError(f"{_FILE}：rank 应恰为各名单的参保身份，且都在代码表 {CATEGORY} 里")
    return values
