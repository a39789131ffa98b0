"""The value of a parameter as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from shebao.fields.dates import Month
from shebao.policy.parameters.model import Scalar, Value, with_unit


def content_text(value: Value) -> str:
    """The value of a parameter in words, a table cell by cell."""
    if value.content is None:
        return "（无规定）"
    if isinstance(value.content, Mapping):
        return "，".join(
            f"{value.key_labels.get(key, key)} {scalar_text(cell, value.unit)}" for key, cell in value.content.items()
        )
    return scalar_text(value.content, value.unit)


def scalar_text(content: Scalar, unit: str) -> str:
    """One cell with its unit."""
    if isinstance(content, Month):
        return content.iso
    if isinstance(content, date):
        return content.isoformat()
    if unit == "yuan" and isinstance(content, int):
        return f"{Decimal(content).scaleb(-2):,f} 元"
    if unit == "ratio" and isinstance(content, Decimal):
        return f"{(content * 100).normalize():f}%"
    return with_unit(content, unit)
