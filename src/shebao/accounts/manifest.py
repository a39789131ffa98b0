"""What an account set says of itself: whose books, of which year, of which units, how its tables are displayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shebao.accounts.closing.rounding import Rounding
from shebao.accounts.model import Unit


@dataclass(frozen=True, slots=True)
class Manifest:
    """Settings of an account set (accounts.yaml). `units` are a department's own units by code; `extra_subjects` names where
    subjects of its own stand; `columns` map the headers of each sheet."""

    unit: Unit
    units: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""
    money_unit: str = "万元"
    rounding: Rounding = Rounding.HALF_UP
    extra_subjects: str = ""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
