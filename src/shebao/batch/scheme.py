"""The figures of one year's adjustment notice (调整方案), from a YAML file; Hubei's own are not published in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from shebao.batch.errors import BatchError
from shebao.money import fen
from shebao.policy.arithmetic import RATE_SCALE, scaled
from shebao.policy.dates import Month, parse_month
from shebao.policy.pensions.ledger import AdjustmentRule

_KEYS = {"from", "retired_by", "schemes", "fixed", "per_year", "part_year_up", "percent", "tilt", "basis"}
_MOST_PERCENT = 20


@dataclass(frozen=True, slots=True)
class Scheme:
    """An adjustment, and whom it is for: of enterprise, institution, resident."""

    rule: AdjustmentRule
    schemes: tuple[str, ...]

    def options(self) -> dict[str, Any]:
        """The figures as the manifest repeats them, in fen and 1/1000000."""
        rule = self.rule
        return {
            "from": rule.effective.iso,
            "retired_by": rule.retired_by.iso,
            "schemes": list(self.schemes),
            "fixed": rule.fixed,
            "per_year": rule.per_year,
            "part_year_up": rule.part_year_up,
            "percent": rule.percent,
            "tilt": [list(step) for step in rule.tilts],
            "basis": rule.basis,
        }


def read_scheme(path: Path) -> Scheme:
    """The adjustment in a file. Raises BatchError with file, key and reason."""
    try:
        return parse_scheme(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"无法读取调整方案 {path}：{error}") from error


def parse_scheme(text: str, name: str) -> Scheme:
    """The adjustment in YAML text: from, retired_by, schemes, fixed, per_year, percent, tilt, basis.

    Amounts are yuan, percent is a percentage; part_year_up may be left out. Raises BatchError.
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BatchError(f"调整方案 {name} 不是 YAML：{str(error).splitlines()[0]}") from error
    if not isinstance(document, Mapping):
        raise BatchError(f"调整方案 {name} 应为键值表，含 {'、'.join(sorted(_KEYS))}")
    unknown, missing = set(document) - _KEYS, _KEYS - set(document) - {"part_year_up"}
    if unknown or missing:
        raise BatchError(f"调整方案 {name}：缺少 {_names(missing)}；不认识 {_names(unknown)}")
    return _Reader(document, name).scheme()


def _names(keys: set[Any]) -> str:
    return "、".join(sorted(map(str, keys))) or "（无）"


@dataclass(frozen=True, slots=True)
class _Reader:
    document: Mapping[str, Any]
    name: str

    def scheme(self) -> Scheme:
        schemes = self.document["schemes"]
        if (
            not isinstance(schemes, list)
            or not schemes
            or not set(schemes) <= {"enterprise", "institution", "resident"}
        ):
            raise self.fault("schemes", "应为 enterprise、institution、resident 的列表")
        percent = self.number("percent", self.document["percent"])
        if percent > _MOST_PERCENT:
            raise self.fault("percent", f"应为不超过 {_MOST_PERCENT} 的百分数")
        rule = AdjustmentRule(
            effective=self.month("from"),
            retired_by=self.month("retired_by"),
            fixed=self.amount("fixed", self.document["fixed"]),
            per_year=self.amount("per_year", self.document["per_year"]),
            percent=self.rate(percent),
            part_year_up=self.flag("part_year_up"),
            tilts=self.tilt(),
            basis=self.basis(),
        )
        return Scheme(rule, tuple(schemes))

    def fault(self, key: str, reason: str) -> BatchError:
        return BatchError(f"调整方案 {self.name} 的 {key} {reason}")

    def number(self, key: str, value: Any) -> Decimal:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise self.fault(key, f"应为数，实为“{value}”") from None
        if isinstance(value, bool) or not number.is_finite() or not 0 <= number <= 100_000:
            raise self.fault(key, f"应为 0 至 100000 之间的数，实为“{value}”")
        return number

    def amount(self, key: str, value: Any) -> int:
        try:
            return fen(self.number(key, value))
        except ValueError as error:
            raise self.fault(key, f"应精确到分：{error}") from None

    def rate(self, percent: Decimal) -> int:
        try:
            return scaled(percent / 100, RATE_SCALE)
        except ValueError as error:
            raise self.fault("percent", str(error)) from None

    def flag(self, key: str) -> bool:
        value = self.document.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(key, f"应为 true 或 false，实为“{value}”")
        return value

    def count(self, key: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 120:
            raise self.fault(key, f"应为 0 至 120 的整数，实为“{value}”")
        return value

    def month(self, key: str) -> Month:
        try:
            return parse_month(str(self.document[key]))
        except ValueError as error:
            raise self.fault(key, f"：{error}") from None

    def tilt(self) -> tuple[tuple[int, int], ...]:
        steps = self.document["tilt"]
        if not isinstance(steps, Mapping):
            raise self.fault("tilt", "应为“年龄: 金额”的表，没有则写 {}")
        return tuple(sorted((self.count("tilt", age), self.amount("tilt", amount)) for age, amount in steps.items()))

    def basis(self) -> str:
        basis = self.document["basis"]
        if not isinstance(basis, str) or not basis.strip():
            raise self.fault("basis", "应写明通知的名称或文号")
        return basis.strip()
