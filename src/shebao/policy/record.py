"""Typed fields of one case; every mistake is noted with person, field and rule, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from shebao.fields import values
from shebao.fields.dates import Month
from shebao.fields.field import Field
from shebao.fields.problem import Place, Problem, Wrong
from shebao.policy.casefile import RawCase
from shebao.policy.errors import CaseError, problem

T = TypeVar("T")
MAX_AMOUNT = Decimal(10) ** 8
_MONTH_PARTS = {True: ("year", "month"), False: ("年", "月")}


class Record:
    """The fields of one case. A reader notes a problem and returns None where the field is wrong or missing."""

    def __init__(self, raw: RawCase, fields: Sequence[Field]) -> None:
        self.identifier = raw.identifier
        self.problems: list[Problem] = []
        self._labels = {field.key: field.label for field in fields}
        self._values: dict[str, Any] = {}
        self.unread = dict(raw.spellings)
        for field in fields:
            self._take(raw, field)

    def _take(self, raw: RawCase, field: Field) -> None:
        names = field.names
        found = {raw.spellings[name]: raw.fields[name] for name in names if name in raw.fields}
        for name in names:
            pair = tuple(raw.fields.get(f"{name}{part}") for part in _MONTH_PARTS[name.isascii()])
            if all(isinstance(part, str) for part in pair):
                found = {name: "-".join(str(part) for part in pair)}
        for name in names:
            for part in ("", *_MONTH_PARTS[name.isascii()]):
                self.unread.pop(f"{name}{part}", None)
        if found:
            self._values[field.key] = next(iter(found.values()))
        if len({str(value) for value in found.values()}) > 1:
            written = "、".join(f"{name}={value}" for name, value in found.items())
            self.note(field.key, f"有几种写法而值不同（{written}），请只留一个")

    def inherit(self, other: Record) -> None:
        """Take the fields of another record that this one does not state."""
        self._values = {**other._values, **self._values}

    def has(self, key: str) -> bool:
        """Whether the case states the field."""
        return key in self._values

    def raw(self, key: str) -> Any:
        """The field as written, or None."""
        return self._values.get(key)

    def label(self, key: str) -> str:
        """What people call the field."""
        return self._labels.get(key, key)

    def note(self, key: str, message: str) -> None:
        """Note a problem with a field."""
        self.problems.append(problem(self.identifier, self.label(key), message))

    def check(self) -> None:
        """Raise CaseError where anything was noted."""
        if self.problems:
            raise CaseError(self.problems)

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A text."""
        value = self._values.get(key)
        if value is None:
            if required:
                self.note(key, "缺少，请补上")
            return None
        if not isinstance(value, str):
            self.note(key, "应是单个值，写成了列表或映射")
            return None
        return value.strip()

    def choice(self, key: str, choices: Mapping[str, str], *, required: bool = False) -> str | None:
        """One of `choices`, each accepted spelling mapped to its meaning."""
        return self._read(key, lambda text: values.choice(text, choices), required)

    def month(self, key: str, *, required: bool = False) -> Month | None:
        """A month; a mapping {year, month} is one too."""
        return self._parsed(key, self._date_text(key, required), values.month)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A day."""
        return self._parsed(key, self._date_text(key, required), values.day)

    def number(
        self, key: str, low: Decimal | int, high: Decimal | int, *, required: bool = False, strip: str = ""
    ) -> Decimal | None:
        """A number within [low, high]; `strip` is a unit that may follow it."""
        return self._read(key, lambda text: values.number(text, low, high, strip), required)

    def integer(self, key: str, low: int, high: int, *, required: bool = False, strip: str = "") -> int | None:
        """A whole number within [low, high]."""
        return self._read(key, lambda text: values.whole(text, low, high, strip), required)

    def money(self, key: str, *, required: bool = False) -> int | None:
        """An amount in yuan (元, or 万元 where written) as fen, not negative, with at most two decimals."""
        text = self.text(key, required=required)
        return None if text is None else self.amount(key, text)

    def amount(self, key: str, text: object) -> int | None:
        """The same for an amount within a field, such as one of a list."""
        if not isinstance(text, str):
            self.note(key, "其中有不是金额的一项")
            return None
        return self._parsed(key, text, lambda clean: values.money(clean, 0, MAX_AMOUNT))

    def years(self, key: str, high: int = 70, *, required: bool = False) -> int | None:
        """A span of years in 1/100, half up: a decimal (28.83), or years and months (28年10个月, 346个月)."""
        return self._read(key, lambda text: values.years(text, high), required)

    def _read(self, key: str, parse: Callable[[str], T], required: bool) -> T | None:
        return self._parsed(key, self.text(key, required=required), parse)

    def _date_text(self, key: str, required: bool) -> str | None:
        value = self._values.get(key)
        if isinstance(value, dict) and isinstance(value.get("year"), str) and isinstance(value.get("month"), str):
            return f"{value['year']}-{value['month']}" + (f"-{value['day']}" if value.get("day") else "")
        return self.text(key, required=required)

    def _parsed(self, key: str, text: str | None, parse: Callable[[str], T]) -> T | None:
        if text is None:
            return None
        try:
            return parse(text)
        except Wrong as wrong:
            self.problems.append(wrong.of(Place(steps=(self.identifier,)), self.label(key)))
            return None
