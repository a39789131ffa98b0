"""Paths of the functional classification without brackets: 类…款…项 behind one another, joined by dashes or by nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from shebao.report.tables import Table

_FUNCTIONAL = re.compile(r"\d{5}(?:\d\d)?")
_AFTER_CLASS = re.compile(r"(?:\(?类\)?)?(?:\(\d{3}\))?(?P<dash>[-/>→·]{0,3})")
_AFTER_CATEGORY = re.compile(r"(?P<level>\(?款\)?)?(?:\(\d{5}\))?(?P<dash>[-/>→·]{0,3})")
_AFTER_ITEM = re.compile(r"(?:\(?项\)?)?(?:\(\d{7}\))?")
_NAME = r"[^,，。;:、()\d|]"
_UNTIL_LEVEL = {level: re.compile(rf"(?P<name>{_NAME}{{2,30}}?)(?=\(?{level}\)?)") for level in "款项"}
_BEFORE_WORDS = re.compile(
    r"(?P<name>[^,，。;:、()\d|-]{2,30}?)(?=支出决算|决算|年初|全年预算|预算|支出(?:为|\d|,|，|:)|为\d|[-,，。;:、()\d|]|$)"
)
_LONGEST = 40


class Walked(NamedTuple):
    """What follows the name of a class up to text[:end]: the category, and the item or ''."""

    end: int
    category: str
    item: str


@dataclass(frozen=True, slots=True)
class SubjectNames:
    """The names of categories and of items that are known, by their first two characters, the longest first."""

    categories: dict[str, tuple[str, ...]]
    items: dict[str, tuple[str, ...]]

    def walk(self, text: str, at: int) -> Walked | None:
        """The category, and the item, whose names follow that of a class which ends at `at`; None where none does."""
        link = _AFTER_CLASS.match(text, at)
        assert link is not None
        category = self._next(text, link.end(), self.categories, "款", bool(link["dash"]))
        if not category:
            return None
        end = link.end() + len(category)
        link = _AFTER_CATEGORY.match(text, end)
        assert link is not None
        item = self._next(text, link.end(), self.items, "项", bool(link["dash"]))
        if not item:
            return Walked(end + (len(link["level"] or "")), category, "")
        end = link.end() + len(item)
        closing = _AFTER_ITEM.match(text, end)
        return Walked(closing.end() if closing else end, category, item)

    def _next(self, text: str, at: int, names: dict[str, tuple[str, ...]], level: str, dash: bool) -> str:
        """The name that stands at `at`: a known one, or what stands before its level or behind a dash."""
        known = next((name for name in names.get(text[at : at + 2], ()) if text.startswith(name, at)), "")
        if known:
            return known
        until = _BEFORE_WORDS if dash else _UNTIL_LEVEL[level]
        match = until.match(text, at, at + _LONGEST)
        return match["name"] if match else ""


def names_of(tables: Iterable[Table]) -> SubjectNames:
    """The names of the classification of all years, and those that the tables of a report print."""
    categories, items = (set(names) for names in _classified())
    for table in tables:
        for row in table.rows:
            if _FUNCTIONAL.fullmatch(row.key) and row.key[0] == "2" and len(row.name) > 1:
                (categories if len(row.key) == 5 else items).add("".join(row.name.split()))
    return SubjectNames(_by_beginning(categories), _by_beginning(items))


@cache
def _classified() -> tuple[frozenset[str], frozenset[str]]:
    text = (files("shebao.classification") / "data" / "functional.csv").read_text("utf-8")
    rows = [(row["level"], row["name"]) for row in csv.DictReader(text.splitlines())]
    return frozenset(n for level, n in rows if level == "款"), frozenset(n for level, n in rows if level == "项")


def _by_beginning(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        compared = name.replace("（", "(").replace("）", ")")
        found.setdefault(compared[:2], []).append(compared)
    return {beginning: tuple(own) for beginning, own in found.items()}
