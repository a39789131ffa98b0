"""A result explained: a chain of named steps, each with value, formula in words, operands, rounding and legal basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from shebao.fields.dates import Month, age_text, span_text
from shebao.policy.parameters.model import Confidence, Scalar, Value, each_once, with_unit

Plain: TypeAlias = "int | Decimal | str"
ROUND_TO_FEN = "四舍五入到分"
KNOWN_MARK = "〔未经核对〕"
KNOWN_LEGEND = f"{KNOWN_MARK}表示所据规定或数值未与原文核对。"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit: fen for yuan, months for span and full_age, otherwise as in `UNIT_NAMES`."""

    value: Scalar
    unit: str

    @property
    def text(self) -> str:
        """The value as people read it."""
        if self.unit == "yuan":
            return f"{_yuan(self.value):,} 元"
        if self.unit == "ratio":
            return f"{_trimmed(Decimal(str(self.value)) * 100)}%"
        if self.unit == "span":
            return span_text(_integer(self.value))
        if self.unit == "full_age":
            return age_text(_integer(self.value))
        if isinstance(self.value, date):
            return f"{self.value.year}年{self.value.month}月{self.value.day}日"
        number = _trimmed(self.value) if isinstance(self.value, Decimal) and self.unit != "index" else str(self.value)
        return with_unit(number, self.unit)

    @property
    def plain(self) -> Plain:
        """The value for machines: yuan as a decimal, months and days as ISO text."""
        if self.unit == "yuan":
            return _yuan(self.value)
        if isinstance(self.value, Month):
            return self.value.iso
        if isinstance(self.value, date):
            return self.value.isoformat()
        return self.value


@dataclass(frozen=True, slots=True)
class Operand:
    """A named quantity that goes into a step or that was given."""

    label: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computation. `laws` are the parameters used; `basis` is what else the step rests on."""

    name: str
    label: str
    quantity: Quantity
    formula: str
    operands: tuple[Operand, ...] = ()
    rounding: str = ""
    laws: tuple[Value, ...] = ()
    basis: str = ""
    confidence: Confidence = "verified"
    note: str = ""

    @property
    def bases(self) -> tuple[str, ...]:
        """Every legal basis of the step, once, also where one text names several."""
        return each_once(self.basis, *(law.basis for law in self.laws))

    @property
    def mark(self) -> Confidence:
        """`known` as soon as anything the step rests on is not verified."""
        unsure = self.confidence == "known" or any(law.confidence == "known" for law in self.laws)
        return "known" if unsure else "verified"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A computed case: what was given, the steps, which steps are the result, and what the reader should know."""

    title: str
    subject: str
    area: str
    entitlement: date | None
    determination: date | None
    given: tuple[Operand, ...]
    steps: tuple[Step, ...]
    results: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def mark(self) -> Confidence:
        """`known` as soon as one step is."""
        return "known" if any(step.mark == "known" for step in self.steps) else "verified"

    @property
    def notes(self) -> tuple[str, ...]:
        """The remarks, and what the mark of unverified steps means where there is one."""
        return (*self.remarks, KNOWN_LEGEND) if self.mark == "known" else self.remarks

    def step(self, name: str) -> Step:
        """The step with this name. Raises KeyError."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)


def operand(label: str, value: Scalar, unit: str) -> Operand:
    """An operand from its parts."""
    return Operand(label, Quantity(value, unit))


def law_operand(value: Value, label: str = "") -> Operand:
    """A parameter as an operand. Raises TypeError where it is a table."""
    content = value.content
    if content is None or isinstance(content, Mapping):
        raise TypeError(f"{value.name} 不是单个值")
    return Operand(label or value.label, Quantity(content, value.unit))


def step(
    name: str,
    label: str,
    value: Scalar,
    unit: str,
    formula: str,
    operands: Sequence[Operand] = (),
    *,
    rounding: str = "",
    laws: Sequence[Value] = (),
    basis: str = "",
    confidence: Confidence = "verified",
    note: str = "",
) -> Step:
    """A step from its parts."""
    quantity = Quantity(value, unit)
    return Step(name, label, quantity, formula, tuple(operands), rounding, tuple(laws), basis, confidence, note)


def _integer(value: Scalar) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value} 应是整数")
    return value


def _yuan(value: Scalar) -> Decimal:
    return Decimal(_integer(value)).scaleb(-2)


def _trimmed(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
