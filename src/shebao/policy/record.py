"""Typed fields of one case; every mistake is noted with person, field and rule, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shebao.fields.dates import Month, parse_day, parse_month
from shebao.money import Number, divide_half_up, parse_number
from shebao.policy.arithmetic import YEARS_SCALE
from shebao.policy.casefile import RawCase, normalise
from shebao.policy.errors import CaseError, Problem

MAX_DIGITS = 40
MAX_AMOUNT = Decimal(10) ** 8
_MONTH_PARTS = {True: ("year", "month"), False: ("年", "月")}
_SPAN = re.compile(r"(?:(\d+(?:\.\d+)?)\s*(?:年|周?岁))?\s*(?:零|又)?\s*(?:(\d+)\s*个?月)?")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a case: the name in code, what people call it, and other spellings."""

    key: str
    label: str
    spellings: tuple[str, ...] = ()


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
        names = dict.fromkeys(normalise(name) for name in (field.key, field.label, *field.spellings))
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
        self.problems.append(Problem(self.identifier, self._labels.get(key, key), message))

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
        text = self.text(key, required=required)
        if text is None:
            return None
        chosen = choices.get(text) or choices.get(text.casefold())
        if chosen is None:
            self.note(key, f"“{text[:20]}”不认识，可写 {'、'.join(dict.fromkeys(choices))}")
        return chosen

    def month(self, key: str, *, required: bool = False) -> Month | None:
        """A month; a mapping {year, month} is one too."""
        text = self._date_text(key, required)
        return None if text is None else self._parsed(key, text, parse_month)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A day."""
        text = self._date_text(key, required)
        return None if text is None else self._parsed(key, text, parse_day)

    def number(
        self, key: str, low: Decimal | int, high: Decimal | int, *, required: bool = False, strip: str = ""
    ) -> Decimal | None:
        """A number within [low, high]; `strip` is a unit that may follow it."""
        text = self.text(key, required=required)
        if text is None:
            return None
        parsed = _number(text.removesuffix(strip).strip())
        if parsed is None:
            self.note(key, f"“{text[:30]}”不是数")
            return None
        if not low <= parsed.value <= high:
            self.note(key, f"{parsed.value:,} 应在 {low} 至 {high:,} 之间")
            return None
        return parsed.value

    def integer(self, key: str, low: int, high: int, *, required: bool = False, strip: str = "") -> int | None:
        """A whole number within [low, high]."""
        number = self.number(key, low, high, required=required, strip=strip)
        if number is None:
            return None
        if number != number.to_integral_value():
            self.note(key, f"{number} 应是整数")
            return None
        return int(number)

    def money(self, key: str, *, required: bool = False) -> int | None:
        """An amount in yuan (元, or 万元 where written) as fen, not negative, with at most two decimals."""
        text = self.text(key, required=required)
        return None if text is None else self.amount(key, text)

    def amount(self, key: str, text: object) -> int | None:
        """The same for an amount within a field, such as one of a list."""
        if not isinstance(text, str):
            self.note(key, "其中有不是金额的一项")
            return None
        clean = text.strip().lstrip("¥￥").removesuffix("/月").removesuffix("元").strip()
        factor = 10_000 if clean.endswith("万") else 1
        parsed = _number(clean.removesuffix("万"))
        if parsed is None:
            self.note(key, f"“{text[:30]}”不是金额，应写成 12345.67（元）")
            return None
        if parsed.value < 0:
            self.note(key, f"{parsed.value:,} 元为负，不应小于 0")
            return None
        amount = parsed.value * factor * 100
        if amount != amount.to_integral_value():
            self.note(key, f"{parsed.value} 元有两位以上小数，应写到分")
            return None
        if amount > MAX_AMOUNT * 100:
            self.note(key, f"{parsed.value:,} 元超过 {MAX_AMOUNT:,} 元，请核对单位")
            return None
        return int(amount)

    def years(self, key: str, high: int = 70, *, required: bool = False) -> int | None:
        """A span of years in 1/100, half up: a decimal (28.83), or years and months (28年10个月, 346个月)."""
        text = self.text(key, required=required)
        if text is None:
            return None
        hundredths = _hundredths(text)
        if hundredths is None:
            self.note(key, f"“{text[:30]}”不是年限，应写成 28.83 或 28年10个月")
            return None
        if not 0 <= hundredths <= high * YEARS_SCALE:
            self.note(key, f"{text} 应在 0 至 {high} 年之间")
            return None
        return hundredths

    def _date_text(self, key: str, required: bool) -> str | None:
        value = self._values.get(key)
        if isinstance(value, dict) and isinstance(value.get("year"), str) and isinstance(value.get("month"), str):
            return f"{value['year']}-{value['month']}" + (f"-{value['day']}" if value.get("day") else "")
        return self.text(key, required=required)

    def _parsed(self, key: str, text: str, parse: Any) -> Any:
        try:
            return parse(text)
        except ValueError as error:
            self.note(key, str(error))
            return None


def _number(text: str) -> Number | None:
    return parse_number(text) if len(text) <= MAX_DIGITS else None


def _hundredths(text: str) -> int | None:
    clean = text.replace(" ", "")
    parsed = _number(clean)
    if parsed is not None:
        exact = parsed.value * YEARS_SCALE
        return None if parsed.value < 0 else divide_half_up(int(exact * 10**6), 10**6)
    match = _SPAN.fullmatch(clean) if len(clean) <= MAX_DIGITS else None
    if not match or not (match[1] or match[2]):
        return None
    years, months = Decimal(match[1] or 0), int(match[2] or 0)
    return divide_half_up(int((years * 12 + months) * YEARS_SCALE * 10**6), 12 * 10**6)
