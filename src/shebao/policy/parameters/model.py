"""A dated parameter of the law and one of its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias, TypeVar

from shebao.fields.dates import Month
from shebao.policy.arithmetic import scaled

Confidence = Literal["verified", "known"]
T = TypeVar("T")
Scalar: TypeAlias = "int | Decimal | str | Month | date"

UNIT_NAMES = {
    "yuan": "元",
    "ratio": "",
    "index": "",
    "percent": "%",
    "months": "个月",
    "years": "年",
    "days": "天",
    "count": "",
    "age": "岁",
    "month": "",
    "date": "",
    "text": "",
}
"""Units a parameter may have. yuan is held in fen (int); ratio, index and percent as Decimal; month as Month; the
other numbers as int."""


def with_unit(number: object, unit: str) -> str:
    """A number with the name of its unit: 7 个月, 60%."""
    name = UNIT_NAMES.get(unit, unit)
    return f"{number}{name}" if name == "%" else f"{number} {name}".rstrip()


def each_once(*bases: str) -> tuple[str, ...]:
    """The legal bases that the texts name, each once, in their order; a text may name several with “；” between them."""
    return tuple(dict.fromkeys(basis for text in bases for basis in text.split("；") if basis))


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a parameter from `start` on (until `end`, inclusive, where the rule ended), with its legal basis.

    `published` is the day from which a later-announced value could be used. `content` is a scalar, a table of scalars,
    or None where there was expressly no rule. `key_labels` is what people call the keys of a table.
    """

    name: str
    label: str
    area: str
    unit: str
    start: date
    end: date | None
    content: Scalar | Mapping[str, Scalar] | None
    basis: str
    source: str
    confidence: Confidence
    note: str = ""
    published: date | None = None
    key_labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def integer(self) -> int:
        """The value as an integer (fen for yuan)."""
        return self._expect(int)

    @property
    def decimal(self) -> Decimal:
        """The value as an exact decimal (ratios, indexes, percentages)."""
        return self._expect(Decimal)

    @property
    def text(self) -> str:
        """The value as text."""
        return self._expect(str)

    @property
    def month(self) -> Month:
        """The value as a month."""
        return self._expect(Month)

    @property
    def day(self) -> date:
        """The value as a day."""
        return self._expect(date)

    @property
    def table(self) -> Mapping[str, Scalar]:
        """The value as a table of cells. Raises TypeError where it is a scalar."""
        if not isinstance(self.content, Mapping):
            raise TypeError(f"{self.name} 不是表")
        return self.content

    def scaled(self, scale: int) -> int:
        """A ratio as an integer in 1/scale."""
        return scaled(self.decimal, scale)

    def cell(self, key: str) -> Value:
        """One cell of a table as a value with the same basis. Raises KeyError."""
        return replace(self, label=f"{self.label}（{self.key_labels.get(key, key)}）", content=self.table[key])

    def _expect(self, kind: type[T]) -> T:
        if not isinstance(self.content, kind):
            raise TypeError(f"{self.name} 的值不是 {kind.__name__}")
        return self.content


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named parameter of one area: its values in order of date without gap or overlap.

    `expired` says why there is no value after the last one and none is wanted; `yearly` that a new one comes every year
    and the last one only stands in until then.
    """

    name: str
    label: str
    area: str
    unit: str
    law_from: date
    values: tuple[Value, ...]
    file: str
    expired: str = ""
    yearly: bool = False


def frozen_labels(labels: Mapping[str, str]) -> Mapping[str, str]:
    """An immutable copy of the names of keys."""
    return MappingProxyType(dict(labels))


def frozen_table(cells: Mapping[str, Scalar]) -> Mapping[str, Scalar]:
    """An immutable copy of a table."""
    return MappingProxyType(dict(cells))
