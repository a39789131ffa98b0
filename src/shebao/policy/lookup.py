"""Asking the law where a place may have no such parameter, or where the case may state the value itself."""

from __future__ import annotations

from datetime import date

from shebao.policy.errors import MissingParameter
from shebao.policy.explanation import Operand, law_operand, operand
from shebao.policy.parameters import Law, Value
from shebao.policy.record import Record


def lookup(law: Law, name: str, on: date) -> Value | None:
    """The value in force on a day, or None where there is none or the place has no such parameter."""
    try:
        return law.find(name, on)
    except MissingParameter:
        return None


def day_text(day: date) -> str:
    """A day as people write it: 2026年2月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def standard(record: Record, key: str, law: Law, name: str, on: date) -> tuple[int, Operand, tuple[Value, ...]] | None:
    """An amount in fen from the case where it states one, else from the law; notes what is missing and returns None."""
    given = record.money(key)
    label = record.label(key)
    if given is not None:
        return given, operand(f"{label}（按所填）", given, "yuan"), ()
    found = lookup(law, name, on)
    if found is None:
        record.note(key, f"{law.area.name}没有 {day_text(on)}的{label}，请写明")
        return None
    return found.integer, law_operand(found, label), (found,)
