"""The nine tables' specification and its typed loader: titles, columns, rows, formulas and ties, declared once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from shebao.classification.names import normalise
from shebao.fields.data_files import load_data

_LONGEST_TITLE = 80
_AFTER_TITLE = re.compile(
    r"\(?(续表?|(公开|附)?\s?\d{1,4}(-\d{1,4})?\s?表|(附?表|公开)\s?[\d一二三四五六七八九十]{1,4}(-\d{1,4})?|单位\s?:\s?[万千亿]?元|按[^()表]{2,14})\)?$"
)
_LEADERS = " .·…-0123456789"
_BEFORE_TITLE = re.compile(
    r"\d{4}年?度?|公开\d+表?|表?\d+|附?[件表][一二三四五六七八九十\d]+|部门|单位|本级|区级|市级|省级|汇总"
)
_FINANCE_WORD = re.compile(
    r"预算|财政|拨款|基金|支出|收入|收支|项目|基本|资本|资产|经营|明细|经费|三公|绩效|调整|说明|公开"
)
_ORGANISATION = re.compile(r"([局厅委院中心处所站馆会校学园队办室部署社团府司]|系统|银行|集团|公司|本级)$")
_TERM = re.compile(r"\s*+([+-])?\s*+(sum\([^)]+\)|[\w.*?:]+)")


class Shape(StrEnum):
    """How a table is laid out."""

    TWO_SIDED = "two_sided"  # income and expenditure beside each other, rows by label
    FUNCTIONAL = "functional"  # rows by functional code
    ECONOMIC = "economic"  # blocks of rows by economic code
    SINGLE_ROW = "single_row"  # one row of figures


@dataclass(frozen=True, slots=True)
class Term:
    """One signed operand: a row key or column id pattern (`?` a digit, `*` any), or a `table:row:column` reference."""

    sign: int
    ref: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """`left` = (or >=) the sum of `right`, as declared in `text`."""

    left: tuple[Term, ...]
    operator: str
    right: tuple[Term, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: id, title and other titles, shape, columns and labelled rows with their printed labels, relations.

    `columns` relations hold in every row (`relations`), `row_relations` in every column.
    """

    id: str
    title: str
    aliases: tuple[str, ...]
    shape: Shape
    columns: Mapping[str, tuple[str, ...]]
    memo_columns: Mapping[str, tuple[str, ...]]
    income: Mapping[str, tuple[str, ...]]
    expenditure: Mapping[str, tuple[str, ...]]
    relations: tuple[Relation, ...]
    row_relations: tuple[Relation, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The title and its variants."""
        return (self.title, *self.aliases)


def parse_relation(text: str) -> Relation:
    """A declared relation as data. Raises ValueError where it is malformed."""
    operator = ">=" if ">=" in text else "="
    sides = text.split(operator)
    if len(sides) != 2:
        raise ValueError(f"关系式应有且只有一个 {operator}：{text}")
    return Relation(_terms(sides[0]), operator, _terms(sides[1]), text)


def _terms(text: str) -> tuple[Term, ...]:
    terms, position, text = [], 0, text.strip()
    while position < len(text):
        match = _TERM.match(text, position)
        if not match:
            raise ValueError(f"关系式无法解析：{text[position:]}")
        name = match[2]
        is_sum = name.startswith("sum(")
        terms.append(Term(-1 if match[1] == "-" else 1, name[4:-1] if is_sum else name, is_sum))
        position = match.end()
    return tuple(terms)


_KEYS = {"title", "aliases", "shape", "columns", "memo_columns", "income", "expenditure", "rows", "relations"}


def _spec(table_id: str, data: dict[str, Any]) -> TableSpec:
    unknown = set(data) - _KEYS
    if unknown:
        raise ValueError(f"nine.yaml {table_id}: 未知的键 {sorted(unknown)}")

    def labels(key: str) -> dict[str, tuple[str, ...]]:
        return {name: tuple(values) for name, values in data.get(key, {}).items()}

    return TableSpec(
        id=table_id,
        title=data["title"],
        aliases=tuple(data.get("aliases", ())),
        shape=Shape(data["shape"]),
        columns=labels("columns"),
        memo_columns=labels("memo_columns"),
        income=labels("income"),
        expenditure=labels("expenditure"),
        relations=tuple(parse_relation(text) for text in data.get("relations", ())),
        row_relations=tuple(parse_relation(text) for text in data.get("rows", ())),
    )


@cache
def _load() -> tuple[dict[str, TableSpec], tuple[Relation, ...]]:
    data = load_data(__package__, "nine.yaml")
    ties = tuple(parse_relation(tie["relation"]) for tie in data.pop("ties"))
    return {table_id: _spec(table_id, spec) for table_id, spec in data.items()}, ties


def table_specs() -> Mapping[str, TableSpec]:
    """The nine tables by id, in the order of 公开01–09 of the newest Wuhan outline."""
    return _load()[0]


def ties() -> tuple[Relation, ...]:
    """The relations between tables."""
    return _load()[1]


@cache
def _titles() -> dict[str, str]:
    return {normalise(title): spec.id for spec in table_specs().values() for title in spec.titles}


def table_of_title(title: str) -> str | None:
    """The table id whose title `title` is (year, number, ordinal and unit name around it allowed), or None.

    Titles of other tables that end alike (一般公共预算财政拨款项目支出决算表) and narrative headings are none of the nine.
    """
    if len(title) > _LONGEST_TITLE or "表" not in title:
        return None
    text = normalise(_without_number(unicodedata.normalize("NFKC", title)))
    best = max((known for known in _titles() if text.endswith(known)), key=len, default=None)
    if best is None:
        return None
    before = _BEFORE_TITLE.sub("", text[: -len(best)])
    if _FINANCE_WORD.search(before) and not _ORGANISATION.search(before):
        return None
    return _titles()[best]


def _without_number(title: str) -> str:
    """The title without what follows it: (表1), 公开01表, 续表, a unit of money, a page number with its leaders."""
    while True:
        shorter = _AFTER_TITLE.sub("", title.rstrip(_LEADERS) if not title.endswith("表") else title).rstrip()
        if shorter == title:
            return title
        title = shorter
