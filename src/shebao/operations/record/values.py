"""What a register takes as its value."""

from __future__ import annotations

from shebao.fields.problem import Place, Problem, Wrong
from shebao.operations.record.effects import FactStated
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import SubjectKind

_ADVICE = "请核对后重填"


def wrong_value(kind: SubjectKind | None, effect: FactStated) -> Problem | None:
    """Why the record does not take a value; None where it does. Secret values are not repeated in the problem."""
    if kind is None:
        return Problem("unknown_subject", f"没有编号 {effect.subject}", "先登记")
    register = registers(kind).get(effect.register)
    place = Place(steps=(f"编号 {effect.subject}",))
    if register is None:
        return Problem("unknown_register", f"没有登记项 {effect.register}", place=place)
    if effect.slot and not register.several:
        return Problem("one_value", f"{register.label}只有一个值，不分项", place=place, field=register.label)
    if effect.value in register.field.choices.values():
        return None
    try:
        register.field.parse(effect.value)
    except Wrong as wrong:
        return wrong.of(place, register.label, "" if register.secret else effect.value)
    return None if effect.value.strip() == effect.value else _blank_edges(register.label, place)


def _blank_edges(label: str, place: Place) -> Problem:
    return Problem("blank_edges", "前后有空格", _ADVICE, place, label)
