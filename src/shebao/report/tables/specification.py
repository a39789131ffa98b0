"""What is declared of a disclosed table: titles, columns, rows and formulas, as typed values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_TERM = re.compile(r"\s*+([+-])?\s*+(sum\([^)]+\)|[\w.*?:]+)")


class Family(StrEnum):
    """Whose tables they are: those of final accounts (决算公开) or those of a budget (预算公开)."""

    ACCOUNTS = "accounts"
    BUDGET = "budget"


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
    """`left` = (or >=) the sum of `right`, as declared in `text`; only where each of `needs` has amounts and none of `without`
    has (columns, rows, or `table:row:column`, as the operands are)."""

    left: tuple[Term, ...]
    operator: str
    right: tuple[Term, ...]
    text: str
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: id, title and other titles, shape, columns and labelled rows with their printed labels, relations.

    `columns` relations hold in every row (`relations`), `row_relations` in every column. `like` is a pattern of the titles
    that say the same in other words, None where only the listed ones count.
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
    family: Family = Family.ACCOUNTS
    like: re.Pattern[str] | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """The title and its variants."""
        return (self.title, *self.aliases)


def parse_relation(declared: str | Mapping[str, Any]) -> Relation:
    """A declared relation as data: its text, or a mapping of `relation`, `needs` and `without`. Raises ValueError where it is
    malformed."""
    data = {"relation": declared} if isinstance(declared, str) else declared
    if unknown := set(data) - {"relation", "needs", "without"}:
        raise ValueError(f"关系式没有这些键 {sorted(unknown)}：{declared}")
    text = data["relation"]
    operator = ">=" if ">=" in text else "="
    sides = text.split(operator)
    if len(sides) != 2:
        raise ValueError(f"关系式应有且只有一个 {operator}：{text}")
    return Relation(
        _terms(sides[0]),
        operator,
        _terms(sides[1]),
        text,
        tuple(data.get("needs", ())),
        tuple(data.get("without", ())),
    )


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


_KEYS = {"title", "aliases", "shape", "columns", "memo_columns", "income", "expenditure", "rows", "relations", "like"}


def parse_spec(table_id: str, data: Mapping[str, Any], family: Family) -> TableSpec:
    """A table from its mapping. Raises ValueError where a key is unknown or a relation malformed."""
    unknown = set(data) - _KEYS
    if unknown:
        raise ValueError(f"{family} {table_id}: 未知的键 {sorted(unknown)}")

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
        family=family,
        like=re.compile(data["like"]) if "like" in data else None,
    )
