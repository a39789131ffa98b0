"""Groups of economic subjects that final accounts tell apart: personnel, and the items of 三公 (groups.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import load_data


@cache
def _groups() -> Any:
    return load_data(__package__, "data/groups.yaml")


@cache
def personnel_classes() -> tuple[str, ...]:
    """The classes (类) whose expenditure is 人员经费; other basic expenditure is 公用经费."""
    return tuple(_groups()["personnel"]["classes"])


def is_personnel(code: str) -> bool:
    """Whether an economic subject, class or item, is 人员经费."""
    return code[:3] in personnel_classes()


@cache
def three_public_items() -> Mapping[str, str]:
    """The item of 三公 (abroad, vehicle_purchase, vehicle_operation, reception) by economic subject."""
    return MappingProxyType(_groups()["three_public"]["items"])
